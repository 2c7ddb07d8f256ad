const MINUTE = 60_000;

/** The limits of one service. A rollout of the largest service still fits a card, its record and its parameter. */
export const limits = {
  targets: 20,
  alarms: 100,
  signals: 20,
  /** Tokens that count at the same time: the one in use, and the next. */
  signalTokens: 2,
  signalGeneration: 9999,
  /** Entries; an entry of functions names up to 20. */
  components: 20,
  steps: 30,
  /** The plans of a service beside its own. */
  plans: 5,
  approvers: 20,
  actions: 20,
  origins: 20,
  /** Browsers and gateways accept more; no service needs it. */
  urlLength: 500,
  pipelines: 10,
  freezes: 20,
  /** Entries of `hours`; each may leave a freeze for each day of the week. */
  openHours: 7,
  freezeReason: 200,
  timezone: 60,
  /** CloudWatch's own limit for the dimensions of a metric. */
  dimensions: 30,
  /** The metrics whose sum is the number of failed requests, such as 5xx answers and throttles. */
  errorMetrics: 5,
  /** The metrics that are compared beside errors and latency. Each critical one takes a part of α. */
  customMetrics: 5,
  /** IAM's names are 64 characters, their paths 512. */
  identityArn: 620,
  /** Slack messages truncate a longer address. */
  approverLength: 80,
  /** The number of decimals to which Slack messages round a share. */
  shareDecimals: 2,
  /** The largest share that stays on stable while the last steps watch, in percent: more of them is a step of the plan. */
  holdback: 20,
  /** CloudWatch's own limit for the name of an alarm; a region before it counts too. */
  alarmName: 255,
  /** The length of an environment's API URL; `variableLength` is that of a variable that a build injects. */
  url: 300,
  variableLength: 500,
  /** Timers fire within the minute (EventBridge Scheduler), so a shorter wait cannot be kept. */
  shortestWait: MINUTE,
  /** The default time in which a completed rollout may be rolled back. */
  usualRollbackWindow: 24 * 60 * MINUTE,
  /** The longest time for which a health signal counts: what said nothing for longer is no watch. */
  longestSignal: 7 * 24 * 60 * MINUTE,
  /** A longer wait is taken for a typing mistake. */
  longestWait: 30 * 24 * 60 * MINUTE,
  /** The size of a parameter in SSM's standard tier. */
  parameterBytes: 4096,
} as const;

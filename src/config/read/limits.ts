const MINUTE = 60_000;

/** How much one service may have. A rollout of the largest one still fits a card, its record and its parameter. */
export const limits = {
  targets: 20,
  alarms: 100,
  /** Entries; one of functions names up to 20. */
  components: 20,
  steps: 30,
  approvers: 20,
  actions: 20,
  origins: 20,
  /** Browsers and gateways take more; nobody needs it. */
  urlLength: 500,
  pipelines: 10,
  /** IAM's names are 64 characters, their paths 512. */
  identityArn: 620,
  /** Slack messages cut a longer address. */
  approverLength: 80,
  /** Slack messages round a share to so many decimals. */
  shareDecimals: 2,
  /** CloudWatch's own limit for the name of an alarm; a region before it counts too. */
  alarmName: 255,
  /** Of the API of an environment, and of the value of a variable that a build injects. */
  url: 300,
  variableLength: 500,
  /** Timers fire within the minute (EventBridge Scheduler), so a shorter wait cannot be kept. */
  shortestWait: MINUTE,
  /** How long a completed rollout may be rolled back where nothing else is said. */
  usualRollbackWindow: 24 * 60 * MINUTE,
  /** Longer is a slip of the keyboard. */
  longestWait: 30 * 24 * 60 * MINUTE,
  /** What a parameter of SSM's standard tier holds. */
  parameterBytes: 4096,
} as const;

const MINUTE = 60_000;

/** How much one service may have. A rollout of the largest one still fits a card, its record and its parameter. */
export const limits = {
  targets: 20,
  alarms: 100,
  steps: 30,
  approvers: 20,
  pipelines: 10,
  /** IAM's names are 64 characters, their paths 512. */
  identityArn: 620,
  /** Slack messages cut a longer address. */
  approverLength: 80,
  /** Slack messages round a share to so many decimals. */
  shareDecimals: 2,
  /** CloudWatch's own limit for the name of an alarm; a region before it counts too. */
  alarmName: 255,
  /** Timers fire within the minute (EventBridge Scheduler), so a shorter wait cannot be kept. */
  shortestWait: MINUTE,
  /** Longer is a slip of the keyboard. */
  longestWait: 30 * 24 * 60 * MINUTE,
  /** What a parameter of SSM's standard tier holds. */
  parameterBytes: 4096,
} as const;

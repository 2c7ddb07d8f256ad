/** The position of a message in Slack. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** A message about an alarm of a rollout. It is updated when the rollout ends. */
export interface AlarmMessage {
  /** The key of the effect that posts it, which the message carries. */
  readonly key: string;
  /** The channel as it is configured; its id once the message was found. */
  readonly channel: string;
  /** Null while the message is not found; the notifier looks for it by its key. */
  readonly ts: string | null;
}

/** The position of the card of a rollout in Slack, with its link. */
export interface CardRef {
  readonly channel: string;
  readonly ts: string;
  readonly permalink: string;
}

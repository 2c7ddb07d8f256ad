/** Where a message stands in Slack. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** A message about an alarm of a rollout. It is updated when the rollout ends. */
export interface AlarmMessage {
  /** The key of the effect that posts it, which the message carries. */
  readonly key: string;
  /** The channel as it is configured; its id once it is known where the message stands. */
  readonly channel: string;
  /** Null while that is not known: the message is looked for by its key. */
  readonly ts: string | null;
}

/** Where the card of a rollout is. */
export interface CardRef {
  readonly channel: string;
  readonly ts: string;
  readonly permalink: string;
}

/** The event that a timer delivers when it fires. */
export interface TimerEvent {
  readonly service: string;
  /** The rollout it was set for; empty when only the outbox waits. */
  readonly rollout: string;
  /** The number of the timer, per service. */
  readonly seq: number;
  readonly step: number;
  readonly generation: number;
  /** The moment at which it should fire, in milliseconds since the epoch; it fires within the minute after. */
  readonly at: number;
}

/** One-off timers that delete themselves after they fired. */
export interface Timers {
  /** Sets a timer with a name made from service, seq and time. Setting it again changes nothing. */
  arm(wake: TimerEvent): Promise<void>;
}

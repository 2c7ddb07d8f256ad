/** A call of an API of AWS that somebody made, as CloudTrail wrote it down. */
export interface ApiCall {
  /** `UpdateAlias20150331`; Lambda has the version of its API at the end. */
  readonly name: string;
  /** The parameters of the call; null where CloudTrail left them out. */
  readonly parameters: unknown;
}

/** A change of targets that AWS reported. */
export interface TargetsChange {
  /** The names of the targets. */
  readonly targets: readonly string[];
  /** The ARN of who changed them. */
  readonly by: string;
  /** The moment of the change, in milliseconds since the epoch. */
  readonly at: number;
}

/** A call of an API of AWS that somebody made, as CloudTrail wrote it down. */
export interface ApiCall {
  /** `UpdateAlias20150331`; Lambda has the version of its API at the end. */
  readonly name: string;
  /** The parameters of the call; null where CloudTrail left them out. */
  readonly parameters: unknown;
}

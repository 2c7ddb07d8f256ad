/** A failure of one target. */
export interface Fault {
  /** Stable code, from AWS or from Serin. */
  readonly code: string;
  readonly message: string;
  /** True when a retry cannot help (the old version was deleted, …). */
  readonly permanent: boolean;
}

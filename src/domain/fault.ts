/** What went wrong with one target. */
export interface Fault {
  /** Stable code, from AWS or from Serin. */
  readonly code: string;
  readonly message: string;
  /** True when trying again cannot help (the old version was deleted, …). */
  readonly permanent: boolean;
}

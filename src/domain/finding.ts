/** A result of preflight: something that prevents the start, or something to know. */
export interface Finding {
  readonly severity: 'blocks' | 'warns';
  /** Stable code, kebab-case. */
  readonly code: string;
  /** The target or alarm it is about, if any. */
  readonly about: string | null;
  readonly message: string;
  /** The remedy, as an instruction. */
  readonly remedy: string;
}

/** One entry of preflight's list: the result of one check. */
export interface Check {
  /** Stable code, kebab-case; that of the finding where there is one. */
  readonly code: string;
  /** The target, alarm, function or channel it is about, if any. */
  readonly about: string | null;
  /** False when it prevents the start. */
  readonly ok: boolean;
  readonly text: string;
  /** The remedy, as an instruction; empty when it is fine. */
  readonly remedy: string;
}

import type { TokenUse } from '../routing/token.ts';

/** The source of facts that are not in the request; each runtime at the edge has its own. */
export interface Reader {
  /** Returns the split as text. @throws when it cannot be read */
  split(): Promise<string>;
  /** Returns the value of a signed token; null when it is not ours, for another use, expired, or cannot be verified. */
  verified(use: TokenUse, text: string | null, now: number): Promise<string | null>;
}

import type { TokenUse } from '../routing/token.ts';

/** How a function comes to know what does not stand in its request; each runtime at the edge has its own way. */
export interface Reader {
  /** The split, as text. @throws when it cannot be read. */
  split(): Promise<string>;
  /** What a signed token says; null when it is not of ours, for something else, too old, or cannot be verified. */
  verified(use: TokenUse, text: string | null, now: number): Promise<string | null>;
}

import type { Json } from '../../../../src/domain/json.ts';

/**
 * What somebody changes by hand: the split, what it leads to, the version in use (deleted), the old version (deleted after
 * the end), a third record beside the two.
 */
export type Edit = 'share' | 'version' | 'gone' | 'old version' | 'third record';

/** A target in the account, as a person sees it who looks at it, or has a hand in it. */
export interface Place {
  /** The share of the canary of a rollout, in percent; 0 while there is no such place. */
  share(frozen: Json): number;
  /** What it is like now, to the letter, but for numbers that only count writes; `gone` while there is no such place. */
  look(): string;
  /** Whether nobody is on anything but the canary, and nothing is left of the split. */
  isPromoted(frozen: Json): boolean;
  /** Cohorts that are open. */
  cohorts(): readonly string[];
  /** Whether users keep the arm of their last request, whatever the share is; left out where they never do. */
  sticks?(): boolean;
  /** Whether a user who was on the canary a moment ago is there again with the next request; left out where only shares count. */
  keeps?(frozen: Json): boolean;
  /** Does nothing where the kind has no such thing. */
  edit(what: Edit): void;
  /** Deletes it. @returns what creates it again as it was, where it is still missing */
  vanish(): () => void;
  /** @returns what puts its split back to what it is now */
  keep(): () => void;
  /** Takes away what does not belong there, and mends what is behind it; left out where there is no such thing. */
  tidy?(): void;
}

export const GONE = 'gone';

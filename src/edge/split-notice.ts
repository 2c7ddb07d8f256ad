import { settings } from './settings.ts';

/** What a function without a store is told by one that has it. */
export interface Told {
  /** The split, as text. */
  readonly split: string;
  /** What the token for an override says that was shown with the question; null when it does not hold. */
  readonly override: string | null;
  /** The same for a cohort. */
  readonly cohort: string | null;
}

/** The path at which a distribution tells its split. It has a cache behaviour of its own. */
export const TELLING_PATH = `/.serin/${settings.name}`;

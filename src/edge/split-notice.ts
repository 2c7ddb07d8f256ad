import { settings } from './settings.ts';

/** The answer with the split, for functions that cannot read the store. */
export interface Told {
  /** The split, as text. */
  readonly split: string;
  /** The value of the override token sent with the request; null when it is not valid. */
  readonly override: string | null;
  /** The value of the cohort token sent with the request; null when it is not valid. */
  readonly cohort: string | null;
}

/** The path at which a distribution returns its split. It has a cache behavior of its own. */
export const TELLING_PATH = `/.serin/${settings.name}`;

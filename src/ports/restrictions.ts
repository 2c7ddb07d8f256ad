import type { Restrictions as Stored } from '../domain/restrictions/restrictions.ts';

/** Stores the freezes that people commanded: one item for the whole installation. */
export interface Restrictions {
  /** Returns the restrictions as they are now (a consistent read); without any when none were ever saved. @throws RecordUnreadable */
  load(): Promise<Stored>;
  /**
   * Writes restrictions whose `revision` is one more than the stored one (1 for the first), in one conditional write.
   * @throws SaveConflict when the stored revision is another
   */
  save(restrictions: Stored): Promise<void>;
}

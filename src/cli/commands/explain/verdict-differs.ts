import { timeText } from '../rollouts/lines.ts';
import type { Decided } from './account.ts';

/** The most differing fields that an error names. */
const NAMED = 5;

/** The stored verdict is not the one that the judge makes of the stored series. */
export class VerdictDiffers extends Error {
  readonly code = 'verdict-differs';
  readonly remedy: string;
  constructor({ again, stored }: Decided) {
    const { differences } = again;
    const fields = differences
      .slice(0, NAMED)
      .map(
        (one) =>
          `${one.field} is stored as ${JSON.stringify(one.stored)}, recomputed ${JSON.stringify(one.recomputed)}`,
      );
    const more = differences.length > NAMED ? `, and ${differences.length - NAMED} more` : '';
    super(
      `The verdict cannot be reproduced: ${fields.join('; ')}${more}. Either the judge of this serin is not the one that decided, or the record was changed.`,
    );
    this.name = 'VerdictDiffers';
    this.remedy = `Run the serin of the version that was deployed at ${timeText(stored.at)}. If it does not reproduce the verdict either, restore the record from a backup of the table and compare.`;
  }
}

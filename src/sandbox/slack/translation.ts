import { createHash } from 'node:crypto';

/** The emulator's words for ours, in texts that pass both ways. */
export interface Translation {
  /** Our words in the emulator's. */
  inward(text: string): string;
  /** The emulator's words in ours. */
  outward(text: string): string;
}

/** @param ours Our word for each of the emulator's. */
export function createTranslation(ours: Readonly<Record<string, string>>): Translation {
  const pairs = Object.entries(ours);
  return {
    inward: (text) => pairs.reduce((said, [theirs, our]) => said.replaceAll(our, theirs), text),
    outward: (text) => pairs.reduce((said, [theirs, our]) => said.replaceAll(theirs, our), text),
  };
}

/** A Slack id that is always the same for a name. @param kind `U` for users, `C` for channels */
export function stableId(kind: 'U' | 'C', name: string): string {
  return kind + createHash('sha256').update(name).digest('hex').slice(0, 9).toUpperCase();
}

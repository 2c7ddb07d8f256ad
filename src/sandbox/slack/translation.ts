import { createHash } from 'node:crypto';

/** Replaces the emulator's words by the sandbox's, and back, in requests and answers. */
export interface Translation {
  /** Returns a text with the sandbox's words replaced by the emulator's. */
  inward(text: string): string;
  /** Returns a text with the emulator's words replaced by the sandbox's. */
  outward(text: string): string;
}

/** @param ours The sandbox's word for each of the emulator's. */
export function createTranslation(ours: Readonly<Record<string, string>>): Translation {
  const pairs = Object.entries(ours);
  return {
    inward: (text) => pairs.reduce((said, [theirs, our]) => said.replaceAll(our, theirs), text),
    outward: (text) => pairs.reduce((said, [theirs, our]) => said.replaceAll(theirs, our), text),
  };
}

/** Returns a Slack id that is always the same for a name. @param kind `U` for users, `C` for channels */
export function stableId(kind: 'U' | 'C', name: string): string {
  return kind + createHash('sha256').update(name).digest('hex').slice(0, 9).toUpperCase();
}

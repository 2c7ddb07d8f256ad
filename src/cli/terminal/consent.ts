import type { Terminal } from './terminal.ts';

/** What is agreed to, in words. */
interface Words {
  readonly question: string;
  /** What is said when nobody agreed. */
  readonly nothing: string;
  /** What --yes would do. */
  readonly act: string;
}

const writing: Words = { question: 'Write this?', nothing: 'Nothing was written', act: 'write this' };

/** Why nothing may be done; null when somebody agreed. */
export async function consentProblem(
  { yes }: { readonly yes: boolean },
  { ask, signal }: Terminal,
  { question, nothing, act }: Words = writing,
): Promise<string | null> {
  if (yes) return null;
  if (ask === null) return `${nothing}: there is no terminal to ask on. Say --yes to ${act}.`;
  try {
    const answer = await ask(`${question} Only "yes" is taken: `);
    return answer.trim().toLowerCase() === 'yes' ? null : `${nothing}.`;
  } catch (error) {
    if (!signal.aborted) throw error;
    return `${nothing}.`;
  }
}

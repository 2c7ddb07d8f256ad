import type { Terminal } from './terminal.ts';

/** The texts of a question for consent. */
interface Words {
  readonly question: string;
  /** The message when nobody agreed. */
  readonly nothing: string;
  /** The action that --yes agrees to. */
  readonly act: string;
}

const writing: Words = { question: 'Write this?', nothing: 'Nothing was written', act: 'write this' };

/** Returns the reason why nothing may be done; null when somebody agreed. */
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

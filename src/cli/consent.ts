import type { Terminal } from './terminal.ts';

/** Why nothing may be written; null when somebody agreed. */
export async function whyNot({ yes }: { readonly yes: boolean }, { ask, signal }: Terminal): Promise<string | null> {
  if (yes) return null;
  if (ask === null) return 'Nothing was written: there is no terminal to ask on. Say --yes to write this.';
  try {
    const answer = await ask('Write this? Only "yes" is taken: ');
    return answer.trim().toLowerCase() === 'yes' ? null : 'Nothing was written.';
  } catch (error) {
    if (!signal.aborted) throw error;
    return 'Nothing was written.';
  }
}

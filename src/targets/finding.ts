import type { Finding } from '../rollout/record.ts';
import { isDenied } from './fault.ts';

/** Makes the findings about one target. */
export interface Findings {
  blocks(code: string, message: string, remedy: string): Finding;
  warns(code: string, message: string, remedy: string): Finding;
}

/** @param about the name of the target. */
export function findingsAbout(about: string): Findings {
  return {
    blocks: (code, message, remedy) => ({ severity: 'blocks', code, about, message, remedy }),
    warns: (code, message, remedy) => ({ severity: 'warns', code, about, message, remedy }),
  };
}

/** A look that preflight can do without: when the permission for it is missing, that is the finding. */
export async function ifPermitted(
  permission: string,
  found: Findings,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!isDenied(error)) throw error;
    return [
      found.warns(
        'not-permitted',
        `Serin may not call ${permission}, so one check was left out.`,
        `Allow ${permission} to the worker.`,
      ),
    ];
  }
}

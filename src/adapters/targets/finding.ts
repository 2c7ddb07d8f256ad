import type { Finding } from '../../domain/finding.ts';
import { errorCode, isDenied } from '../shared/fault.ts';

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

/**
 * A look that preflight can do without: when it fails, because a permission is missing or for any other reason, that is
 * the finding. What a start cannot do without is read outside of this.
 * @param permission the IAM action of the look.
 */
export async function ifPossible(
  permission: string,
  found: Findings,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    const remedy = isDenied(error) ? `Allow ${permission} to the worker.` : 'Start again if that check matters.';
    return [found.warns('check-left-out', `A check was left out: ${permission} answered ${errorCode(error)}.`, remedy)];
  }
}

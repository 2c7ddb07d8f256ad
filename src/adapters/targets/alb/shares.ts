import type { Finding } from '../../../domain/finding.ts';
import type { Findings } from '../finding.ts';
import { finePercent } from '../weight-pairs.ts';
import { nearestShare } from './forward.ts';

/** Returns the reason why two weights from 0 to 999 cannot have a share between 0 and 100%; null when they can, exactly or nearly. */
export function albShareProblem(share: number): { readonly message: string; readonly remedy: string } | null {
  const nearest = nearestShare(share);
  if (share <= 0 || share >= 100 || (nearest > 0 && nearest < 100)) return null;
  return {
    message: `${finePercent(share)} would become ${finePercent(nearest)}: two weights of target groups cannot express it.`,
    remedy: `Use a share from ${finePercent(nearestShare(0.1))} to ${finePercent(nearestShare(99.9))}.`,
  };
}

/** Returns the findings about shares that two weights cannot express. */
export function shareFindings(shares: readonly number[], found: Findings): readonly Finding[] {
  return shares.flatMap((share) => {
    const problem = albShareProblem(share);
    return problem === null ? [] : [found.blocks('share-not-expressible', problem.message, problem.remedy)];
  });
}

import { finePercent } from '../weight-pairs.ts';
import { nearestShare } from './weights.ts';

/**
 * Returns the reason why two weights from 0 to 255 cannot have a share between 0 and 100%; null when they can, exactly or nearly.
 */
export function route53ShareProblem(share: number): { readonly message: string; readonly remedy: string } | null {
  const nearest = nearestShare(share);
  if (share <= 0 || share >= 100 || (nearest > 0 && nearest < 100)) return null;
  return {
    message: `${finePercent(share)} would become ${finePercent(nearest)}: two Route 53 weights cannot express it.`,
    remedy: `Use a share from ${finePercent(nearestShare(100 / 256))} to ${finePercent(nearestShare(25_500 / 256))}.`,
  };
}

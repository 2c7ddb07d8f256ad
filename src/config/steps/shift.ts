import * as z from 'zod';
import { holdbackText } from '../../domain/plan/holdback.ts';
import { limits } from '../read/limits.ts';
import { shareTooFine } from '../rules/share.ts';
import { stepConfig } from './step-config.ts';

const share = z
  .number()
  .min(0)
  .max(100)
  .meta({ description: 'Share of the traffic on the canary, in percent; two decimals at most.', examples: [5] });

/** A step that moves the canary to a share of the traffic. The rules about the order of shifts are `rules/plan.ts`. */
export const shift = stepConfig(
  'shift',
  share,
  { description: 'Moves the canary to a share of the traffic.', example: 5 },
  {
    limits: { weight: share },
    read: (weight) => ({ kind: 'shift', weight }),
    complaints: ({ weight }) =>
      weight === Number(weight.toFixed(limits.shareDecimals)) ? [] : [{ path: [], ...shareTooFine(`${weight}%`) }],
    text: (step) => {
      const kept = holdbackText(step, 'stable');
      return kept === '' ? `${step.weight}%` : `${step.weight}% (${kept})`;
    },
  },
);

import * as z from 'zod';
import { durationMs, durationText } from '../read/durations.ts';
import { waitComplaints } from '../rules/wait.ts';
import { duration } from '../schema/duration.ts';
import { stepConfig } from './step-config.ts';

/** A step that waits and watches. */
export const bake = stepConfig(
  'bake',
  duration.meta({ description: 'How long to wait and watch the alarms, at least 1m.', examples: ['10m'] }),
  { description: 'Waits and watches the alarms at the share that was reached.', example: '10m' },
  {
    stored: z.strictObject({ kind: z.literal('bake'), ms: z.int() }),
    read: (text) => ({ kind: 'bake', ms: durationMs(text) }),
    complaints: ({ ms }) => waitComplaints('A bake', ms, []),
    text: ({ ms }) => `bake ${durationText(ms)}`,
  },
);

import * as z from 'zod';
import { durationMs, durationText } from '../read/durations.ts';
import { waitComplaints } from '../rules/wait.ts';
import { duration } from '../schema/duration.ts';
import { stepConfig } from './step-config.ts';

const untilHealthy = z
  .strictObject({
    until: z.literal('healthy').meta({
      description: 'Ends the bake when the canary is known to be not worse than stable.',
      examples: ['healthy'],
    }),
    atLeast: duration.meta({ description: 'The shortest bake, at least 1m.', examples: ['5m'] }),
    atMost: duration.meta({
      description: 'The longest bake; if nobody knows by then, Serin holds and asks.',
      examples: ['40m'],
    }),
  })
  .meta({
    description: 'Waits until the canary is known to be not worse than stable.',
    examples: [{ until: 'healthy', atLeast: '5m', atMost: '40m' }],
  });

const time = duration.meta({
  description: 'How long to wait and watch the alarms and both versions, at least 1m.',
  examples: ['10m'],
});

/** A step that waits and watches. */
export const bake = stepConfig(
  'bake',
  z.union([time, untilHealthy]).meta({ description: 'How long to wait and watch.', examples: ['10m'] }),
  { description: 'Waits and watches at the share that was reached.', example: '10m' },
  {
    limits: { ms: z.int(), atMost: z.int().exactOptional() },
    read: (value) =>
      typeof value === 'string'
        ? { kind: 'bake', ms: durationMs(value) }
        : { kind: 'bake', ms: durationMs(value.atLeast), atMost: durationMs(value.atMost) },
    complaints: ({ ms, atMost }) => {
      if (atMost === undefined) return waitComplaints('A bake', ms, []);
      const waits = [...waitComplaints('A bake', ms, ['atLeast']), ...waitComplaints('A bake', atMost, ['atMost'])];
      if (waits.length > 0 || atMost >= ms) return waits;
      return [
        {
          path: ['atMost'],
          message: 'The longest bake is shorter than the shortest.',
          remedy: `Write at least \`atMost: ${durationText(ms)}\`.`,
        },
      ];
    },
    text: ({ ms, atMost }) =>
      atMost === undefined
        ? `bake ${durationText(ms)}`
        : `bake until healthy, ${durationText(ms)} to ${durationText(atMost)}`,
  },
);

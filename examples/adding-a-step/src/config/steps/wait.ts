import * as z from 'zod';
import { timeText } from '../../domain/steps/wait.ts';
import { stepConfig } from './step-config.ts';

const MINUTE_MS = 60_000;

/** A step that waits until a time of the day, in UTC. */
export const wait = stepConfig(
  'wait',
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of the day looks like 09:30')
    .meta({ description: 'The time of the day at which the plan goes on, in UTC.', examples: ['09:00'] }),
  { description: 'Waits until a time of the day.', example: '09:00' },
  {
    limits: { at: z.int() },
    read: (text) => {
      const [hours = 0, minutes = 0] = text.split(':').map(Number);
      return { kind: 'wait', at: (hours * 60 + minutes) * MINUTE_MS };
    },
    complaints: () => [],
    text: ({ at }) => `wait until ${timeText(at)}`,
  },
);

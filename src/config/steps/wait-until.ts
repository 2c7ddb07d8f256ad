import * as z from 'zod';
import { DAYS, UTC } from '../../domain/clock.ts';
import { waitText } from '../../domain/steps/wait-until.ts';
import { limits } from '../read/limits.ts';
import { timeZoneProblem } from '../rules/week.ts';
import { stepConfig } from './step-config.ts';

const day = DAYS.join('|');

/** Matches a time of the day, with the days before it and a time zone behind it: `Mon-Fri 09:00 Europe/Berlin`. */
const pattern = new RegExp(
  String.raw`^(?:(${day})(?:-(${day}))? )?([01]\d|2[0-3]):([0-5]\d)(?: (\S{1,${limits.timezone}}))?$`,
);

/** Returns the days from one to another, over Sunday too; all where none is named. */
function daysOf(first: string | undefined, last = first): readonly number[] {
  const from = first === undefined ? 0 : DAYS.indexOf(first);
  const to = last === undefined ? DAYS.length - 1 : DAYS.indexOf(last);
  const count = 1 + ((to - from + DAYS.length) % DAYS.length);
  return Array.from({ length: count }, (_, index) => (from + index) % DAYS.length);
}

/** A step that waits until a time of the day. */
export const waitUntil = stepConfig(
  'wait-until',
  z
    .string()
    .regex(pattern, 'a time is "09:00", "09:00 Europe/Berlin" or "Mon-Fri 09:00 Europe/Berlin"')
    .meta({
      description:
        'The time of the day at which the plan goes on; the days before it, where not every day will do; its time zone behind it, UTC where none is named.',
      examples: ['09:00 Europe/Berlin', 'Mon-Fri 09:00 Europe/Berlin'],
    }),
  { description: 'Waits until a time of the day.', example: '09:00 Europe/Berlin' },
  {
    limits: { days: z.array(z.int().min(0).max(6)).min(1).max(DAYS.length), minute: z.int().min(0).max(1439) },
    read: (text) => {
      const [, first, last, hours, minutes, timezone = UTC] = pattern.exec(text) ?? [];
      return { kind: 'wait-until', days: daysOf(first, last), minute: Number(hours) * 60 + Number(minutes), timezone };
    },
    complaints: ({ timezone }) => {
      const zone = timeZoneProblem(timezone);
      return zone === null ? [] : [{ path: [], ...zone }];
    },
    text: (step) => `wait until ${waitText(step)}`,
  },
);

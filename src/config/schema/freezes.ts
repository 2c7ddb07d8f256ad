import * as z from 'zod';
import { limits } from '../read/limits.ts';

/** Matches a day of the week with a time, and a date with a time. */
export const weekdayPattern = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):([0-5]\d)$/;
export const datePattern = /^(\d{4})-(\d\d)-(\d\d) ([01]\d|2[0-3]):([0-5]\d)$/;

const moment = (what: string) =>
  z
    .string()
    .refine((text) => weekdayPattern.test(text) || datePattern.test(text), {
      error: 'a moment is "2026-12-24 18:00", or "Fri 16:00" for every week',
    })
    .meta({ description: `${what}: a date with a time, or a day of the week with a time.`, examples: ['Fri 16:00'] });

const freeze = z
  .strictObject({
    from: moment('When it begins'),
    to: moment('When it ends'),
    timezone: z
      .string()
      .max(limits.timezone)
      .optional()
      .meta({
        description: 'The time zone of both, by its name in the IANA database.',
        default: 'UTC',
        examples: ['Europe/Berlin'],
      }),
    reason: z
      .string()
      .min(1)
      .max(limits.freezeReason)
      .meta({ description: 'The reason, which people read.', examples: ['No releases over the weekend'] }),
  })
  .meta({
    description: 'A time in which no rollout raises exposure; rollbacks work as always.',
    examples: [{ from: 'Fri 16:00', to: 'Mon 08:00', timezone: 'Europe/Berlin', reason: 'Weekend' }],
  });

/** The freezes as they are written in serin.yml, for a service or for all. */
export const freezesSchema = z
  .array(freeze)
  .max(limits.freezes)
  .meta({
    description: 'The times in which no rollout raises exposure.',
    default: [],
    examples: [[{ from: 'Fri 16:00', to: 'Mon 08:00', timezone: 'Europe/Berlin', reason: 'Weekend' }]],
  });

/** A freeze of the file. */
export type FileFreeze = z.infer<typeof freeze>;

import * as z from 'zod';
import { limits } from '../read/limits.ts';

/** Matches the hours of a day of the week, or of several in a row: `Mon-Fri 09:00-17:00`. An end of 24:00 is midnight. */
export const hoursPattern =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:-(Mon|Tue|Wed|Thu|Fri|Sat|Sun))? ([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

const hours = z.strictObject({
  open: z
    .array(
      z
        .string()
        .regex(hoursPattern, 'hours look like "Mon-Fri 09:00-17:00"')
        .meta({ description: 'Days of the week, from and to. An end before the beginning is on the day after.' }),
    )
    .min(1)
    .max(limits.openHours)
    .meta({
      description: 'The hours in which exposure may be raised.',
      examples: [['Mon-Thu 09:00-17:00', 'Fri 09:00-14:00']],
    }),
  timezone: z
    .string()
    .max(limits.timezone)
    .optional()
    .meta({
      description: 'Their time zone, by its name in the IANA database.',
      default: 'UTC',
      examples: ['Europe/Berlin'],
    }),
});

/** The release hours as they are written in serin.yml, for all services or for one. */
export const hoursSchema = hours.meta({
  description:
    'The hours of the week in which rollouts raise exposure; outside of them plans wait. Rollbacks never wait.',
  examples: [{ open: ['Mon-Fri 09:00-17:00'], timezone: 'Europe/Berlin' }],
});

/** The release hours of a service; `always` for one that does not keep those of the file. */
export const serviceHoursSchema = z.union([hoursSchema, z.literal('always')]).meta({
  description: 'The release hours of this service instead of those of the file; always for none.',
  examples: [{ open: ['Mon-Fri 09:00-17:00'], timezone: 'Europe/Berlin' }, 'always'],
});

/** The release hours of the file. */
export type FileHours = z.infer<typeof hours>;

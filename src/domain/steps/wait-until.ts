import * as z from 'zod/mini';
import { DAY_MINUTES, DAYS, nextMoment } from '../clock.ts';
import { type Infer, list, object } from '../schema.ts';
import { type PhaseFacts, QUIET, type StepFacts, WAITS } from './facts.ts';

const schema = object({
  kind: z.literal('wait-until'),
  /** The days on which the plan goes on, from 0 for Monday to 6, in a row. Never empty. */
  days: list(z.number()),
  /** The minute of the day, by the clocks of the time zone. */
  minute: z.number(),
  /** A name of the IANA time zone database, such as `Europe/Berlin`. */
  timezone: z.string(),
});

/** A step that waits until a time of the day. */
export interface WaitUntilStep extends Infer<typeof schema> {}

export const waitUntil: StepFacts<WaitUntilStep> = { schema, traits: () => ({ ...WAITS, watches: { atMost: null } }) };

const phase = object({ status: z.literal('waiting'), since: z.number(), until: z.number() });
const activity = object({ status: z.literal('waiting'), until: z.number() });

/** A wait that runs. A pause does not move the moment at which it ends, unless that passes meanwhile. */
export const waiting: PhaseFacts<Infer<typeof phase>, Infer<typeof activity>> = {
  ...{ phase, activity, word: 'waiting', ...QUIET, skippable: 'wait', tellsEnd: true },
  stop: ({ until }) => ({ status: 'waiting', until }),
  endsAt: ({ until }) => until,
};

/** Returns the next moment after now at which a wait ends, in milliseconds since the epoch. */
export function waitEnd({ days, minute, timezone }: WaitUntilStep, now: number): number {
  return Math.min(...days.map((day) => nextMoment(day * DAY_MINUTES + minute, timezone, now)));
}

/** Returns the time of a wait for people: `09:00 UTC`, `Mon-Fri 09:00 Europe/Berlin`. */
export function waitText({ days, minute, timezone }: WaitUntilStep): string {
  const [first = 0, last = first] = [days[0], days.at(-1)];
  const row = first === last ? `${DAYS[first]} ` : `${DAYS[first]}-${DAYS[last]} `;
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0'));
  return `${days.length === DAYS.length ? '' : row}${hours}:${minutes} ${timezone}`;
}

import * as z from 'zod/mini';
import { type Infer, object } from '../schema.ts';
import { type PhaseFacts, QUIET, type StepFacts, WAITS } from './facts.ts';

const DAY_MS = 24 * 60 * 60_000;

const schema = object({
  kind: z.literal('wait'),
  /** The time of the day, in milliseconds since midnight, UTC. */
  at: z.number(),
});

/** A step that waits until a time of the day. */
export interface WaitStep extends Infer<typeof schema> {}

export const wait: StepFacts<WaitStep> = { schema, traits: () => WAITS };

const phase = object({ status: z.literal('idling'), since: z.number(), until: z.number() });
const activity = object({ status: z.literal('idling'), until: z.number() });

/** A wait that runs. */
export const idling: PhaseFacts<Infer<typeof phase>, Infer<typeof activity>> = {
  ...{ phase, activity, word: 'idling', ...QUIET, tellsEnd: true },
  stop: ({ until }) => ({ status: 'idling', until }),
  endsAt: ({ until }) => until,
};

/** Returns the next moment with this time of the day. @param now milliseconds since the epoch */
export function nextTime(at: number, now: number): number {
  const today = now - (now % DAY_MS) + at;
  return today > now ? today : today + DAY_MS;
}

/** Returns a time of the day for people: `09:00 UTC`. */
export function timeText(at: number): string {
  const minutes = at / 60_000;
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${hour}:${minute} UTC`;
}

import * as z from 'zod/mini';
import { commandLimits as limits, servicePattern } from '../../../command/limits.ts';
import { object, type Schema } from '../../../domain/schema.ts';
import type { TimerEvent } from '../../../ports/timers.ts';

const count = z.number().check(z.int(), z.nonnegative());

/** The last moment that a Date can be, in milliseconds since the epoch (ECMA-262, "Time values and time range"). */
const LAST_MOMENT = 8.64e15;

const timerEvent: Schema<TimerEvent> = object({
  service: z.string().check(z.regex(servicePattern)),
  rollout: z.string().check(z.maxLength(limits.key)),
  seq: count,
  step: count,
  generation: count,
  at: z.number().check(z.nonnegative(), z.maximum(LAST_MOMENT)),
});

/** The event that invoked the timer function is not one of Serin's timers. */
export class NotATimerEvent extends Error {
  readonly code = 'not-a-wake';
  constructor() {
    super(
      'The timer function was invoked with something that is not a timer of Serin. Only its schedule group should invoke it.',
    );
    this.name = 'NotAWake';
  }
}

/** Reads the input of a schedule that fired. @throws NotAWake */
export function parseTimerEvent(event: unknown): TimerEvent {
  const parsed = timerEvent.safeParse(event);
  if (!parsed.success) throw new NotATimerEvent();
  return parsed.data;
}

import * as z from 'zod/mini';
import type { Wake } from '../ports/timers.ts';
import { exactly } from './shape.ts';

const wakeShape = exactly<Wake>()(
  z.object({
    service: z.string(),
    rollout: z.string(),
    seq: z.number(),
    step: z.number(),
    generation: z.number(),
    at: z.number(),
  }),
);

/** What invoked the timer function is not one of Serin's timers. */
export class NotAWake extends Error {
  readonly code = 'not-a-wake';
  constructor() {
    super(
      'The timer function was invoked with something that is not a timer of Serin. Only its schedule group should invoke it.',
    );
    this.name = 'NotAWake';
  }
}

/** Reads the input of a schedule that fired. @throws NotAWake */
export function parseWake(event: unknown): Wake {
  const parsed = wakeShape.safeParse(event);
  if (!parsed.success) throw new NotAWake();
  return parsed.data;
}

import * as z from 'zod/mini';
import { faultSchema } from '../rollout/fault.ts';
import { type Infer, list, object, type Schema } from '../schema.ts';
import { openPauseSchema } from './open-pause.ts';
import { waySchema } from './way.ts';

const targetReading = object({
  /** The moment of the read, in milliseconds since the epoch. */
  at: z.number(),
  /** The real share on the canary, in percent; null when it could not be read. */
  weight: z.nullable(z.number()),
  /** The cohorts that are open there; absent where the kind of target has none, or they could not be read. */
  cohorts: z.exactOptional(list(z.string())),
  /** The moment from which every user has this weight (in sync, plus the time answers are cached); null while not known. */
  effectiveAt: z.nullable(z.number()),
  /** The drift from the baseline that somebody else caused, in words; null when there is none. */
  drift: z.nullable(z.string()),
  /** True when the target equals its baseline exactly. */
  atBaseline: z.boolean(),
  /** True when the target is promoted: it has only the canary, with no residue. */
  promoted: z.boolean(),
  /** The reason for which it goes back by itself, or went back, in words; absent while it does not. */
  wentBack: z.exactOptional(z.string()),
  fault: z.nullable(faultSchema),
  /** The share that the target is on its way to; absent where it is on no way, or does not tell. */
  towards: z.exactOptional(waySchema),
  /** The newest moment at which the target was on its way to a share; absent where it was not. */
  underWayAt: z.exactOptional(z.number()),
  /** The pause at which it waits, of several the one that ends first; absent where it waits at none that ends by itself. */
  pause: z.exactOptional(openPauseSchema),
  /** The moment from which every read failed; absent when it was read. */
  unreadSince: z.exactOptional(z.number()),
});

/** The last reading of one target. */
export interface TargetReading extends Infer<typeof targetReading> {}

export const targetReadingSchema: Schema<TargetReading> = targetReading;

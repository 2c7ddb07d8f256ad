import * as z from 'zod/mini';
import { dictionary, type Infer, list, object, type Schema } from '../schema.ts';

const armMinute = object({
  /** All requests, those that failed included. */
  requests: z.number(),
  errors: z.number(),
  /** Requests per latency bin, fastest first; the last bin is beyond stable's p99, the last two beyond its p95. */
  latency: z.exactOptional(list(z.number())),
  users: z.exactOptional(
    object({
      active: z.number(),
      /** Users who meet their first error of this rollout in this minute, counted in the arm where they meet it. */
      firstAffected: z.number(),
    }),
  ),
  /** Counts of custom metrics by name: cases among chances, as orders among visits. */
  counts: z.exactOptional(dictionary(object({ cases: z.number(), chances: z.number() }))),
  /** Custom values by name, as cases per bin, lowest values first. */
  values: z.exactOptional(dictionary(list(z.number()))),
});

/** The requests and errors of one arm in one complete minute. */
export interface ArmMinute extends Infer<typeof armMinute> {}

const armOrMissing: Schema<ArmMinute | null> = z.nullable(armMinute as Schema<ArmMinute>);

const part = object({ canary: armOrMissing, stable: armOrMissing });

/** Both arms of one source in one minute. An arm is null where its metrics are missing, which is not the same as no requests. */
export interface MinutePart extends Infer<typeof part> {}

/** The metrics of the service's own in one arm and one minute, by name. What CloudWatch has no data of is left out. */
export interface CustomReading {
  readonly counts: Readonly<Record<string, { readonly cases?: number; readonly chances?: number }>>;
  /** Cases per bin, lowest values first. */
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** The same for both arms. */
export interface CustomPart {
  readonly canary: CustomReading;
  readonly stable: CustomReading;
}

const minute = object({
  /** The start of the minute, in milliseconds since the epoch. */
  at: z.number(),
  /** The canary's share that was in force, from 0 to 1. */
  share: z.number(),
  canary: armOrMissing,
  stable: armOrMissing,
  /** The same, by source, where there are several: each splits for itself. */
  parts: z.exactOptional(list<MinutePart>(part)),
});

/** One complete minute of a rollout. An arm is null where its metrics are missing, which is not the same as no requests. */
export interface Minute extends Infer<typeof minute> {}

export const minuteSchema: Schema<Minute> = minute;

/** The minutes of a rollout, read just now; `unreadable` when CloudWatch did not answer. */
export type MinuteEvidence = readonly Minute[] | 'unreadable';

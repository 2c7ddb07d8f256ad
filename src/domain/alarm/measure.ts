import * as z from 'zod/mini';
import { type Infer, object, oneOf, type Schema } from '../schema.ts';

const limit = oneOf('kind', [
  object({ kind: z.enum(['share', 'slow']), percent: z.number() }),
  object({ kind: z.literal('count'), failures: z.number(), periodMs: z.number() }),
]);

/**
 * The condition under which an alarm fires, as far as its configuration tells.
 *
 * `share`: so many percent of the requests fail. `slow`: so many percent of the requests are slower than its limit (a percentile).
 * `count`: so many requests fail within a period.
 */
export type AlarmLimit = Infer<typeof limit>;

/** The measurement of an alarm: its limit, and the dimensions that all its metrics have in common. */
export interface AlarmMeasure {
  readonly limit: AlarmLimit;
  readonly dimensions: Readonly<Record<string, string>>;
}

const arm = z.enum(['both', 'canary', 'stable', 'other']);

/** The arm whose requests an alarm counts. `other`: those of one version that is neither stable nor the canary. */
export type AlarmArm = Infer<typeof arm>;

const sight = object({ alarm: z.string(), arm, limit: limit as Schema<AlarmLimit> });

/** The view of one alarm on a rollout: which requests it counts. */
export interface AlarmSight extends Infer<typeof sight> {}

export const alarmSightSchema: Schema<AlarmSight> = sight;

/** The names that tell the arms of a target apart in metrics. */
export interface ArmNames {
  /** The function or record, as explicit choices name it. */
  readonly name: string;
  readonly stable: string;
  readonly canary: string;
}

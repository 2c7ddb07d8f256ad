import * as z from 'zod/mini';
import { type Infer, list, object, refine, type Schema } from '../schema.ts';
import { environmentIdSchema } from './environment.ts';

const center = object({
  v: z.literal(1),
  service: z.string(),
  /** The environment that receives deployments. */
  active: environmentIdSchema,
  /** The environment that does not change; users have it. */
  fallback: environmentIdSchema,
  /** The share of the users that may be on the active environment, in percent; never less than the real share. */
  share: z.number().check(z.minimum(0), z.maximum(100)),
  /** Closed while a rollout runs: nothing may be deployed to either environment. */
  deployments: z.enum(['open', 'closed']),
  /** The rollout that closed them, if one runs. */
  rollout: z.nullable(z.string()),
  /** The moment from which deployments are open or closed, in milliseconds since the epoch. */
  since: z.number(),
});

/** The control center's value for one service: which environment is active and which is the fallback. Pipelines read it. */
export interface ControlCenter extends Infer<typeof center> {}

export const controlCenterSchema: Schema<ControlCenter> = refine<ControlCenter>(
  center,
  ({ active, fallback }) => active !== fallback,
  'active and fallback are the same environment',
);

/** The result of reading the control center. */
export type CenterFound =
  | { readonly is: 'there'; readonly version: number; readonly value: ControlCenter }
  | { readonly is: 'unusable'; readonly version: number; readonly detail: string }
  | { readonly is: 'missing' };

const known = object({
  /** SSM's version number of the parameter. */
  version: z.number(),
  value: controlCenterSchema,
  /** The moment of that read or write, in milliseconds since the epoch. */
  at: z.number(),
  /** Values that may be there because the answer to a write was lost. */
  maybe: list(controlCenterSchema),
  /** The moment until which one worker owns the write, or a retry waits after a failure. */
  busyUntil: z.number(),
  /** The value that somebody else wrote, in words; null when nobody did. Serin does not overwrite it. */
  foreign: z.nullable(z.string()),
  /**
   * The moment from which Serin could not read or write it although it is out of date, the reason, and the phase in which people
   * were told; null or absent while it works.
   */
  failing: z.exactOptional(
    z.nullable(
      object({ since: z.number(), why: z.string(), told: z.nullable(z.enum(['in mid-rollout', 'after the end'])) }),
    ),
  ),
});

/** Serin's knowledge of the control center of a service: the value that Serin last read or wrote there. */
export interface KnownCenter extends Infer<typeof known> {}

export const knownCenterSchema: Schema<KnownCenter> = known;

const centerUnread = object({
  /** The moment of the first failing read, in milliseconds since the epoch. */
  since: z.number(),
  /** The reason, in AWS's words. */
  why: z.string(),
  /** True when people were asked about it: whoever resumes continues without that watch until it can be read again. */
  isAsked: z.exactOptional(z.literal(true)),
});

/** The control center while every read of it fails in mid-rollout. */
export interface CenterUnread extends Infer<typeof centerUnread> {}

export const centerUnreadSchema: Schema<CenterUnread> = centerUnread;

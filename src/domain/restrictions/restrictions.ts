import * as z from 'zod/mini';
import { requesterSchema } from '../people/person.ts';
import { type Infer, list, object, type Schema } from '../schema.ts';
import { lockFields } from './lock-fields.ts';

const freeze = object({
  /** Made from the key of its command, so that a repeat sets the same freeze. */
  id: z.string(),
  /** The service; null for all services. */
  service: z.nullable(z.string()),
  by: requesterSchema,
  at: z.number(),
  /** The end, in milliseconds since the epoch. */
  until: z.number(),
  reason: z.string(),
});

/** A freeze that somebody commanded: no rollout of the service raises exposure until its end. */
export interface Freeze extends Infer<typeof freeze> {}

const lift = object({
  service: z.string(),
  by: requesterSchema,
  at: z.number(),
  /** Freezes that end later are not lifted, in milliseconds since the epoch. */
  until: z.number(),
});

/** The exemption of one service from the freezes that were in force when somebody lifted them. */
export interface Lift extends Infer<typeof lift> {}

const lock = object({
  /** Made from the key of its command. */
  id: z.string(),
  service: z.string(),
  ...lockFields,
});

/** A lock that somebody set on a service. */
export interface Lock extends Infer<typeof lock> {}

const restrictions = object({
  /** Counts the saves; 0: never saved. */
  revision: z.number(),
  freezes: list<Freeze>(freeze),
  lifts: list<Lift>(lift),
  /** At most one for each service; absent where none was ever set. */
  locks: z.exactOptional(list<Lock>(lock)),
  /** Keys of the processed commands, so that each counts once. */
  seen: list(object({ key: z.string(), at: z.number() })),
});

/** The freezes that people commanded and lifted, of one service or of all, and the locks. One small item for the whole installation. */
export interface Restrictions extends Infer<typeof restrictions> {}

export const restrictionsSchema: Schema<Restrictions> = restrictions;

/** Returns restrictions that were never saved: nothing is forbidden. */
export function noRestrictions(): Restrictions {
  return { revision: 0, freezes: [], lifts: [], seen: [] };
}

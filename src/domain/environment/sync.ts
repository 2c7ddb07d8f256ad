import * as z from 'zod/mini';
import { kindConfigSchema } from '../json.ts';
import { personSchema } from '../people/person.ts';
import { faultSchema } from '../rollout/fault.ts';
import { cardRefSchema } from '../rollout/message-ref.ts';
import { type Infer, list, object, type Schema } from '../schema.ts';
import { contentSchema } from './component.ts';
import { environmentIdSchema } from './environment.ts';

const brought = z.enum(['in-place', 'by-a-build']);

/** The way to update a component: Serin writes in place, or somebody else makes a build. */
export type Brought = Infer<typeof brought>;

const part = object({
  name: z.string(),
  config: kindConfigSchema,
  brought,
  /** The content of the environment before, in words. */
  before: z.string(),
  wanted: contentSchema,
  state: z.enum(['waiting', 'done', 'failed']),
  /** The failure of the last attempt; null when there was none. */
  fault: z.nullable(faultSchema),
});

/** One component of a sync. */
export interface SyncPart extends Infer<typeof part> {}

const sync = object({
  id: z.string(),
  service: z.string(),
  /** The channel in which it is shown. */
  channel: z.string(),
  by: personSchema,
  startedAt: z.number(),
  side: environmentIdSchema,
  parts: list<SyncPart>(part),
  status: z.enum(['running', 'done', 'failed', 'stopped']),
  stoppedBy: z.nullable(personSchema),
  endedAt: z.nullable(z.number()),
  /** Counts the changes, so that each is shown. */
  changes: z.number(),
  card: z.nullable(cardRefSchema),
});

/** A run that brings one environment to the newest version of every component, or the last such run. */
export interface Sync extends Infer<typeof sync> {}

export const syncSchema: Schema<Sync> = sync;

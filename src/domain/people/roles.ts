import * as z from 'zod/mini';
import { type Infer, list, object, type Schema } from '../schema.ts';

const people = z.exactOptional(list(z.string()));
const roles = object({ start: people, pause: people, promote: people, rollback: people, freeze: people });

/**
 * The people of each role, as Slack user ids, user group ids or e-mail addresses in lower case. A role that is absent is open to
 * everyone in the channel.
 */
export interface Roles extends Infer<typeof roles> {}

/** A role of a service: `promote` is also for skipping and for what is answered after the end, `freeze` also for locks. */
export type Role = keyof Roles;

export const rolesSchema: Schema<Roles> = roles;

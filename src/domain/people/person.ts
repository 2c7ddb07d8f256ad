import * as z from 'zod/mini';
import { type Infer, object, oneOf, type Schema } from '../schema.ts';

const person = object({ id: z.string(), name: z.string() });

/** A person, by Slack id. `name` is for texts only and is never trusted. */
export interface Person extends Infer<typeof person> {}

export const personSchema: Schema<Person> = person;

const identity = object({ arn: z.string() });

/**
 * A caller with AWS credentials, as STS names it: a pipeline's role, a user. Serin never counts it as a person, so it cannot
 * approve.
 */
export interface IamIdentity extends Infer<typeof identity> {}

export const identitySchema: Schema<IamIdentity> = identity;

/** The sender of a command. */
export type Requester = Person | IamIdentity;

export const requesterSchema: Schema<Requester> = z.union([personSchema, identitySchema]);

const actor = oneOf('kind', [
  object({ kind: z.literal('person'), person: personSchema }),
  object({ kind: z.literal('iam'), identity: identitySchema }),
  object({ kind: z.literal('alarm'), name: z.string() }),
  object({ kind: z.literal('serin') }),
]);

/** The cause of an event: a person, an IAM identity, an alarm, or Serin itself. */
export type Actor = Infer<typeof actor>;

export const actorSchema: Schema<Actor> = actor;

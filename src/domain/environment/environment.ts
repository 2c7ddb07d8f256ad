import * as z from 'zod/mini';
import { dictionary, type Infer, object, type Schema } from '../schema.ts';

export const environmentIdSchema = z.enum(['a', 'b']);

/** One of the two full stacks of a service. */
export type EnvironmentId = Infer<typeof environmentIdSchema>;

/** Both environments, in the order in which they are shown. */
export const environmentIds: readonly EnvironmentId[] = ['a', 'b'];

/** Returns the other environment. */
export function otherEnvironment(side: EnvironmentId): EnvironmentId {
  return side === 'a' ? 'b' : 'a';
}

const roles = object({
  /** The fallback environment, which users have. */
  stable: environmentIdSchema,
  /** The active environment, which receives deployments and is the canary. */
  canary: environmentIdSchema,
});

/** The roles of the two environments while a rollout runs. They are frozen at its start, from the control center. */
export interface EnvironmentRoles extends Infer<typeof roles> {}

export const environmentRolesSchema: Schema<EnvironmentRoles> = roles;

const environmentSchema = object({
  /** The name of the environment; its letter unless configured. */
  name: z.string(),
  /** The stage of the API that belongs to this environment, if any. */
  stage: z.nullable(z.string()),
  /** The address of the API of this environment, if any. */
  apiUrl: z.nullable(z.string()),
  /** Further variables by name; each value is one line. */
  variables: dictionary(z.string()),
});

/** The values that a front-end build for one environment must inject. */
export interface Environment extends Infer<typeof environmentSchema> {}

const environments = object({
  /** The environment that users have at the very beginning. Once the control center exists, its value counts. */
  stable: environmentIdSchema,
  a: environmentSchema as Schema<Environment>,
  b: environmentSchema as Schema<Environment>,
});

/** The two environments of a service, as configured. */
export interface Environments extends Infer<typeof environments> {}

export const environmentsSchema: Schema<Environments> = environments;

/** One of the two full stacks of a service. */
export type EnvironmentId = 'a' | 'b';

/** Both environments, in the order in which they are shown. */
export const environmentIds: readonly EnvironmentId[] = ['a', 'b'];

/** Returns the other environment. */
export function otherEnvironment(side: EnvironmentId): EnvironmentId {
  return side === 'a' ? 'b' : 'a';
}

/** The roles of the two environments while a rollout runs. They are frozen at its start, from the control center. */
export interface EnvironmentRoles {
  /** The fallback environment, which users have. */
  readonly stable: EnvironmentId;
  /** The active environment, which receives deployments and is the canary. */
  readonly canary: EnvironmentId;
}

/** The values that a front-end build for one environment must inject. */
export interface Environment {
  /** The name of the environment; its letter unless configured. */
  readonly name: string;
  /** The stage of the API that belongs to this environment, if any. */
  readonly stage: string | null;
  /** The address of the API of this environment, if any. */
  readonly apiUrl: string | null;
  /** Further variables by name; each value is one line. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The two environments of a service, as configured. */
export interface Environments {
  /** The environment that users have at the very beginning. Once the control center exists, its value counts. */
  readonly stable: EnvironmentId;
  readonly a: Environment;
  readonly b: Environment;
}

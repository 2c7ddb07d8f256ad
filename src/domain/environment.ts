/** One of the two full stacks of a service. */
export type EnvironmentId = 'a' | 'b';

/** Both sides, in the order in which they are shown. */
export const environmentIds: readonly EnvironmentId[] = ['a', 'b'];

/** The other stack. */
export function otherEnvironment(side: EnvironmentId): EnvironmentId {
  return side === 'a' ? 'b' : 'a';
}

/** The roles of the two sides while a rollout runs: frozen at its start, from what the control center said then. */
export interface EnvironmentRoles {
  /** The fallback side, which users have. */
  readonly stable: EnvironmentId;
  /** The active side, which gets deployments and is being tried. */
  readonly canary: EnvironmentId;
}

/** The values that a front-end build for one side must inject. */
export interface Environment {
  /** The name of the environment; the letter of the side unless configured. */
  readonly name: string;
  /** The stage of the API that belongs to this side, if any. */
  readonly stage: string | null;
  /** The address of the API of this side, if any. */
  readonly apiUrl: string | null;
  /** Further variables by name; each value is one line. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The two environments of a service, as configured. */
export interface Environments {
  /** The side that users are on at the very beginning. Once the control center exists, that is what counts. */
  readonly stable: EnvironmentId;
  readonly a: Environment;
  readonly b: Environment;
}

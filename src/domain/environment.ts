/** One of the two full stacks of a service. */
export type Side = 'a' | 'b';

/** Both sides, in the order in which they are shown. */
export const sides: readonly Side[] = ['a', 'b'];

/** The other stack. */
export function other(side: Side): Side {
  return side === 'a' ? 'b' : 'a';
}

/** Which side is which while a rollout runs: frozen at its start, from what the control center said then. */
export interface SideRoles {
  /** The fallback side, which users have. */
  readonly stable: Side;
  /** The active side, which gets deployments and is being tried. */
  readonly canary: Side;
}

/** What a front-end build for one side must inject. */
export interface Environment {
  /** What the environment is called; the letter of the side where nothing else is said. */
  readonly name: string;
  /** The stage of the API that belongs to this side, if any. */
  readonly stage: string | null;
  /** Where the API of this side is, if any. */
  readonly apiUrl: string | null;
  /** Further variables by name; each value is one line. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The two environments of a service, as configured. */
export interface Environments {
  /** The side that users are on at the very beginning. Once the control center exists, that is what counts. */
  readonly stable: Side;
  readonly a: Environment;
  readonly b: Environment;
}

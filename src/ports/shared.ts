/** How things that both arms share compare. Values never leave the adapter. */
export interface Comparison {
  /** What is not there at all. */
  readonly missing: readonly string[];
  /** What is there and not the same; of parameters all of them or none. */
  readonly unequal: readonly string[];
}

/** What both arms of a rollout must have in common. Both verbs throw when AWS does not answer or refuses. */
export interface Shared {
  /** Compares these parameters of SSM with each other, SecureStrings by what they hold. */
  parameters(names: readonly string[]): Promise<Comparison>;
  /** Compares environment variables of two versions of a function. One that a single version has is not the same. */
  variables(functionName: string, versions: readonly [string, string], names: readonly string[]): Promise<Comparison>;
}

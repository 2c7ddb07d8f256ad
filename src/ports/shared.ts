/** The result of comparing values that both arms share. The values never leave the adapter. */
export interface Comparison {
  /** The names that do not exist. */
  readonly missing: readonly string[];
  /** The names whose values differ; of parameters all of them or none. */
  readonly unequal: readonly string[];
}

/** Compares the values that both arms of a rollout must have in common. Both verbs throw when AWS does not answer or refuses. */
export interface Shared {
  /** Compares these parameters of SSM with each other, SecureStrings by what they hold. */
  parameters(names: readonly string[]): Promise<Comparison>;
  /** Compares environment variables of two versions of a function. One that a single version has is not the same. */
  variables(functionName: string, versions: readonly [string, string], names: readonly string[]): Promise<Comparison>;
}

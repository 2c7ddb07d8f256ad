/** The traffic and the faults of a simulated rollout. Rates are those of first failures, before retries. */
export interface Surroundings {
  /** Requests a minute, of both arms. */
  readonly traffic: number;
  readonly stableRate: number;
  readonly canaryRate: number;
  readonly split: 'request' | 'user';
  /** Both arms fail ten times as often for ten minutes. */
  readonly hasIncident: boolean;
  /** The canary's latency as a ratio to stable's. */
  readonly slower: number;
  /** The parts of a minute that metrics know, beside requests and errors. */
  readonly knows: { readonly users: boolean; readonly latency: boolean };
}

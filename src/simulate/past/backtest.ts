import { type Run, simulateOn } from '../run.ts';
import type { Scenario } from '../scenario.ts';
import { type Summary, summarizeRuns } from '../summary.ts';
import { createRandom, mixSeed } from '../worlds/random.ts';
import { createPastPath, type Past } from './past.ts';

/** The result of a plan in the past. Nothing was wrong with any canary, so each one that was stopped was stopped by mistake. */
export interface Backtested {
  readonly good: Summary;
  /** The moments at which those rollouts began that were stopped, in milliseconds since the epoch, oldest first. */
  readonly stoppedFrom: readonly number[];
}

const MINUTE_MS = 60_000;

/**
 * Replays rollouts of a plan over the past: each begins at a minute drawn from the seed, with the judge and the decisions of
 * production. Two plans with one seed begin at the same minutes. Yields after each rollout.
 * @throws NotSimulated
 */
export function* backtest(
  scenario: Scenario,
  past: Past,
  { rollouts, seed }: { readonly rollouts: number; readonly seed: number },
): Generator<void, Backtested> {
  const runs: Run[] = [];
  const stoppedFrom: number[] = [];
  for (let i = 0; i < rollouts; i++) {
    const mixed = mixSeed(seed, i);
    const first = Math.floor(createRandom(mixSeed(mixed, 6)).uniform() * past.minutes.length);
    const run = simulateOn(scenario, createPastPath(past, first, mixed));
    runs.push(run);
    if (run.end === 'stopped') stoppedFrom.push(past.from + first * MINUTE_MS);
    yield;
  }
  return { good: summarizeRuns(runs), stoppedFrom: stoppedFrom.toSorted((a, b) => a - b) };
}

import type { MetricId, Metrics } from '../cloud/cloudwatch/metrics.ts';
import type { Outcome } from './behaviour.ts';

/** Requests counted together until they are reported. */
export interface Tally {
  add(outcome: Outcome): void;
  /** Reports the counts under each set of dimensions, and resets them. */
  report(metrics: Pick<Metrics, 'record'>, at: number, dimensions: readonly MetricId['dimensions'][]): void;
}

/** The names of the metrics a tally reports. */
export interface TallyNames {
  readonly namespace: string;
  readonly requests: string;
  readonly failures: string;
  readonly latency: string;
}

/** The step of reported times, as a logarithm: 5%. Finer steps would only cost memory. */
const STEP = Math.log(1.05);

export function createTally({ namespace, requests, failures, latency }: TallyNames): Tally {
  let total = 0;
  let failed = 0;
  let steps = new Map<number, number>();
  return {
    add: (outcome) => {
      total += 1;
      if (outcome.failed) failed += 1;
      const step = Math.round(Math.log(outcome.latencyMs) / STEP);
      steps.set(step, (steps.get(step) ?? 0) + 1);
    },
    report: (metrics, at, dimensions) => {
      for (const each of total === 0 ? [] : dimensions) {
        const metric = (name: string): MetricId => ({ namespace, name, dimensions: each });
        metrics.record(metric(requests), at, 1, total);
        metrics.record(metric(failures), at, 0, total - failed);
        if (failed > 0) metrics.record(metric(failures), at, 1, failed);
        for (const [step, count] of steps) metrics.record(metric(latency), at, Math.exp(step * STEP), count);
      }
      total = 0;
      failed = 0;
      steps = new Map();
    },
  };
}

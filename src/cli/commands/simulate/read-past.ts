import type { MetricSource } from '../../../domain/analysis/metrics.ts';
import type { ArmReadings, MinuteReading } from '../../../ports/health/monitoring.ts';
import { type Past, toPast } from '../../../simulate/past/past.ts';
import { setEdges } from '../../../simulate/past/set-edges.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** The metrics of an account, and the time. */
export interface PastMetrics {
  readonly readings: ArmReadings;
  now(): number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The history from which the edges of the latency bins are taken, as before a start. */
const EDGES_MS = 3 * 60 * MINUTE_MS;

/** The past of a service, and whether its latency is known. */
export interface ReadPast {
  readonly past: Past | null;
  readonly knowsLatency: boolean;
}

/**
 * Reads the last days of a service's metrics, a day at a time, and says how far it is. The past is null where there is no data.
 * @param lastsMs at most 15 days: CloudWatch keeps minutes that long
 * @throws the reason of an interruption; what CloudWatch throws
 */
export async function readPast(
  metrics: PastMetrics,
  sources: readonly MetricSource[],
  lastsMs: number,
  { err, signal }: Pick<Terminal, 'err' | 'signal'>,
): Promise<ReadPast> {
  const to = Math.floor(metrics.now() / MINUTE_MS) * MINUTE_MS;
  const latencies = sources.flatMap(({ stable }) => stable.latency ?? []);
  const known = setEdges(sources, await metrics.readings.quantiles(latencies, to - EDGES_MS, to));
  const readings: MinuteReading[] = [];
  for (let from = to - lastsMs; from < to; from += DAY_MS) {
    signal.throwIfAborted();
    err(`reads the metrics from ${new Date(from).toISOString().slice(0, 16)}Z`);
    readings.push(...(await metrics.readings.minutes({ sources: known }, { from, to: Math.min(from + DAY_MS, to) })));
  }
  return { past: toPast(readings), knowsLatency: known.some(({ edges }) => edges !== null) };
}

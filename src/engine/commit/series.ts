import type { Minute } from '../../domain/analysis/minute.ts';
import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import type { History } from '../../ports/store.ts';

/** Returns a rollout with another series in the verdict that decided something last, and whether that is stored apart. */
function replaceSeries(rollout: Rollout, minutes: readonly Minute[], isApart: boolean): Rollout {
  const { analysis } = rollout;
  if (analysis?.decisive === undefined) return rollout;
  const { at, verdict } = analysis.decisive;
  return {
    ...rollout,
    analysis: { ...analysis, decisive: { at, verdict, minutes, ...(isApart && { isApart: true as const }) } },
  };
}

/**
 * Takes the series of a verdict out of the record and stores it beside it, once the verdict was told: its message draws the series.
 * Otherwise each later save of the rollout would write all of it again.
 */
export async function spillSeries(history: History, record: ServiceRecord): Promise<ServiceRecord> {
  const { rollout, outbox } = record;
  const decisive = rollout?.analysis?.decisive;
  const isWaiting = outbox.some(({ body }) => body.kind === 'verdict' && body.at === decisive?.at);
  if (!rollout || decisive === undefined || decisive.minutes.length === 0 || isWaiting) return record;
  await history.keepSeries(rollout.id, decisive.at, decisive.minutes);
  return { ...record, rollout: replaceSeries(rollout, [], true) };
}

/** Returns a rollout with the series of its verdict, wherever that is stored; without it once it has expired. */
export async function withSeries(history: Pick<History, 'series'>, rollout: Rollout): Promise<Rollout> {
  const decisive = rollout.analysis?.decisive;
  if (decisive?.isApart !== true) return rollout;
  return replaceSeries(rollout, await history.series(rollout.id, decisive.at), false);
}

import type { CustomTotals } from '../domain/analysis/verdict.ts';
import { addEvents, type BoundaryTest, type Events, NO_EVENTS } from './errors/boundary.ts';
import { spendable } from './errors/spending.ts';
import { sumCounts } from './guard.ts';
import { addBins, type Bins, NO_VALUES, sumBins, type ValueRule, type ValueTest } from './latency/evidence.ts';
import { type PairedMinute, shareIn } from './minute.ts';
import type { CustomMetric } from './policy.ts';

/** A custom metric is a count or has values; the other test stays empty. */
export interface CustomTest {
  readonly counts: BoundaryTest;
  readonly values: ValueTest;
  /** The counts of both arms over the whole rollout; absent where nothing was compared. */
  readonly totals?: Pick<CustomTotals, 'counts' | 'values'>;
}

/** Nothing is known yet. */
export const NO_CUSTOM: CustomTest = { counts: NO_EVENTS, values: NO_VALUES };

/** The terms on which a metric is judged. */
type CustomRule = Omit<ValueRule, 'shift'> & {
  /** The part of the planned information that the series has, as in `spendable`. */
  readonly fraction: number;
};

/**
 * Takes one minute in. Metrics of the service's own come from one place, so they are one stratum, with a share of their own.
 * @param before undefined before the first minute
 */
export function addCustom(
  before: CustomTest | undefined,
  metric: CustomMetric,
  minute: PairedMinute,
  rule: CustomRule,
): CustomTest {
  const test = before ?? NO_CUSTOM;
  return metric.kind === 'count' ? addCounts(test, metric, minute, rule) : addValues(test, metric, minute, rule);
}

function addCounts(test: CustomTest, metric: CustomMetric, minute: PairedMinute, rule: CustomRule): CustomTest {
  const both = customCounts(metric, minute);
  if (both === null) return test;
  const budget = spendable({ plan: rule.alpha, holds: 0 }, rule.fraction);
  const known = test.totals?.counts;
  const add = (arm: 'canary' | 'stable') => sumCounts([...(known === undefined ? [] : [known[arm]]), both[arm]]);
  return {
    ...test,
    counts: addEvents(test.counts, [customEvents(metric, both)], metric.tolerance, budget),
    totals: { counts: { canary: add('canary'), stable: add('stable') } },
  };
}

function addValues(test: CustomTest, metric: CustomMetric, minute: PairedMinute, rule: CustomRule): CustomTest {
  const bins = minute.isCold ? null : customBins(metric, minute);
  if (bins === null) return test;
  const bestFirst = (counts: readonly number[]) => (metric.worseWhen === 'higher' ? counts : counts.toReversed());
  const strata = [{ canary: bestFirst(bins.canary), stable: bestFirst(bins.stable) }];
  return {
    ...test,
    values: addBins(test.values, strata, { ...rule, shift: metric.tolerance }),
    totals: { values: sumBins(test.totals?.values ?? null, bins) },
  };
}

function customBins({ name }: CustomMetric, minute: PairedMinute): Bins | null {
  const [canary, stable] = [minute.canary.values?.[name], minute.stable.values?.[name]];
  return canary === undefined || stable === undefined ? null : { canary, stable };
}

type Counts = NonNullable<CustomTotals['counts']>;

/** Returns the cases of both arms; null where one has none to compare. */
function customCounts({ name }: CustomMetric, minute: PairedMinute): Counts | null {
  const [canary, stable] = [minute.canary.counts?.[name], minute.stable.counts?.[name]];
  return canary === undefined || stable === undefined ? null : { canary, stable };
}

/** A count that is worse when it is lower is judged with the arms exchanged: stable has too many. */
function customEvents({ worseWhen }: CustomMetric, { canary, stable }: Counts): Events {
  const share = shareIn(canary.chances, stable.chances);
  const total = canary.cases + stable.cases;
  return worseWhen === 'higher'
    ? { total, canary: canary.cases, share }
    : { total, canary: stable.cases, share: 1 - share };
}

/** Counts by value. */
export type Values = ReadonlyMap<number, number>;

/** Values above `above` and up to `upTo`. */
interface Between {
  readonly above: number;
  readonly upTo: number;
}

/**
 * Returns a statistic of values.
 * @param samples the number of values
 * @param stat SampleCount, Sum, Average, Minimum, Maximum, a percentile such as p99 or p99.9, `TC(a:b)` or `PR(a:b)`.
 * @throws RangeError for any other statistic.
 *
 * Source: "CloudWatch statistics definitions" in the CloudWatch user guide.
 */
export function calculate(values: Values, samples: number, stat: string): number {
  const sum = (): number => [...values].reduce((total, [value, count]) => total + value * count, 0);
  switch (stat) {
    case 'SampleCount':
      return samples;
    case 'Sum':
      return sum();
    case 'Average':
      return sum() / samples;
    case 'Minimum':
      return Math.min(...values.keys());
    case 'Maximum':
      return Math.max(...values.keys());
    default:
      return calculateExtended(values, samples, stat);
  }
}

function calculateExtended(values: Values, samples: number, stat: string): number {
  const [, share] = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(stat) ?? [];
  if (share !== undefined) return percentile(values, (Number(share) / 100) * samples);
  const [, kind, from = '', to = ''] = /^(TC|PR)\((\d*(?:\.\d+)?):(\d*(?:\.\d+)?)\)$/.exec(stat) ?? [];
  if (kind === undefined || from + to === '') {
    throw new RangeError(
      `The sandbox's CloudWatch has no statistic ${stat}. Use SampleCount, Sum, Average, Minimum, Maximum, p99, TC(a:b) or PR(a:b).`,
    );
  }
  const count = countBetween(values, {
    above: from === '' ? Number.NEGATIVE_INFINITY : Number(from),
    upTo: to === '' ? Number.POSITIVE_INFINITY : Number(to),
  });
  return kind === 'TC' ? count : (100 * count) / samples;
}

function countBetween(values: Values, { above, upTo }: Between): number {
  return [...values].reduce((total, [value, count]) => (value > above && value <= upTo ? total + count : total), 0);
}

/** Returns the smallest value that at least so many samples do not exceed (nearest rank). */
function percentile(values: Values, rank: number): number {
  let reached = 0;
  const ascending = [...values].sort(([a], [b]) => a - b);
  for (const [value, count] of ascending) {
    reached += count;
    if (reached >= rank) return value;
  }
  return ascending.at(-1)?.[0] as number;
}

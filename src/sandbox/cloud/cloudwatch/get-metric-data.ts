import {
  type GetMetricDataCommandInput,
  InvalidNextToken,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { validationError } from './describe.ts';
import { metricId } from './evaluate.ts';
import { type Metrics, MINUTE } from './metrics.ts';

/** The most queries of one call, and the most datapoints of one page (CloudWatch API Reference, "GetMetricData"). */
const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;

/** A datapoint of a query. */
interface Point {
  readonly query: number;
  readonly at: number;
  readonly value: number;
}

/**
 * Answers GetMetricData for plain metrics by the minute or by several; expressions are not computed. A period begins at a
 * multiple of its length. A page holds `MaxDatapoints` datapoints; a series that goes on in the next one has `PartialData`.
 */
export function getMetricData(metrics: Metrics, input: GetMetricDataCommandInput): object {
  const { MetricDataQueries: queries = [], MaxDatapoints: most = MAX_DATAPOINTS } = input;
  checkQueries(input);
  const points = queries.flatMap((query, index) => readPoints(metrics, query, index, input));
  const start = parseToken(input.NextToken, points.length);
  const end = Math.min(start + most, points.length);
  const page = points.slice(start, end);
  const next = points[end];
  const results = queries.map(({ Id = '', MetricStat }, index): MetricDataResult => {
    const mine = page.filter(({ query }) => query === index);
    return {
      Id,
      Label: MetricStat?.Metric?.MetricName,
      StatusCode: next !== undefined && next.query <= index ? 'PartialData' : 'Complete',
      Timestamps: mine.map(({ at }) => new Date(at)),
      Values: mine.map(({ value }) => value),
    };
  });
  return { MetricDataResults: results, ...(next !== undefined && { NextToken: String(end) }) };
}

function readPoints(
  metrics: Metrics,
  { MetricStat }: MetricDataQuery,
  query: number,
  { StartTime, EndTime, ScanBy }: GetMetricDataCommandInput,
): readonly Point[] {
  if (MetricStat?.Metric === undefined)
    throw new RangeError('The CloudWatch of the sandbox reads metrics, no expressions.');
  const { Metric, Period = 60, Stat = 'Average' } = MetricStat;
  const [from, to] = [StartTime?.getTime() ?? 0, EndTime?.getTime() ?? 0];
  const length = Math.max(Period * 1000, MINUTE);
  const id = metricId(Metric);
  const points: Point[] = [];
  for (let at = Math.floor(from / length) * length; at < to; at += length) {
    const found = metrics.statistic(id, Stat, at, at + length);
    if (found !== null) points.push({ query, at, value: found.value });
  }
  return ScanBy === 'TimestampAscending' ? points : points.reverse();
}

function checkQueries({ MetricDataQueries: queries = [], StartTime, EndTime }: GetMetricDataCommandInput): void {
  if (queries.length === 0 || queries.length > MAX_QUERIES)
    throw validationError(`MetricDataQueries holds 1 to ${MAX_QUERIES} queries, not ${queries.length}.`);
  const ids = queries.map(({ Id = '' }) => Id);
  const odd = ids.find((id) => !/^[a-z]\w{0,254}$/.test(id));
  if (odd !== undefined) throw validationError(`The id "${odd}" does not begin with a lowercase letter.`);
  if (new Set(ids).size < ids.length) throw validationError('Two queries have the same id.');
  if ((StartTime?.getTime() ?? 0) >= (EndTime?.getTime() ?? 0))
    throw validationError('StartTime is not before EndTime.');
}

function parseToken(token: string | undefined, points: number): number {
  const start = Number(token ?? 0);
  if (Number.isInteger(start) && start >= 0 && start <= points) return start;
  throw new InvalidNextToken({ message: 'The next token is invalid.', $metadata: {} });
}

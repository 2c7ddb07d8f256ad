import type { AlarmDetails, AlarmKind } from '../../../domain/alarm/state.ts';

/** One metric of an alarm: of a namespace, or calculated from others. */
export interface AlarmMetric {
  readonly expression: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** The statistic of a metric of a namespace. */
  readonly stat: string | undefined;
  /** True when this metric is one of those that are compared. */
  readonly returnData: boolean | undefined;
}

/** The configuration of an alarm, as far as it names the alarm's subject; a field that its kind of alarm lacks is undefined. */
export interface AlarmConfiguration {
  /** The rule of a composite alarm. */
  readonly rule: string | undefined;
  /** The query of a PromQL alarm. */
  readonly promQl: string | undefined;
  /** The query of a log alarm. */
  readonly logQuery: string | undefined;
  readonly metrics: readonly AlarmMetric[];
}

/** Returns what an alarm is on, from its configuration. */
export function describeSubject({
  rule,
  promQl,
  logQuery,
  metrics,
}: AlarmConfiguration): Pick<AlarmDetails, 'kind' | 'metric'> {
  if (rule !== undefined) return { kind: 'composite', metric: rule };
  if (promQl !== undefined) return { kind: 'promql', metric: promQl };
  if (logQuery !== undefined) return { kind: 'log', metric: logQuery };
  return { kind: alarmKind(metrics), metric: describeWatchedMetric(metrics) };
}

const isBand = ({ expression = '' }: AlarmMetric) => expression.startsWith('ANOMALY_DETECTION_BAND');

/** Metrics Insights queries, whose result may be many time series. */
const isQuery = ({ expression = '' }: AlarmMetric) => /^\s*SELECT\s/i.test(expression);

function alarmKind(metrics: readonly AlarmMetric[]): AlarmKind {
  if (metrics.some(isBand)) return 'anomaly';
  if (metrics.some(isQuery)) return 'query';
  return metrics.some(({ expression }) => expression !== undefined) ? 'math' : 'metric';
}

/** Describes the metric that the alarm watches: of several, the one that is compared, not its inputs, nor the band. */
function describeWatchedMetric(metrics: readonly AlarmMetric[]): string {
  const compared = metrics.filter((one) => !isBand(one));
  const one = compared.find(({ returnData }) => returnData === true) ?? compared[0];
  if (one?.expression !== undefined) return one.expression;
  const counted = isCount(one?.stat) ? ` (${one?.stat})` : '';
  return `${one?.namespace ?? ''} ${one?.name ?? ''}${counted}`.trim();
}

/** True for a statistic that counts or compares values, so that its result has not their unit. */
function isCount(stat = ''): boolean {
  return /^(SampleCount$|PR\(|TC\()/.test(stat);
}

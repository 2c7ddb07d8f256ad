import type { AlarmDetails } from '../rollout/alarm-state.ts';

/** One metric of an alarm: of a namespace, or calculated from others. */
export interface AlarmMetric {
  readonly expression: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** Whether it is one of those that are compared. */
  readonly returnData: boolean | undefined;
}

/**
 * What an alarm is on, from its configuration.
 * @param rule the rule of a composite alarm; undefined for others.
 */
export function subjectOf(
  rule: string | undefined,
  metrics: readonly AlarmMetric[],
): Pick<AlarmDetails, 'kind' | 'metric'> {
  if (rule !== undefined) return { kind: 'composite', metric: rule };
  return { kind: kindOf(metrics), metric: watched(metrics) };
}

const isBand = ({ expression = '' }: AlarmMetric) => expression.startsWith('ANOMALY_DETECTION_BAND');

function kindOf(metrics: readonly AlarmMetric[]): AlarmDetails['kind'] {
  if (metrics.some(isBand)) return 'anomaly';
  return metrics.some(({ expression }) => expression !== undefined) ? 'math' : 'metric';
}

/** What the alarm looks at: of several metrics the one that is compared, not the ones it is made of, nor the band. */
function watched(metrics: readonly AlarmMetric[]): string {
  const compared = metrics.filter((one) => !isBand(one));
  const one = compared.find(({ returnData }) => returnData === true) ?? compared[0];
  return one?.expression ?? `${one?.namespace ?? ''} ${one?.name ?? ''}`.trim();
}

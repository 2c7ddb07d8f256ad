import type { ComparisonOperator } from '@aws-sdk/client-cloudwatch';
import type { AlarmDetails, AlarmReading } from '../../../domain/alarm/state.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Health } from '../../../ports/health/monitoring.ts';
import { evidenceIn } from './alarm-evidence.ts';
import { alarmValue, type DescribedAlarm, evaluationProblem } from './alarm-kinds.ts';
import { readMeasure } from './alarm-measure.ts';
import { type AlarmMetric, describeSubject } from './alarm-subject.ts';
import { readSuppression } from './alarm-suppression.ts';
import { type AlarmClients, describeAlarms } from './describe-alarms.ts';

const OPERATORS: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
  GreaterThanUpperThreshold: 'outside the band',
  LessThanLowerThreshold: 'outside the band',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside the band',
};

function missingReading(name: string, readAt: number): AlarmReading {
  return { name, value: 'MISSING', since: 0, suppressed: false, reason: 'The alarm does not exist.', readAt };
}

function toAlarmMetrics({
  Metrics = [],
  Namespace,
  MetricName,
  Statistic,
  ExtendedStatistic,
}: DescribedAlarm): readonly AlarmMetric[] {
  if (Metrics.length === 0) {
    const stat = ExtendedStatistic ?? Statistic;
    return [{ expression: undefined, namespace: Namespace, name: MetricName, stat, returnData: true }];
  }
  return Metrics.map(({ Expression, MetricStat, ReturnData }) => ({
    expression: Expression,
    namespace: MetricStat?.Metric?.Namespace,
    name: MetricStat?.Metric?.MetricName,
    stat: MetricStat?.Stat,
    returnData: ReturnData,
  }));
}

function toDetails(alarm: DescribedAlarm): AlarmDetails {
  const { observedValue, threshold } = evidenceIn(alarm.StateReasonData);
  return {
    arn: alarm.AlarmArn ?? '',
    description: alarm.AlarmDescription ?? '',
    ...describeSubject({
      rule: alarm.AlarmRule,
      promQl: alarm.EvaluationCriteria?.PromQLCriteria?.Query,
      logQuery: alarm.ScheduledQueryConfiguration && (alarm.ScheduledQueryConfiguration.QueryString ?? ''),
      metrics: toAlarmMetrics(alarm),
    }),
    observedValue,
    threshold: threshold ?? alarm.Threshold ?? null,
    comparison: alarm.ComparisonOperator === undefined ? '' : OPERATORS[alarm.ComparisonOperator],
  };
}

function toReading(name: string, alarm: DescribedAlarm, readAt: number): AlarmReading {
  const measure = readMeasure(alarm);
  return {
    name,
    value: alarmValue(alarm.StateValue),
    since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
    ...readSuppression({ suppressedBy: alarm.ActionsSuppressedBy, suppressor: alarm.ActionsSuppressor }),
    ...evaluationProblem(alarm.EvaluationState),
    reason: alarm.StateReason ?? '',
    readAt,
    details: toDetails(alarm),
    ...(measure !== null && { measure }),
  };
}

/** The alarms in CloudWatch, of every type. A reading counts from the moment before the first call. */
export function createHealth({ clock, ...clients }: AlarmClients & { readonly clock: Clock }): Health {
  return {
    async readings(names) {
      const readAt = clock.now();
      const alarms = await describeAlarms(clients, names);
      return names.map((name) => {
        const alarm = alarms.get(name);
        return alarm === undefined ? missingReading(name, readAt) : toReading(name, alarm, readAt);
      });
    },
  };
}

import type { MetricDataQuery, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Alarm, State } from './alarm.ts';
import { metricId } from './evaluate.ts';
import type { MuteWindow } from './mutes.ts';
import { cloudwatchTime } from './reason.ts';

/** The EventBridge event of an alarm that changed its state. */
export interface AlarmEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'CloudWatch Alarm State Change';
  readonly source: 'aws.cloudwatch';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly alarmName: string;
    readonly state: StateDetail;
    readonly previousState: StateDetail;
    readonly configuration: Readonly<Record<string, unknown>>;
    readonly muteDetail?: {
      readonly mutedBy: string;
      readonly muteWindowStart: string;
      readonly muteWindowEnd: string;
    };
  };
}

interface StateDetail {
  readonly value: string;
  readonly reason: string;
  readonly reasonData?: string;
  readonly timestamp: string;
  readonly evaluationState?: string;
  readonly actionsSuppressedBy?: string;
  readonly actionsSuppressedReason?: string;
}

/** The facts of one change of state beside the alarm itself. */
interface Change {
  readonly previous: State;
  readonly id: string;
  /** The window in which the alarm is muted; null when it is not. */
  readonly mute: MuteWindow | null;
}

/** Builds the event as CloudWatch sends it. Source: "Alarm events and EventBridge" in the CloudWatch user guide. */
export function alarmEvent(alarm: Alarm, { previous, id, mute }: Change): AlarmEvent {
  const [, , , region = '', account = ''] = alarm.arn.split(':');
  return {
    version: '0',
    id,
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account,
    time: `${new Date(alarm.state.at).toISOString().slice(0, 19)}Z`,
    region,
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      configuration: { description: alarm.description, ...eventConfiguration(alarm) },
      previousState: stateDetail(previous),
      state: {
        ...stateDetail(alarm.state),
        ...evaluationDetail(alarm),
      },
      ...(mute === null ? {} : { muteDetail: muteDetail(mute) }),
    },
  };
}

function stateDetail({ value, reason, reasonData, at, suppressed }: State): StateDetail {
  return {
    ...(suppressed ? { actionsSuppressedBy: 'Alarm', actionsSuppressedReason: 'Actions suppressed by alarm' } : {}),
    reason,
    ...(reasonData === null ? {} : { reasonData }),
    timestamp: cloudwatchTime(at),
    value,
  };
}

function evaluationDetail(alarm: Alarm) {
  return alarm.kind === 'composite' || alarm.evaluation === null ? {} : { evaluationState: alarm.evaluation };
}

function muteDetail({ rule, from, until }: MuteWindow) {
  return { mutedBy: rule, muteWindowStart: cloudwatchTime(from), muteWindowEnd: cloudwatchTime(until) };
}

function eventConfiguration(alarm: Alarm): Readonly<Record<string, unknown>> {
  switch (alarm.kind) {
    case 'metric':
      return { metrics: eventMetrics(alarm.input) };
    case 'composite': {
      const { AlarmRule, ActionsSuppressor } = alarm.input;
      return {
        alarmRule: AlarmRule,
        ...(ActionsSuppressor === undefined ? {} : { actionsSuppressor: ActionsSuppressor }),
      };
    }
    case 'log': {
      const { QueryString, LogGroupIdentifiers = [] } = alarm.input.ScheduledQueryConfiguration ?? {};
      return { scheduledQueryConfiguration: { queryString: QueryString, logGroupIdentifiers: LogGroupIdentifiers } };
    }
  }
}

function eventMetrics(input: PutMetricAlarmCommandInput): readonly unknown[] {
  if (input.Metrics !== undefined) return input.Metrics.map(queryDetail);
  const stat = input.ExtendedStatistic ?? input.Statistic;
  const metricStat = { metric: metricId(input), period: input.Period, stat };
  return [{ id: 'm1', metricStat, returnData: true }];
}

function queryDetail({ Id, Expression, Label, MetricStat, ReturnData }: MetricDataQuery): unknown {
  return {
    id: Id,
    ...(Expression === undefined ? {} : { expression: Expression }),
    ...(Label === undefined ? {} : { label: Label }),
    ...(MetricStat === undefined
      ? {}
      : {
          metricStat: { metric: metricId(MetricStat.Metric ?? {}), period: MetricStat.Period, stat: MetricStat.Stat },
        }),
    returnData: ReturnData ?? true,
  };
}

import {
  type AlarmType,
  CloudWatchServiceException,
  type DescribeAlarmsCommandInput,
  type DescribeAlarmsCommandOutput,
  InvalidNextToken,
  type CompositeAlarm as SdkComposite,
  type LogAlarm as SdkLog,
  type MetricAlarm as SdkMetric,
} from '@aws-sdk/client-cloudwatch';
import type { Alarm, CompositeAlarm, LogAlarm, MetricAlarm } from './alarm.ts';

/** The most names in `AlarmNames`; an answer without `MaxRecords` holds half as many. */
const MAX_NAMES = 100;
const DEFAULT_RECORDS = 50;

const TYPES: Readonly<Record<Alarm['kind'], AlarmType>> = {
  metric: 'MetricAlarm',
  composite: 'CompositeAlarm',
  log: 'LogAlarm',
};

/** Answers DescribeAlarms: only metric alarms unless other types are asked for, in order of name, in pages. */
export function describe(
  alarms: Iterable<Alarm>,
  input: DescribeAlarmsCommandInput,
): Omit<DescribeAlarmsCommandOutput, '$metadata'> {
  const {
    AlarmNames,
    AlarmNamePrefix = '',
    AlarmTypes = ['MetricAlarm'],
    StateValue,
    MaxRecords = DEFAULT_RECORDS,
  } = input;
  if ((AlarmNames?.length ?? 0) > MAX_NAMES) throw validationError(`AlarmNames holds at most ${MAX_NAMES} names.`);
  const start = parsePageToken(input.NextToken);
  const found = [...alarms]
    .filter((alarm) => AlarmTypes.includes(TYPES[alarm.kind]))
    .filter(({ name }) => AlarmNames?.includes(name) ?? name.startsWith(AlarmNamePrefix))
    .filter(({ state }) => StateValue === undefined || state.value === StateValue)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = found.slice(start, start + MaxRecords);
  return {
    MetricAlarms: page.filter((alarm) => alarm.kind === 'metric').map(metricAlarm),
    CompositeAlarms: page.filter((alarm) => alarm.kind === 'composite').map(compositeAlarm),
    LogAlarms: page.filter((alarm) => alarm.kind === 'log').map(logAlarm),
    ...(start + MaxRecords < found.length ? { NextToken: String(start + MaxRecords) } : {}),
  };
}

/** Returns CloudWatch's error for a request that breaks its rules. */
export function validationError(message: string): CloudWatchServiceException {
  return new CloudWatchServiceException({ name: 'ValidationError', $fault: 'client', $metadata: {}, message });
}

function parsePageToken(token: string | undefined): number {
  const start = Number(token ?? 0);
  if (!Number.isInteger(start)) throw new InvalidNextToken({ message: 'The next token is invalid.', $metadata: {} });
  return start;
}

function commonFields({ name, arn, description, state, transitionedAt }: Alarm): SdkMetric & SdkComposite {
  return {
    AlarmName: name,
    AlarmArn: arn,
    AlarmDescription: description,
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === null ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.at),
    StateTransitionedTimestamp: new Date(transitionedAt),
  };
}

function evaluationState({ evaluation }: MetricAlarm | LogAlarm) {
  return evaluation === null ? {} : { EvaluationState: evaluation };
}

function metricAlarm(alarm: MetricAlarm): SdkMetric {
  const { AlarmName: _name, AlarmDescription: _description, Tags: _tags, ...settings } = alarm.input;
  return { ...commonFields(alarm), ...evaluationState(alarm), ...settings } as SdkMetric;
}

function logAlarm(alarm: LogAlarm): SdkLog {
  const { AlarmName: _name, AlarmDescription: _description, Tags: _tags, ...settings } = alarm.input;
  return { ...commonFields(alarm), ...evaluationState(alarm), ...settings };
}

function compositeAlarm(alarm: CompositeAlarm): SdkComposite {
  const { AlarmRule, ActionsSuppressor } = alarm.input;
  return {
    ...commonFields(alarm),
    AlarmRule,
    ...(ActionsSuppressor === undefined ? {} : { ActionsSuppressor }),
    ...(alarm.state.suppressed
      ? { ActionsSuppressedBy: 'Alarm', ActionsSuppressedReason: 'Actions suppressed by alarm' }
      : {}),
  };
}

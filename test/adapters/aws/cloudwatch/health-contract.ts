import {
  type CloudWatchClient,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'vitest';
import { createAlarmArns } from '../../../../src/adapters/aws/cloudwatch/alarm-arns.ts';
import { createHealth } from '../../../../src/adapters/aws/cloudwatch/health.ts';
import { type Deviations, rules } from '../contract.ts';
import { createHandClock } from '../support/hand-clock.ts';

/** Creates a metric alarm on errors of a Lambda function. */
export const putAlarm = (client: CloudWatchClient, AlarmName: string, over: Partial<PutMetricAlarmCommandInput> = {}) =>
  client.send(
    new PutMetricAlarmCommand({
      AlarmName,
      AlarmDescription: 'Too many errors',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      ...over,
    }),
  );

const setState = (client: CloudWatchClient, AlarmName: string, StateValue: StateValue, StateReasonData = '{}') =>
  client.send(
    new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: `set to ${StateValue}`, StateReasonData }),
  );

const NOW = Date.UTC(2026, 0, 5, 9);

/** What Health says of alarms that CloudWatch has. Each test uses names of its own. */
export function healthContract(client: () => CloudWatchClient, deviations: Deviations = {}): void {
  const it = rules(deviations);
  const health = () => createHealth({ client: client(), usEast1: client(), clock: createHandClock(NOW) });
  const arnsOf = (names: readonly string[]) => createAlarmArns({ client: client(), usEast1: client() }).arnsOf(names);

  it('gives one reading per name, in the order asked, also for a name asked twice', async () => {
    await putAlarm(client(), 'order-a');
    await putAlarm(client(), 'order-b');
    const readings = await health().readings(['order-b', 'order-none', 'order-a', 'order-b']);
    expect(readings.map(({ name }) => name)).toEqual(['order-b', 'order-none', 'order-a', 'order-b']);
  });

  it('says MISSING of an alarm that does not exist', async () => {
    expect(await health().readings(['absent'])).toEqual([
      {
        name: 'absent',
        value: 'MISSING',
        since: 0,
        suppressed: false,
        reason: 'The alarm does not exist.',
        readAt: NOW,
      },
    ]);
  });

  it('gives the state, since when, and the reason', async () => {
    await putAlarm(client(), 'state');
    for (const value of ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const) {
      await setState(client(), 'state', value);
      const [reading] = await health().readings(['state']);
      expect(reading).toMatchObject({ value, suppressed: false, reason: `set to ${value}`, readAt: NOW });
      expect(reading?.since).toBeGreaterThan(Date.UTC(2020, 0));
    }
  });

  it('tells what a metric alarm is on, its threshold, and the value it saw', async () => {
    await putAlarm(client(), 'seen');
    const reasonData = { version: '1.0', recentDatapoints: [7, 9.5], threshold: 5 };
    await setState(client(), 'seen', 'ALARM', JSON.stringify(reasonData));
    const [reading] = await health().readings(['seen']);
    expect(reading?.details).toEqual({
      arn: expect.stringMatching(/:alarm:seen$/),
      kind: 'metric',
      description: 'Too many errors',
      metric: 'AWS/Lambda Errors',
      observedValue: 9.5,
      threshold: 5,
      comparison: '>',
    });
  });

  it('tells the threshold of an alarm that saw nothing yet', async () => {
    await putAlarm(client(), 'unseen', { ComparisonOperator: 'LessThanOrEqualToThreshold' });
    expect(await health().readings(['unseen'])).toMatchObject([
      { details: { observedValue: null, threshold: 5, comparison: '<=' } },
    ]);
  });

  it('tells the expression that a math alarm compares', async () => {
    const stat = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName }, Period: 60, Stat: 'Sum' },
      ReturnData: false,
    });
    const Metrics = [
      stat('m1', 'Errors'),
      stat('m2', 'Invocations'),
      { Id: 'e1', Expression: '100 * m1 / m2', Label: 'Error rate', ReturnData: true },
    ];
    const none = { Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined };
    await putAlarm(client(), 'math', { ...none, Metrics });
    expect(await health().readings(['math'])).toMatchObject([{ details: { kind: 'math', metric: '100 * m1 / m2' } }]);
  });

  it('reads composite alarms too', async () => {
    await putAlarm(client(), 'child');
    const AlarmRule = 'ALARM("child")';
    await client().send(new PutCompositeAlarmCommand({ AlarmName: 'composite', AlarmRule }));
    expect(await health().readings(['composite', 'child'])).toMatchObject([
      {
        name: 'composite',
        value: expect.not.stringMatching('MISSING'),
        details: { kind: 'composite', metric: AlarmRule, observedValue: null, threshold: null, comparison: '' },
      },
      { name: 'child', value: 'INSUFFICIENT_DATA' },
    ]);
    expect((await arnsOf(['composite'])).get('composite')).toMatch(/:alarm:composite$/);
  });

  it('says that a composite alarm is suppressed while its suppressor fires', async () => {
    for (const name of ['hush-child', 'hush']) await putAlarm(client(), name);
    await client().send(
      new PutCompositeAlarmCommand({
        AlarmName: 'hushed',
        AlarmRule: 'ALARM("hush-child")',
        ActionsSuppressor: 'hush',
        ActionsSuppressorWaitPeriod: 60,
        ActionsSuppressorExtensionPeriod: 60,
      }),
    );
    await setState(client(), 'hush', 'ALARM');
    await setState(client(), 'hush-child', 'ALARM');
    expect(await health().readings(['hushed'])).toMatchObject([{ value: 'ALARM', suppressed: true }]);
  });

  it('reads more than 100 alarms', async () => {
    const names = Array.from({ length: 103 }, (_, n) => `many-${n}`);
    for (const name of names) await putAlarm(client(), name);
    const readings = await health().readings([...names, 'many-none']);
    expect(readings).toHaveLength(104);
    expect(readings.filter(({ value }) => value === 'MISSING').map(({ name }) => name)).toEqual(['many-none']);
  });

  it('gives the ARNs of the alarms that exist', async () => {
    await putAlarm(client(), 'arn-a');
    const arns = await arnsOf(['arn-a', 'arn-none']);
    expect([...arns.keys()]).toEqual(['arn-a']);
    expect(arns.get('arn-a')).toMatch(/^arn:aws:cloudwatch:us-east-1:\d{12}:alarm:arn-a$/);
  });

  it('asks for nothing when there are no names', async () => {
    expect(await health().readings([])).toEqual([]);
  });
}

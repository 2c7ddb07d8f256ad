import {
  type CloudWatchClient,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'vitest';
import { createHealth } from '../../src/aws/health.ts';
import { type Deviations, rules } from './contract.ts';

/** Creates a metric alarm on errors of a Lambda function. */
export const putAlarm = (client: CloudWatchClient, AlarmName: string) =>
  client.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );

const setState = (client: CloudWatchClient, AlarmName: string, StateValue: StateValue) =>
  client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: `set to ${StateValue}` }));

/** What Health says of alarms that CloudWatch has. Each test uses names of its own. */
export function healthContract(client: () => CloudWatchClient, deviations: Deviations = {}): void {
  const it = rules(deviations);
  const health = () => createHealth({ client: client() });

  it('gives one reading per name, in the order asked, also for a name asked twice', async () => {
    await putAlarm(client(), 'order-a');
    await putAlarm(client(), 'order-b');
    const readings = await health().readings(['order-b', 'order-none', 'order-a', 'order-b']);
    expect(readings.map(({ name }) => name)).toEqual(['order-b', 'order-none', 'order-a', 'order-b']);
  });

  it('says MISSING of an alarm that does not exist', async () => {
    expect(await health().readings(['absent'])).toEqual([
      { name: 'absent', value: 'MISSING', since: 0, suppressed: false, reason: 'The alarm does not exist.' },
    ]);
  });

  it('gives the state, since when, and the reason', async () => {
    await putAlarm(client(), 'state');
    for (const value of ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const) {
      await setState(client(), 'state', value);
      const [reading] = await health().readings(['state']);
      expect(reading).toMatchObject({ value, suppressed: false, reason: `set to ${value}` });
      expect(reading?.since).toBeGreaterThan(Date.UTC(2020, 0));
    }
  });

  it('reads composite alarms too', async () => {
    await putAlarm(client(), 'child');
    const AlarmRule = 'ALARM("child")';
    await client().send(new PutCompositeAlarmCommand({ AlarmName: 'composite', AlarmRule }));
    expect(await health().readings(['composite', 'child'])).toMatchObject([
      { name: 'composite', value: expect.not.stringMatching('MISSING') },
      { name: 'child', value: 'INSUFFICIENT_DATA' },
    ]);
    expect((await health().arnsOf(['composite'])).get('composite')).toMatch(/:alarm:composite$/);
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
    const arns = await health().arnsOf(['arn-a', 'arn-none']);
    expect([...arns.keys()]).toEqual(['arn-a']);
    expect(arns.get('arn-a')).toMatch(/^arn:aws:cloudwatch:us-east-1:\d{12}:alarm:arn-a$/);
  });

  it('asks for nothing when there are no names', async () => {
    expect(await health().readings([])).toEqual([]);
  });
}

import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import type { AlarmEvent } from '../../../../src/sandbox/cloud/cloudwatch/event.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-01-05T09:00:00Z');

function aCloudWatch() {
  let time = START;
  const events: AlarmEvent[] = [];
  const { model, evaluate, states } = createCloudWatchModel({ now: () => time, emit: (event) => events.push(event) });
  const client = attach(
    new CloudWatchClient({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } }),
    'CloudWatch',
    model,
  );
  /** One minute passes, with this value of Shop/Errors in it, if any. */
  const minute = async (value?: number, name = 'Errors') => {
    if (value !== undefined) {
      const datum = { MetricName: name, Value: value, Timestamp: new Date(time) };
      await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData: [datum] }));
    }
    time += MINUTE;
    evaluate();
  };
  const putAlarm = (input: Partial<PutMetricAlarmCommandInput> = {}) =>
    client.send(new PutMetricAlarmCommand({ ...anAlarm, ...input }));
  return { client, events, minute, putAlarm, states };
}

const anAlarm: PutMetricAlarmCommandInput = {
  AlarmName: 'shop-errors',
  AlarmDescription: 'Too many errors',
  Namespace: 'Shop',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  DatapointsToAlarm: 2,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};

describe('a metric alarm', () => {
  it('fires after enough breaching datapoints, and is OK again after that', async () => {
    const { minute, putAlarm, states, events } = aCloudWatch();
    await putAlarm();
    await minute(3);
    await minute(50);
    expect(states()).toEqual({ 'shop-errors': 'OK' });
    await minute(12);
    expect(states()).toEqual({ 'shop-errors': 'ALARM' });
    await minute(10);
    expect(events.map((event) => event.detail.state.value)).toEqual(['OK', 'ALARM', 'OK']);
  });

  it('sends the event as EventBridge delivers it', async () => {
    const { minute, putAlarm, events } = aCloudWatch();
    await putAlarm();
    await minute(50);
    await minute(12.5);
    const [, event] = events;
    expect(event).toMatchObject({
      version: '0',
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      account: '123456789012',
      region: 'us-east-1',
      time: '2026-01-05T09:02:00Z',
      resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:shop-errors'],
      detail: {
        alarmName: 'shop-errors',
        previousState: { value: 'OK', timestamp: '2026-01-05T09:01:00.000+0000' },
        state: {
          value: 'ALARM',
          timestamp: '2026-01-05T09:02:00.000+0000',
          reason:
            'Threshold Crossed: 2 out of the last 2 datapoints [12.5 (05/01/26 09:01:00), 50.0 (05/01/26 09:00:00)] ' +
            'were greater than the threshold (10.0) (minimum 2 datapoints for OK -> ALARM transition).',
        },
        configuration: {
          description: 'Too many errors',
          metrics: [
            {
              id: 'm1',
              metricStat: { metric: { namespace: 'Shop', name: 'Errors', dimensions: {} }, period: 60, stat: 'Sum' },
              returnData: true,
            },
          ],
        },
      },
    });
    expect(JSON.parse(event?.detail.state.reasonData ?? '')).toEqual({
      version: '1.0',
      queryDate: '2026-01-05T09:02:00.000+0000',
      startDate: '2026-01-05T09:00:00.000+0000',
      statistic: 'Sum',
      period: 60,
      recentDatapoints: [50, 12.5],
      threshold: 10,
      evaluatedDatapoints: [
        { timestamp: '2026-01-05T09:01:00.000+0000', sampleCount: 1, value: 12.5 },
        { timestamp: '2026-01-05T09:00:00.000+0000', sampleCount: 1, value: 50 },
      ],
    });
  });

  it('gives no event the id of another one, in its region or elsewhere, and the same ids in every run', () => {
    const idsIn = (region: string): readonly string[] => {
      const ids: string[] = [];
      const emit = ({ id }: AlarmEvent): void => {
        ids.push(id);
      };
      const { model, putAlarm } = createCloudWatchModel({ now: () => START, emit, region });
      putAlarm(anAlarm);
      for (const StateValue of ['OK', 'ALARM', 'OK'])
        model.SetAlarmState?.({ AlarmName: 'shop-errors', StateValue, StateReason: 'a test' } as never);
      return ids;
    };
    const ids = ['us-east-1', 'eu-west-1', 'eu-central-1'].flatMap(idsIn);
    expect(new Set(ids).size).toBe(9);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}$/);
    expect(idsIn('eu-west-1')).toEqual(ids.slice(3, 6));
  });

  it('names only the datapoints that made it change, each in full', async () => {
    const { minute, putAlarm, events } = aCloudWatch();
    await putAlarm({ EvaluationPeriods: 3, Threshold: 1 });
    for (const value of [8 / 3, 0, 1.5]) await minute(value);
    for (const value of [0, 0.5]) await minute(value);
    expect(events.map(({ detail }) => detail.state.reason)).toEqual([
      expect.stringContaining('were treated as [NonBreaching]'),
      'Threshold Crossed: 2 out of the last 3 datapoints [1.5 (05/01/26 09:02:00), 2.6666666666666665 (05/01/26 09:00:00)] ' +
        'were greater than the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).',
      'Threshold Crossed: 2 out of the last 3 datapoints [0.0 (05/01/26 09:03:00), 0.0 (05/01/26 09:01:00)] ' +
        'were not greater than the threshold (1.0) (minimum 2 datapoints for ALARM -> OK transition).',
    ]);
    expect(JSON.parse(events[1]?.detail.state.reasonData ?? '')).toMatchObject({ recentDatapoints: [8 / 3, 0, 1.5] });
  });

  it.each([
    [12_345_678, '1.2345678E7'],
    [9_999_999, '9999999.0'],
    [0.000_5, '5.0E-4'],
    [0.001, '0.001'],
    [-0.25, '-0.25'],
    [0, '0.0'],
  ])('writes %d as CloudWatch does, %s', async (value, written) => {
    const { minute, putAlarm, events } = aCloudWatch();
    await putAlarm({ EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: -1 });
    await minute(value);
    const reason = `Threshold Crossed: 1 out of the last 1 datapoints [${written} (05/01/26 09:00:00)] was greater than`;
    expect(events.map(({ detail }) => detail.state.reason)).toEqual([expect.stringContaining(reason)]);
  });

  it('tells missing data in words', async () => {
    const { minute, putAlarm, client, events } = aCloudWatch();
    await putAlarm({ AlarmName: 'strict', TreatMissingData: 'breaching' });
    await putAlarm({ AlarmName: 'plain', TreatMissingData: 'missing' });
    await client.send(new SetAlarmStateCommand({ AlarmName: 'plain', StateValue: 'OK', StateReason: 'testing' }));
    await minute();
    expect(events.map(({ detail }) => [detail.alarmName, detail.state.reason])).toEqual([
      ['plain', 'testing'],
      [
        'strict',
        expect.stringContaining(
          'no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching]',
        ),
      ],
      ['plain', 'Insufficient Data: 2 datapoints were unknown.'],
    ]);
  });

  it('watches the result of an expression', async () => {
    const { client, minute, states, events } = aCloudWatch();
    const stat = (id: string, MetricName: string) => ({
      Id: id,
      MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' },
      ReturnData: false,
    });
    const Metrics = [
      { Id: 'rate', Expression: '100 * errors / requests', Label: 'Error rate' },
      stat('errors', 'Errors'),
      stat('requests', 'Requests'),
    ];
    const { Namespace: _n, MetricName: _m, Statistic: _s, Period: _p, ...rest } = anAlarm;
    await client.send(new PutMetricAlarmCommand({ ...rest, EvaluationPeriods: 1, DatapointsToAlarm: 1, Metrics }));
    const put = (MetricName: string, Value: number) => ({ MetricName, Value, Timestamp: new Date(START) });
    await client.send(
      new PutMetricDataCommand({ Namespace: 'Shop', MetricData: [put('Errors', 11), put('Requests', 100)] }),
    );
    await minute();
    expect(states()).toEqual({ 'shop-errors': 'ALARM' });
    expect(events[0]?.detail.configuration).toMatchObject({
      metrics: [{ id: 'rate', expression: '100 * errors / requests', label: 'Error rate', returnData: true }, {}, {}],
    });
    expect(JSON.parse(events[0]?.detail.state.reasonData ?? '')).toMatchObject({ recentDatapoints: [11] });
  });

  it('watches a percentile over longer periods', async () => {
    const { minute, putAlarm, states } = aCloudWatch();
    const { Statistic: _, ...rest } = anAlarm;
    await putAlarm({
      ...rest,
      Statistic: undefined,
      ExtendedStatistic: 'p99',
      Period: 120,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
    });
    await minute(20);
    expect(states()).toEqual({ 'shop-errors': 'OK' });
    await minute(1);
    expect(states()).toEqual({ 'shop-errors': 'ALARM' });
  });

  it('refuses what the sandbox does not have', async () => {
    const { putAlarm } = aCloudWatch();
    await expect(putAlarm({ ComparisonOperator: 'GreaterThanUpperThreshold' })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });
});

describe('a composite alarm', () => {
  it('follows the alarms of its rule, and names the one that changed', async () => {
    const { client, minute, putAlarm, states, events } = aCloudWatch();
    await putAlarm();
    await client.send(
      new PutCompositeAlarmCommand({ AlarmName: 'shop', AlarmRule: 'ALARM("shop-errors") AND NOT ALARM("gone")' }),
    );
    await minute(50);
    await minute(50);
    expect(states()).toEqual({ 'shop-errors': 'ALARM', shop: 'ALARM' });
    const event = events.at(-1);
    expect(event?.detail).toMatchObject({
      alarmName: 'shop',
      previousState: { reason: expect.stringContaining('was created and its alarm rule evaluates to OK') },
      state: {
        reason:
          'arn:aws:cloudwatch:us-east-1:123456789012:alarm:shop-errors transitioned to ALARM at Monday 05 January, 2026 09:02:00 UTC',
      },
      configuration: { alarmRule: 'ALARM("shop-errors") AND NOT ALARM("gone")' },
    });
    expect(event?.detail.configuration).not.toHaveProperty('metrics');
  });

  it('says when its actions are suppressed', async () => {
    const { client, minute, putAlarm, events } = aCloudWatch();
    await putAlarm();
    await putAlarm({
      AlarmName: 'maintenance',
      MetricName: 'Maintenance',
      Threshold: 0,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
    });
    await client.send(
      new PutCompositeAlarmCommand({
        AlarmName: 'shop',
        AlarmRule: 'ALARM("shop-errors")',
        ActionsSuppressor: 'maintenance',
      }),
    );
    await minute(50);
    await client.send(
      new SetAlarmStateCommand({ AlarmName: 'maintenance', StateValue: 'ALARM', StateReason: 'deploy' }),
    );
    await client.send(new SetAlarmStateCommand({ AlarmName: 'shop-errors', StateValue: 'ALARM', StateReason: 'test' }));
    expect(events.at(-1)?.detail).toMatchObject({ alarmName: 'shop', state: { actionsSuppressedBy: 'Alarm' } });
    const { CompositeAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }));
    expect(CompositeAlarms).toMatchObject([{ AlarmName: 'shop', ActionsSuppressedBy: 'Alarm' }]);
  });
});

describe('DescribeAlarms', () => {
  it('answers metric alarms only, unless asked for others', async () => {
    const { client, putAlarm } = aCloudWatch();
    await putAlarm();
    await client.send(new PutCompositeAlarmCommand({ AlarmName: 'shop', AlarmRule: 'ALARM("shop-errors")' }));
    const plain = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['shop', 'shop-errors', 'gone'] }));
    expect(plain.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['shop-errors']);
    expect(plain.CompositeAlarms).toEqual([]);
    const both = await client.send(new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }));
    expect(both.CompositeAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['shop']);
  });

  it('tells since when an alarm is in its state', async () => {
    const { client, minute, putAlarm } = aCloudWatch();
    await putAlarm();
    await minute(1);
    await minute(1);
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['shop-errors'] }));
    expect(MetricAlarms).toMatchObject([
      { StateValue: 'OK', StateTransitionedTimestamp: new Date(START + MINUTE), Threshold: 10, MetricName: 'Errors' },
    ]);
  });

  it('answers in pages', async () => {
    const { client, putAlarm } = aCloudWatch();
    for (const AlarmName of ['a', 'b', 'c']) await putAlarm({ AlarmName });
    const first = await client.send(new DescribeAlarmsCommand({ MaxRecords: 2 }));
    const second = await client.send(new DescribeAlarmsCommand({ MaxRecords: 2, NextToken: first.NextToken }));
    const names = [first, second].map(({ MetricAlarms }) => MetricAlarms?.map(({ AlarmName }) => AlarmName));
    expect(names).toEqual([['a', 'b'], ['c']]);
    expect(second.NextToken).toBeUndefined();
  });

  it('refuses more than 100 names', async () => {
    const { client } = aCloudWatch();
    const AlarmNames = Array.from({ length: 101 }, (_, index) => `alarm-${index}`);
    await expect(client.send(new DescribeAlarmsCommand({ AlarmNames }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });
});

it('keeps the state of an alarm that is put again, and forgets one that is deleted', async () => {
  const { client, minute, putAlarm, states } = aCloudWatch();
  await putAlarm();
  await minute(1);
  await putAlarm({ Threshold: 0 });
  expect(states()).toEqual({ 'shop-errors': 'OK' });
  await client.send(new DeleteAlarmsCommand({ AlarmNames: ['shop-errors'] }));
  expect(states()).toEqual({});
  await expect(
    client.send(new SetAlarmStateCommand({ AlarmName: 'shop-errors', StateValue: 'OK', StateReason: 'x' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFound' });
});

import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAlarmArns } from '../../../../src/adapters/aws/cloudwatch/alarm-arns.ts';
import { createHealth } from '../../../../src/adapters/aws/cloudwatch/health.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import { createHandClock, type HandClock } from '../support/hand-clock.ts';
import { localConfig } from '../support/local-config.ts';
import { healthContract, putAlarm } from './health-contract.ts';

describe('alarms in the model of CloudWatch', () => {
  let client: CloudWatchClient;
  let clock: HandClock;
  let calls: string[];
  beforeEach(() => {
    clock = createHandClock(1_700_000_000_000);
    calls = [];
    const { model } = createCloudWatchModel({ now: clock.now, emit: () => undefined });
    client = attach(new CloudWatchClient(localConfig), 'CloudWatch', model, {
      after: ({ operation }) => {
        calls.push(operation);
      },
    });
  });

  healthContract(() => client);

  it('takes one call for a hundred alarms', async () => {
    await putAlarm(client, 'a');
    calls = [];
    await createHealth({ client, usEast1: client, clock }).readings(Array.from({ length: 100 }, (_, n) => `a-${n}`));
    expect(calls).toEqual(['DescribeAlarms']);
  });

  describe('of two regions', () => {
    function aRegion(region: string) {
      const asked: unknown[] = [];
      const { model } = createCloudWatchModel({ now: clock.now, emit: () => undefined, region });
      const observer = {
        after: ({ input }: { input: unknown }) => {
          asked.push(input);
        },
      };
      return { asked, client: attach(new CloudWatchClient({ ...localConfig, region }), 'CloudWatch', model, observer) };
    }

    it('are read where each is, also when both have the same name', async () => {
      const [home, usEast1] = [aRegion('eu-west-1'), aRegion('us-east-1')];
      await putAlarm(home.client, 'same');
      await putAlarm(usEast1.client, 'same');
      await usEast1.client.send(
        new SetAlarmStateCommand({ AlarmName: 'same', StateValue: 'ALARM', StateReason: 'set' }),
      );
      const names = ['us-east-1:same', 'same', 'us-east-1:none'];
      const clients = { client: home.client, usEast1: usEast1.client };
      expect(await createHealth({ ...clients, clock }).readings(names)).toMatchObject([
        { name: 'us-east-1:same', value: 'ALARM' },
        { name: 'same', value: 'INSUFFICIENT_DATA' },
        { name: 'us-east-1:none', value: 'MISSING' },
      ]);
      expect(Object.fromEntries(await createAlarmArns(clients).arnsOf(names))).toEqual({
        same: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:same',
        'us-east-1:same': 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:same',
      });
    });

    it('take no call to a region that no alarm is in', async () => {
      const [home, usEast1] = [aRegion('eu-west-1'), aRegion('us-east-1')];
      await createHealth({ client: home.client, usEast1: usEast1.client, clock }).readings(['a']);
      expect([home.asked.length, usEast1.asked.length]).toEqual([1, 0]);
      await createHealth({ client: home.client, usEast1: usEast1.client, clock }).readings(['us-east-1:a']);
      expect([home.asked.length, usEast1.asked.length]).toEqual([1, 1]);
    });

    it('have one name only where Serin lives in us-east-1 itself', async () => {
      const { client: only } = aRegion('us-east-1');
      await putAlarm(only, 'a');
      expect(await createHealth({ client: only, usEast1: only, clock }).readings(['us-east-1:a', 'a'])).toMatchObject([
        { value: 'MISSING' },
        { value: 'INSUFFICIENT_DATA' },
      ]);
    });
  });

  it('throws when CloudWatch does not answer', async () => {
    const dead = attach(new CloudWatchClient(localConfig), 'CloudWatch', {
      DescribeAlarms: () => {
        throw new Error('CloudWatch is away');
      },
    });
    await expect(createHealth({ client: dead, usEast1: dead, clock }).readings(['a'])).rejects.toThrow(
      'CloudWatch is away',
    );
  });

  it('falls back to when the state was last written where it is not known when it changed', async () => {
    const StateUpdatedTimestamp = new Date(7_000);
    const old = attach(new CloudWatchClient(localConfig), 'CloudWatch', {
      DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'a', StateValue: 'OK', StateUpdatedTimestamp }] }),
    });
    expect(await createHealth({ client: old, usEast1: old, clock }).readings(['a'])).toMatchObject([{ since: 7_000 }]);
  });

  it('counts from before the call, however long CloudWatch takes to answer', async () => {
    const slow = attach(new CloudWatchClient(localConfig), 'CloudWatch', {
      DescribeAlarms: () => {
        clock.advance(5_000);
        return { MetricAlarms: [] };
      },
    });
    const readings = await createHealth({ client: slow, usEast1: slow, clock }).readings(['a']);
    expect(readings).toMatchObject([{ readAt: 1_700_000_000_000 }]);
  });

  it('tells the metric of an anomaly alarm and the edge of the band that its value is beyond', async () => {
    const Metric = { Namespace: 'AWS/Lambda', MetricName: 'Duration' };
    const Metrics = [
      { Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Average' }, ReturnData: true },
      { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)', ReturnData: true },
    ];
    const StateReasonData = JSON.stringify({
      recentDatapoints: [7],
      recentLowerThresholds: [0.02],
      recentUpperThresholds: [0.3],
    });
    const ComparisonOperator = 'LessThanLowerOrGreaterThanUpperThreshold';
    const odd = attach(new CloudWatchClient(localConfig), 'CloudWatch', {
      DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'a', Metrics, ComparisonOperator, StateReasonData }] }),
    });
    const comparison = 'outside the band';
    expect(await createHealth({ client: odd, usEast1: odd, clock }).readings(['a'])).toMatchObject([
      { details: { kind: 'anomaly', metric: 'AWS/Lambda Duration', observedValue: 7, threshold: 0.3, comparison } },
    ]);
  });
});

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHealth } from '../../src/aws/health.ts';
import { attach } from '../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../src/sandbox/cloud/cloudwatch.ts';
import { createHandClock, type HandClock } from './hand-clock.ts';
import { healthContract, putAlarm } from './health-contract.ts';
import { localConfig } from './local-config.ts';

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
    await createHealth({ client, clock }).readings(Array.from({ length: 100 }, (_, n) => `a-${n}`));
    expect(calls).toEqual(['DescribeAlarms']);
  });

  it('throws when CloudWatch does not answer', async () => {
    const dead = attach(new CloudWatchClient(localConfig), 'CloudWatch', {
      DescribeAlarms: () => {
        throw new Error('CloudWatch is away');
      },
    });
    await expect(createHealth({ client: dead, clock }).readings(['a'])).rejects.toThrow('CloudWatch is away');
  });

  it('falls back to when the state was last written where it is not known when it changed', async () => {
    const StateUpdatedTimestamp = new Date(7_000);
    const old = attach(new CloudWatchClient(localConfig), 'CloudWatch', {
      DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'a', StateValue: 'OK', StateUpdatedTimestamp }] }),
    });
    expect(await createHealth({ client: old, clock }).readings(['a'])).toMatchObject([{ since: 7_000 }]);
  });

  it('counts from before the call, however long CloudWatch takes to answer', async () => {
    const slow = attach(new CloudWatchClient(localConfig), 'CloudWatch', {
      DescribeAlarms: () => {
        clock.advance(5_000);
        return { MetricAlarms: [] };
      },
    });
    const readings = await createHealth({ client: slow, clock }).readings(['a']);
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
    expect(await createHealth({ client: odd, clock }).readings(['a'])).toMatchObject([
      { details: { kind: 'anomaly', metric: 'AWS/Lambda Duration', observedValue: 7, threshold: 0.3, comparison } },
    ]);
  });
});

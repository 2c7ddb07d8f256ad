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
    await createHealth({ client }).readings(Array.from({ length: 100 }, (_, n) => `a-${n}`));
    expect(calls).toEqual(['DescribeAlarms']);
  });

  it('throws when CloudWatch does not answer', async () => {
    const dead = attach(new CloudWatchClient(localConfig), 'CloudWatch', {
      DescribeAlarms: () => {
        throw new Error('CloudWatch is away');
      },
    });
    await expect(createHealth({ client: dead }).readings(['a'])).rejects.toThrow('CloudWatch is away');
  });

  it('falls back to when the state was last written where it is not known when it changed', async () => {
    const StateUpdatedTimestamp = new Date(7_000);
    const old = attach(new CloudWatchClient(localConfig), 'CloudWatch', {
      DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'a', StateValue: 'OK', StateUpdatedTimestamp }] }),
    });
    expect(await createHealth({ client: old }).readings(['a'])).toMatchObject([{ since: 7_000 }]);
  });
});

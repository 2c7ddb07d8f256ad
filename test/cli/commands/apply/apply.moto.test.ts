import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStore } from '../../../../src/adapters/aws/dynamodb/store.ts';
import { createTable } from '../../../../src/adapters/aws/dynamodb/table.ts';
import { parseService } from '../../../../src/config/read/stored-service.ts';
import { type Moto, startMoto } from '../../../support/moto.ts';

describe('serin apply in an account', () => {
  let moto: Moto;
  const environment = () => ({
    ...process.env,
    AWS_ENDPOINT_URL: moto.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  });
  const clientConfig = () => ({
    endpoint: moto.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const serin = async (...args: readonly string[]) =>
    (await promisify(execFile)(process.execPath, ['src/cli/serin.mjs', ...args], { env: environment() })).stdout;

  beforeAll(async () => {
    moto = await startMoto();
    await createTable(new DynamoDBClient(clientConfig()), 'serin');
    const cloudWatch = new CloudWatchClient(clientConfig());
    for (const AlarmName of ['checkout-5xx', 'checkout-p99', 'checkout-canary-errors', 'calls-failed-joins']) {
      await cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName,
          Namespace: 'test',
          MetricName: 'errors',
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanThreshold',
        }),
      );
    }
  });
  afterAll(() => moto.stop());

  it('stores the example so that the worker reads it, and its alarms find their service', async () => {
    expect(await serin('apply', 'examples/serin.yml', '--yes')).toContain('checkout: stored\ncalls: stored\n');
    const { Parameter } = await new SSMClient(clientConfig()).send(
      new GetParameterCommand({ Name: '/serin/services/calls' }),
    );
    expect(parseService(JSON.parse(Parameter?.Value ?? ''))).toMatchObject({
      name: 'calls',
      alarms: ['calls-failed-joins'],
    });
    const store = createStore({ client: new DynamoDBClient(clientConfig()), table: 'serin' });
    const arn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:calls-failed-joins';
    expect(await store.watching(arn)).toEqual(['calls']);
    expect(await serin('apply', 'examples/serin.yml', '--yes')).toContain('Nothing to change.');
  });
});

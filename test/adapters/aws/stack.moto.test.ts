import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, UpdateContinuousBackupsCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable } from '../../../src/adapters/aws/dynamodb/table.ts';
import { createStack } from '../../../src/adapters/aws/stack.ts';
import { functionName, installation } from '../../../src/compose/installation.ts';
import { type Moto, startMoto } from '../../support/moto.ts';
import { localConfig } from './support/local-config.ts';

const WORKER = 'arn:aws:lambda:us-east-1:123456789012:function:serin-worker';

describe('a stack on moto', () => {
  let moto: Moto;
  let clients: Parameters<typeof createStack>[0]['clients'];
  const stackOf = (name: string) =>
    createStack({ clients, names: installation(name), functionName: (which) => functionName(name, which) });
  const stack = () => stackOf('serin');

  beforeAll(async () => {
    moto = await startMoto();
    const config = { ...localConfig, endpoint: moto.url };
    clients = {
      cloudwatch: new CloudWatchClient(config),
      dynamodb: new DynamoDBClient(config),
      eventbridge: new EventBridgeClient(config),
      lambda: new LambdaClient(config),
      scheduler: new SchedulerClient(config),
    };
  });
  afterAll(() => moto.stop());

  it('is missing, part by part, before it is deployed', async () => {
    const nothing = stackOf('nothing');
    expect(await nothing.hasBus()).toBe(false);
    expect(await nothing.hasTimerGroup()).toBe(false);
    expect(await nothing.table()).toBeNull();
    expect(await nothing.rule('commands')).toBeNull();
    expect(await nothing.rule('alarms')).toBeNull();
    expect((await nothing.ownAlarms()).size).toBe(0);
    expect(await nothing.invoke('worker', {})).toBeNull();
  });

  it('has a bus and a rule with its target, and a rule on the default bus', async () => {
    const { eventbridge } = clients;
    await eventbridge.send(new CreateEventBusCommand({ Name: 'serin' }));
    const commands = { Name: 'serin-commands', EventBusName: 'serin', EventPattern: '{"source":["serin"]}' };
    await eventbridge.send(new PutRuleCommand(commands));
    await eventbridge.send(
      new PutTargetsCommand({
        Rule: 'serin-commands',
        EventBusName: 'serin',
        Targets: [
          { Id: 'worker', Arn: WORKER, DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:123456789012:dead' } },
          { Id: 'other', Arn: 'arn:aws:sqs:us-east-1:123456789012:other' },
        ],
      }),
    );
    const alarms = { Name: 'serin-alarms', EventPattern: '{"source":["aws.cloudwatch"]}', State: 'DISABLED' } as const;
    await eventbridge.send(new PutRuleCommand(alarms));
    expect(await stack().hasBus()).toBe(true);
    expect(await stack().rule('commands')).toEqual({
      isEnabled: true,
      targets: [
        { arn: WORKER, hasDeadLetters: true },
        { arn: 'arn:aws:sqs:us-east-1:123456789012:other', hasDeadLetters: false },
      ],
    });
    expect(await stack().rule('alarms')).toEqual({ isEnabled: false, targets: [] });
  });

  it('has a table, and says whether it forgets and can be recovered', async () => {
    const { dynamodb } = clients;
    await createTable(dynamodb, 'serin');
    const bare = { status: 'ACTIVE', keys: ['pk', 'sk'], expires: null, isRecoverable: false };
    expect(await stack().table()).toEqual(bare);
    const TableName = 'serin';
    await dynamodb.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      }),
    );
    await dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    expect(await stack().table()).toEqual({ ...bare, expires: 'expires', isRecoverable: true });
  });

  it('has a schedule group, and alarms on itself among those of others', async () => {
    await clients.scheduler.send(new CreateScheduleGroupCommand({ Name: 'serin' }));
    for (const AlarmName of ['serin-own-worker-errors', 'checkout-5xx']) {
      await clients.cloudwatch.send(
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
    expect(await stack().hasTimerGroup()).toBe(true);
    expect([...(await stack().ownAlarms()).keys()]).toEqual(['serin-own-worker-errors']);
  });
});

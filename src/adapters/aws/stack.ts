import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleGroupCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';

/** The dependencies of inspecting the stack, and the names of its parts. */
interface Parts {
  readonly clients: {
    readonly cloudwatch: CloudWatchClient;
    readonly dynamodb: DynamoDBClient;
    readonly eventbridge: EventBridgeClient;
    readonly lambda: LambdaClient;
    readonly scheduler: SchedulerClient;
  };
  readonly names: {
    readonly table: string;
    readonly bus: string;
    readonly timerGroup: string;
    readonly commandRule: string;
    readonly alarmRule: string;
    readonly ownAlarms: string;
  };
  readonly functionName: (which: 'slack' | 'discovery' | 'signals' | 'worker' | 'alarm' | 'timer') => string;
}

/** Returns the result of `call`; null when the resource does not exist. */
async function nullIfMissing<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return null;
    throw error;
  }
}

/** The parts of a deployed stack, as they are in the account; for `serin doctor`. Reads, and calls functions. */
export function createStack({ clients, names, functionName }: Parts) {
  const { cloudwatch, dynamodb, eventbridge, lambda, scheduler } = clients;
  return {
    hasBus: async () =>
      (await nullIfMissing(() => eventbridge.send(new DescribeEventBusCommand({ Name: names.bus })))) !== null,

    hasTimerGroup: async () =>
      (await nullIfMissing(() => scheduler.send(new GetScheduleGroupCommand({ Name: names.timerGroup })))) !== null,

    table: () =>
      nullIfMissing(async () => {
        const TableName = names.table;
        // First alone: each of the three has another word for a table that is not there.
        const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
        const [{ TimeToLiveDescription }, { ContinuousBackupsDescription }] = await Promise.all([
          dynamodb.send(new DescribeTimeToLiveCommand({ TableName })),
          dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
        ]);
        const { PointInTimeRecoveryStatus } = ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
        return {
          status: Table?.TableStatus ?? 'missing',
          keys: (Table?.KeySchema ?? []).map(({ AttributeName = '' }) => AttributeName),
          expires:
            TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED'
              ? (TimeToLiveDescription.AttributeName ?? null)
              : null,
          isRecoverable: PointInTimeRecoveryStatus === 'ENABLED',
        };
      }),

    rule: (which: 'commands' | 'alarms') =>
      nullIfMissing(async () => {
        // Without a bus it is the default one.
        const [Name, bus] =
          which === 'commands' ? [names.commandRule, { EventBusName: names.bus }] : [names.alarmRule, {}];
        const { State } = await eventbridge.send(new DescribeRuleCommand({ Name, ...bus }));
        const { Targets = [] } = await eventbridge.send(new ListTargetsByRuleCommand({ Rule: Name, ...bus }));
        return {
          isEnabled: State === 'ENABLED',
          targets: Targets.map(({ Arn = '', DeadLetterConfig }) => ({
            arn: Arn,
            hasDeadLetters: DeadLetterConfig?.Arn !== undefined,
          })),
        };
      }),

    async ownAlarms() {
      const { MetricAlarms = [] } = await cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: names.ownAlarms }),
      );
      return new Map(MetricAlarms.map(({ AlarmName = '', StateValue = '' }) => [AlarmName, StateValue]));
    },

    invoke: (which: 'slack' | 'discovery' | 'signals' | 'worker' | 'alarm' | 'timer', event: unknown) =>
      nullIfMissing(async () => {
        const { FunctionError, Payload } = await lambda.send(
          new InvokeCommand({ FunctionName: functionName(which), Payload: Buffer.from(JSON.stringify(event)) }),
        );
        const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null');
        if (FunctionError === undefined) return { answer };
        return { error: String((answer as { errorMessage?: unknown } | null)?.errorMessage ?? FunctionError) };
      }),
  };
}

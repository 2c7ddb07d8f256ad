import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, type IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand, GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleGroupCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { isDenied } from '../../domain/people/iam.ts';
import { readLeftStacks } from './left-stacks.ts';

/** The dependencies of a look at the place of a deployment, and the names that the deployment will use. */
interface Parts {
  readonly clients: {
    readonly cloudformation: CloudFormationClient;
    readonly dynamodb: DynamoDBClient;
    readonly eventbridge: EventBridgeClient;
    readonly iam: IAMClient;
    readonly lambda: LambdaClient;
    readonly logs: CloudWatchLogsClient;
    readonly scheduler: SchedulerClient;
    readonly sqs: SQSClient;
    readonly sts: STSClient;
  };
  readonly names: { readonly table: string; readonly bus: string; readonly timerGroup: string };
  readonly functions: readonly string[];
  readonly queues: readonly string[];
  readonly stacks: readonly string[];
}

type Kind = 'function' | 'table' | 'bus' | 'schedule group' | 'queue' | 'log group';
interface Part {
  readonly kind: Kind;
  readonly name: string;
}
interface Caller {
  readonly account: string;
  readonly region: string;
  readonly arn: string;
}

/** The names of the errors for a resource that does not exist. */
const MISSING = new Set(['ResourceNotFoundException', 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']);

async function exists(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof Error && MISSING.has(error.name)) return false;
    throw error;
  }
}

/** The account and the region before Serin is deployed; for `serin doctor --before`. Reads only. */
export function createDeploymentSite({ clients, names, functions, queues, stacks }: Parts) {
  const { dynamodb, eventbridge, iam, lambda, logs, scheduler, sqs, sts } = clients;

  const looks = (): readonly (readonly [Kind, string, Promise<unknown>])[] => [
    ...functions.map(
      (name) => ['function', name, lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }))] as const,
    ),
    ['table', names.table, dynamodb.send(new DescribeTableCommand({ TableName: names.table }))],
    ['bus', names.bus, eventbridge.send(new DescribeEventBusCommand({ Name: names.bus }))],
    ['schedule group', names.timerGroup, scheduler.send(new GetScheduleGroupCommand({ Name: names.timerGroup }))],
    ...queues.map((name) => ['queue', name, sqs.send(new GetQueueUrlCommand({ QueueName: name }))] as const),
  ];

  async function logGroups(): Promise<readonly Part[]> {
    const wanted = new Set(functions.map((name) => `/aws/lambda/${name}`));
    const found: Part[] = [];
    for await (const { logGroups: page = [] } of paginateDescribeLogGroups(
      { client: logs },
      { logGroupNamePrefix: `/aws/lambda/${names.table}-` },
    )) {
      for (const { logGroupName: name = '' } of page) if (wanted.has(name)) found.push({ kind: 'log group', name });
    }
    return found;
  }

  /** Returns the ARN whose policies count: of a session, that of its role, which alone has the path of the role. */
  async function policySource({ arn }: Caller): Promise<string> {
    const [, role] = /:assumed-role\/([^/]+)\//.exec(arn) ?? [];
    if (role === undefined) return arn;
    return (await iam.send(new GetRoleCommand({ RoleName: role }))).Role?.Arn ?? arn;
  }

  async function simulate(source: string, resource: string, actions: readonly string[]): Promise<readonly string[]> {
    const denied: string[] = [];
    const input = { PolicySourceArn: source, ActionNames: [...actions], ResourceArns: [resource] };
    for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy({ client: iam }, input)) {
      for (const { EvalActionName: action, EvalDecision: decision } of EvaluationResults)
        if (action !== undefined && decision !== 'allowed') denied.push(action);
    }
    return denied;
  }

  return {
    caller: async (): Promise<Caller> => {
      const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
      return { account, arn, region: await sts.config.region() };
    },

    concurrency: async () => {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions = 0 } = AccountLimit ?? {};
      return { all: ConcurrentExecutions, unreserved: UnreservedConcurrentExecutions };
    },

    denied: async (
      caller: Caller,
      needed: readonly { readonly resource: string; readonly actions: readonly string[] }[],
    ): Promise<readonly string[] | null> => {
      // The root user may do everything, and has no policies to ask about.
      if (/:root$/.test(caller.arn)) return [];
      try {
        const source = await policySource(caller);
        const all = await Promise.all(needed.map(({ resource, actions }) => simulate(source, resource, actions)));
        return all.flat();
      } catch (error) {
        if (error instanceof Error && isDenied(error.name, undefined)) return null;
        throw error;
      }
    },

    leftStacks: () => readLeftStacks(clients.cloudformation, stacks),

    parts: async (): Promise<readonly Part[]> => {
      const found = await Promise.all(
        looks().map(async ([kind, name, call]) => ((await exists(call)) ? [{ kind, name }] : [])),
      );
      return [...found.flat(), ...(await logGroups())];
    },
  };
}

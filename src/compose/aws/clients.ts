import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults, hookClientDefaults } from '../../adapters/aws/client-defaults.ts';
import type { ComponentDeps } from '../../adapters/components/registry.ts';
import { once } from '../../adapters/shared/lazy.ts';
import type { TargetDeps } from '../../adapters/targets/registry.ts';
import { lazyClients } from '../components.ts';
import { ecsClients } from '../ecs.ts';
import { edgeClients } from '../edge.ts';
import { elbClients } from '../elb.ts';

/**
 * The AWS clients of the functions that run the engine. An alarm needs the table, and the client of the targets of one service:
 * every other client is loaded when it is first used, since to read and to compile them is most of a cold start.
 */
export interface EngineClients extends ComponentDeps, Omit<TargetDeps, 'launchdarkly' | 'clock'> {
  readonly dynamodb: DynamoDBClient;
  readonly ssm: () => Promise<SSMClient>;
  readonly cloudwatch: () => Promise<CloudWatchClient>;
  /** For alarms and metrics in us-east-1, where Serin lives elsewhere. */
  readonly cloudwatchUsEast1: () => Promise<CloudWatchClient>;
  readonly scheduler: () => Promise<SchedulerClient>;
  readonly eventbridge: () => Promise<EventBridgeClient>;
  /** Calls hooks without automatic retries. */
  readonly hooks: () => Promise<LambdaClient>;
}

/**
 * Returns the clients, with the function's own credentials. Each is imported from a file of its own that names it alone: of an
 * import of the whole package the bundler keeps every call of the service.
 */
export function engineClients(): EngineClients {
  const defaults = clientDefaults();
  const cloudwatch = (region: { readonly region?: string }) =>
    once(async () => (await import('./cloudwatch.ts')).cloudWatchClient({ ...defaults, ...region }));
  const lambda = (settings: ReturnType<typeof clientDefaults> | ReturnType<typeof hookClientDefaults>) =>
    once(async () => (await import('./lambda.ts')).lambdaClient(settings));
  return {
    dynamodb: new DynamoDBClient(defaults),
    ssm: once(async () => (await import('./ssm.ts')).ssmClient(defaults)),
    cloudwatch: cloudwatch({}),
    cloudwatchUsEast1: cloudwatch({ region: 'us-east-1' }),
    scheduler: once(async () => (await import('./scheduler.ts')).schedulerClient(defaults)),
    eventbridge: once(async () => (await import('./eventbridge.ts')).eventBridgeClient(defaults)),
    route53: once(async () => (await import('./route53.ts')).route53Client(defaults)),
    lambda: lambda(defaults),
    hooks: lambda(hookClientDefaults()),
    ...lazyClients(),
    keyValueStore: edgeClients(defaults),
    elb: elbClients(defaults),
    ecs: ecsClients(defaults),
  };
}

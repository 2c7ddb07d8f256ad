import type { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../aws/client-defaults.ts';
import { edgeClient } from '../targets/edge-client.ts';
import type { VirtualClock } from './clock.ts';
import { attach, type Model, type Observer } from './cloud/attach.ts';
import type { AlarmEvent } from './cloud/cloudwatch/event.ts';
import { type CloudWatchModel, createCloudWatchModel } from './cloud/cloudwatch.ts';
import { type BusEvent, createEventBridgeModel } from './cloud/eventbridge.ts';
import { createKeyValueStoreModel, type KeyValueStoreCloud } from './cloud/key-value-store.ts';
import { createLambdaModel, type LambdaCloud } from './cloud/lambda.ts';
import { createRoute53Model, type Route53Cloud } from './cloud/route53.ts';
import { createSchedulerModel } from './cloud/scheduler.ts';
import { createSsmModel } from './cloud/ssm.ts';

/** What Serin's resources are called in the sandbox's account. */
export const NAMES = {
  installation: 'serin',
  account: '123456789012',
  worker: 'serin-worker',
  bus: 'serin',
  timerGroup: 'serin',
  timerTarget: 'arn:aws:lambda:us-east-1:123456789012:function:serin-timer',
  timerRole: 'arn:aws:iam::123456789012:role/serin-timer',
  timerDeadLetters: 'arn:aws:sqs:us-east-1:123456789012:serin-timer-dead-letters',
} as const;

/** Where the account's events go. */
export interface Deliveries {
  command(event: BusEvent): void;
  alarm(event: AlarmEvent): void;
  wake(input: unknown): void;
}

/** An AWS account on the laptop: the SDK's clients, with models behind them. */
export interface Account {
  readonly clients: {
    readonly route53: Route53Client;
    readonly lambda: LambdaClient;
    readonly keyValueStore: () => Promise<CloudFrontKeyValueStoreClient>;
    readonly ssm: SSMClient;
    readonly cloudwatch: CloudWatchClient;
    readonly cloudwatchUsEast1: CloudWatchClient;
    readonly eventbridge: EventBridgeClient;
    readonly scheduler: SchedulerClient;
  };
  readonly route53: Route53Cloud;
  readonly lambda: LambdaCloud;
  readonly keyValueStore: KeyValueStoreCloud;
  readonly cloudwatch: CloudWatchModel;
  /** The models, by the names under which calls are seen. */
  readonly models: Readonly<Record<string, Model>>;
  /** From now on schedules fire when they are due. */
  startTimers(): void;
}

/** What an account needs. */
export interface AccountDeps {
  readonly clock: VirtualClock;
  readonly deliver: Deliveries;
  /** Sees every call, may hold it or let it fail. */
  readonly observer: Observer;
  /**
   * Where Route 53, Lambda, SSM and CloudWatch are instead of in models. EventBridge and Scheduler stay models: nothing out
   * there could call the handlers on the laptop; so does KeyValueStore, which moto does not have.
   */
  readonly endpoint: string | null;
}

export function createAccount({ clock, deliver, observer, endpoint }: AccountDeps): Account {
  const { now } = clock;
  const route53 = createRoute53Model(clock);
  const lambda = createLambdaModel(clock);
  const keyValueStore = createKeyValueStoreModel(clock);
  const cloudwatch = createCloudWatchModel({ now, emit: deliver.alarm });
  const eventbridge = createEventBridgeModel({ now, busName: NAMES.bus, deliver: deliver.command });
  const scheduler = createSchedulerModel({
    now,
    group: NAMES.timerGroup,
    fire: (input) => deliver.wake(JSON.parse(input)),
  });
  const models = {
    Route53: route53.model,
    Lambda: lambda.model,
    KeyValueStore: keyValueStore.model,
    SSM: createSsmModel({ now }).model,
    CloudWatch: cloudwatch.model,
    EventBridge: eventbridge.model,
    Scheduler: scheduler.model,
  };
  const config = {
    ...clientDefaults(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    ...(endpoint === null ? {} : { endpoint }),
  };
  const modelled = <C extends Parameters<typeof attach>[0]>(client: C, service: keyof typeof models): C =>
    attach(client, service, models[service], observer);
  const modelledUnlessElsewhere: typeof modelled = (client, service) =>
    endpoint === null ? modelled(client, service) : client;
  const atTheEdge = modelled(edgeClient(config), 'KeyValueStore');
  // The account lives in us-east-1: there is no other region in it.
  const alarms = modelledUnlessElsewhere(new CloudWatchClient(config), 'CloudWatch');
  return {
    clients: {
      route53: modelledUnlessElsewhere(new Route53Client(config), 'Route53'),
      lambda: modelledUnlessElsewhere(new LambdaClient(config), 'Lambda'),
      keyValueStore: async () => atTheEdge,
      ssm: modelledUnlessElsewhere(new SSMClient(config), 'SSM'),
      cloudwatch: alarms,
      cloudwatchUsEast1: alarms,
      eventbridge: modelled(new EventBridgeClient(config), 'EventBridge'),
      scheduler: modelled(new SchedulerClient(config), 'Scheduler'),
    },
    models,
    // Scheduler fires within the minute after the time; here at the end of the second.
    startTimers: () => {
      clock.every(1000, () => scheduler.due(now()));
    },
    route53,
    lambda,
    keyValueStore,
    cloudwatch,
  };
}

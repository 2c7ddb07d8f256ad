import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../aws/client-defaults.ts';
import type { VirtualClock } from './clock.ts';
import { attach, type Observer } from './cloud/attach.ts';
import type { AlarmEvent } from './cloud/cloudwatch/event.ts';
import { type CloudWatchModel, createCloudWatchModel } from './cloud/cloudwatch.ts';
import { type BusEvent, createEventBridgeModel } from './cloud/eventbridge.ts';
import { createLambdaModel, type LambdaCloud } from './cloud/lambda.ts';
import { createRoute53Model, type Route53Cloud } from './cloud/route53.ts';
import { createSchedulerModel } from './cloud/scheduler.ts';
import { createSsmModel } from './cloud/ssm.ts';

/** What Serin's resources are called in the sandbox's account. */
export const NAMES = {
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
    readonly ssm: SSMClient;
    readonly cloudwatch: CloudWatchClient;
    readonly eventbridge: EventBridgeClient;
    readonly scheduler: SchedulerClient;
  };
  readonly route53: Route53Cloud;
  readonly lambda: LambdaCloud;
  readonly cloudwatch: CloudWatchModel;
}

/** What an account needs. */
export interface AccountDeps {
  readonly clock: VirtualClock;
  readonly deliver: Deliveries;
  /** Sees every call, may hold it or let it fail. */
  readonly observer: Observer;
  /**
   * Where Route 53, Lambda, SSM and CloudWatch are instead of in models. EventBridge and Scheduler stay models: nothing out
   * there could call the handlers on the laptop.
   */
  readonly endpoint: string | null;
}

export function createAccount({ clock, deliver, observer, endpoint }: AccountDeps): Account {
  const { now } = clock;
  const route53 = createRoute53Model(clock);
  const lambda = createLambdaModel(clock);
  const cloudwatch = createCloudWatchModel({ now, emit: deliver.alarm });
  const eventbridge = createEventBridgeModel({ now, busName: NAMES.bus, deliver: deliver.command });
  const scheduler = createSchedulerModel({
    now,
    group: NAMES.timerGroup,
    fire: (input) => deliver.wake(JSON.parse(input)),
  });
  // Scheduler fires within the minute after the time; here at the end of the second.
  clock.every(1000, () => scheduler.due(now()));

  const config = {
    ...clientDefaults(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    ...(endpoint === null ? {} : { endpoint }),
  };
  const model = <C extends Parameters<typeof attach>[0]>(
    client: C,
    service: string,
    models: Parameters<typeof attach>[2],
  ) => attach(client, service, models, observer);
  const modelUnlessElsewhere: typeof model = (client, service, models) =>
    endpoint === null ? model(client, service, models) : client;
  return {
    clients: {
      route53: modelUnlessElsewhere(new Route53Client(config), 'Route53', route53.model),
      lambda: modelUnlessElsewhere(new LambdaClient(config), 'Lambda', lambda.model),
      ssm: modelUnlessElsewhere(new SSMClient(config), 'SSM', createSsmModel({ now }).model),
      cloudwatch: modelUnlessElsewhere(new CloudWatchClient(config), 'CloudWatch', cloudwatch.model),
      eventbridge: model(new EventBridgeClient(config), 'EventBridge', eventbridge.model),
      scheduler: model(new SchedulerClient(config), 'Scheduler', scheduler.model),
    },
    route53,
    lambda,
    cloudwatch,
  };
}

import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults, hookClientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createArmReadings } from '../../adapters/aws/cloudwatch/arm-readings.ts';
import { createControlCenters } from '../../adapters/aws/ssm/control-centers.ts';
import { createSecretParameters, type SecretParameters } from '../../adapters/aws/ssm/secret-parameters.ts';
import { edgeClient } from '../../adapters/targets/edge/client.ts';
import { deadLetterAlarm, deadLetterQueueName, installation } from '../../compose/installation.ts';
import { letterQueues } from '../../domain/dead-letter.ts';
import type { ControlCenters } from '../../ports/control-centers.ts';
import type { ArmReadings } from '../../ports/health/monitoring.ts';
import { type ApiGatewayCloud, createApiGatewayModel } from '../cloud/api-gateway.ts';
import { attach, type Model, type Observer } from '../cloud/attach.ts';
import { type CloudWatchModel, createCloudWatchModel } from '../cloud/cloudwatch/cloudwatch.ts';
import type { AlarmEvent } from '../cloud/cloudwatch/event.ts';
import { createEcsModel, type EcsCloud } from '../cloud/ecs/ecs.ts';
import type { EcsEvent } from '../cloud/ecs/event.ts';
import { createElbv2Model, type Elbv2Cloud } from '../cloud/elbv2/elbv2.ts';
import { type BusEvent, createEventBridgeModel } from '../cloud/eventbridge.ts';
import { createKeyValueStoreModel, type KeyValueStoreCloud } from '../cloud/key-value-store.ts';
import { createLambdaModel, type LambdaCloud } from '../cloud/lambda/lambda.ts';
import { createRoute53Model, type Route53Cloud } from '../cloud/route53/route53.ts';
import { createS3Model, type S3Cloud } from '../cloud/s3.ts';
import { createSchedulerModel } from '../cloud/scheduler.ts';
import { createSqsModel, type SqsCloud } from '../cloud/sqs.ts';
import { createSsmModel } from '../cloud/ssm.ts';
import type { VirtualClock } from '../time/clock.ts';

/** The names of Serin's resources in the sandbox's account. */
export const NAMES = {
  environmentsPrefix: '/serin/environments/',
  secretsPrefix: '/serin/slack/',
  targetsPrefix: '/serin/targets/',
  signalsPrefix: '/serin/signals/',
  installation: 'serin',
  account: '123456789012',
  worker: 'serin-worker',
  bus: 'serin',
  timerGroup: 'serin',
  timerTarget: 'arn:aws:lambda:us-east-1:123456789012:function:serin-timer',
  timerRole: 'arn:aws:iam::123456789012:role/serin-timer',
  timerDeadLetters: 'arn:aws:sqs:us-east-1:123456789012:serin-timer-dead-letters',
} as const;

/** The receivers of the account's events. */
export interface Deliveries {
  command(event: BusEvent): void;
  deployment(event: EcsEvent): void;
  /** Takes a request for a build, which a rule on the bus would route to a pipeline. */
  build(event: BusEvent): void;
  alarm(event: AlarmEvent | BusEvent): void;
  wake(input: unknown): void;
}

/** An AWS account on the laptop: the SDK's clients, with models behind them. */
export interface Account {
  readonly clients: {
    readonly route53: Route53Client;
    readonly lambda: LambdaClient;
    readonly hooks: LambdaClient;
    readonly keyValueStore: () => Promise<CloudFrontKeyValueStoreClient>;
    readonly elb: () => Promise<ElasticLoadBalancingV2Client>;
    readonly ecs: () => Promise<ECSClient>;
    readonly ssm: SSMClient;
    readonly cloudwatch: CloudWatchClient;
    readonly cloudwatchUsEast1: CloudWatchClient;
    readonly eventbridge: EventBridgeClient;
    readonly scheduler: SchedulerClient;
    readonly sqs: SQSClient;
    readonly apiGateway: () => Promise<APIGatewayClient>;
    readonly s3: () => Promise<S3Client>;
  };
  readonly route53: Route53Cloud;
  readonly lambda: LambdaCloud;
  readonly apiGateway: ApiGatewayCloud;
  readonly s3: S3Cloud;
  readonly keyValueStore: KeyValueStoreCloud;
  readonly elb: Elbv2Cloud;
  readonly ecs: EcsCloud;
  readonly cloudwatch: CloudWatchModel;
  readonly sqs: SqsCloud;
  /** Reads the control center of a service, unseen by observers. */
  readonly controlCenters: Pick<ControlCenters, 'read'>;
  /** Reads the metrics of both arms, unseen by observers. */
  readonly arms: Pick<ArmReadings, 'minutes'>;
  /** Writes the parameters with secrets, unseen by observers. */
  readonly secrets: Pick<SecretParameters, 'put'>;
  /** The models, by the names under which observers see calls. */
  readonly models: Readonly<Record<string, Model>>;
  /** Starts the timers: from now on schedules fire when they are due, and ECS tells of its deployments. */
  startTimers(): void;
}

/** The dependencies of an account. */
export interface AccountDeps {
  readonly clock: VirtualClock;
  readonly deliver: Deliveries;
  /** Sees every call; may hold it or make it fail. */
  readonly observer: Observer;
  /**
   * The address of Route 53, Lambda, load balancers, ECS, SSM and CloudWatch; null for models. EventBridge, Scheduler and SQS stay models, because
   * nothing at that address could call the handlers on the laptop. KeyValueStore stays a model, because moto does not have it.
   */
  readonly endpoint: string | null;
}

/** Routes an event as the rules of the bus do. Nobody listens to the events of rollouts. */
function onBus(deliver: Deliveries): (event: BusEvent) => void {
  return (event) => {
    if (event['detail-type'] === 'Build Requested') deliver.build(event);
    else if (event['detail-type'] === 'Health Signal') deliver.alarm(event);
    else if (!event['detail-type'].startsWith('Rollout ')) deliver.command(event);
  };
}

/** Routes an alarm as its rule does: of Serin's own alarms it delivers only those on the dead-letter queues. */
function onDefaultBus(deliver: Deliveries): (event: AlarmEvent) => void {
  const { name, ownAlarms } = installation(NAMES.installation);
  const passed = new Set(letterQueues.map((queue) => deadLetterAlarm(name, queue)));
  return (event) => {
    const { alarmName } = event.detail;
    if (!alarmName.startsWith(ownAlarms) || passed.has(alarmName)) deliver.alarm(event);
  };
}

/** The events of hooks that the rule for deployments lets through (stack/events.yml). */
const HOOK_NEWS: ReadonlySet<string> = new Set(['HOOK_AWAITING_ACTION', 'HOOK_TIMED_OUT', 'HOOK_FAILED']);

/** Routes an event of ECS as its rule does. While a kept world is made again, its events were delivered before. */
function onDeployments(deliver: Deliveries, isOpen: () => boolean): (event: EcsEvent) => void {
  return (event) => {
    const { eventName = '' } = event.detail;
    if (!isOpen()) return;
    if (HOOK_NEWS.has(eventName) || eventName.startsWith('SERVICE_DEPLOYMENT_')) deliver.deployment(event);
  };
}

/** Creates the models of the account's services, also by the names under which observers see calls. */
function createModels({ clock, deliver, isOpen }: Pick<AccountDeps, 'clock' | 'deliver'> & { isOpen(): boolean }) {
  const route53 = createRoute53Model(clock);
  const lambda = createLambdaModel(clock);
  const apiGateway = createApiGatewayModel(clock);
  const s3 = createS3Model(clock);
  const keyValueStore = createKeyValueStoreModel(clock);
  const elb = createElbv2Model(clock);
  const ecs = createEcsModel({ clock, elb, emit: onDeployments(deliver, isOpen) });
  const onAlarm = onDefaultBus(deliver);
  const cloudwatch = createCloudWatchModel({
    now: clock.now,
    emit: (event) => {
      onAlarm(event);
      if (event.detail.state.value === 'ALARM') ecs.alarm(event.detail.alarmName);
    },
  });
  const eventbridge = createEventBridgeModel({ now: clock.now, busName: NAMES.bus, deliver: onBus(deliver) });
  const scheduler = createSchedulerModel({
    now: clock.now,
    group: NAMES.timerGroup,
    fire: (input) => deliver.wake(JSON.parse(input)),
  });
  const sqs = createSqsModel({
    now: clock.now,
    queues: letterQueues.map((queue) => deadLetterQueueName(NAMES.installation, queue)),
  });
  const models = {
    Route53: route53.model,
    Lambda: lambda.model,
    APIGateway: apiGateway.model,
    S3: s3.model,
    KeyValueStore: keyValueStore.model,
    ELBv2: elb.model,
    ECS: ecs.model,
    SSM: createSsmModel(clock).model,
    CloudWatch: cloudwatch.model,
    EventBridge: eventbridge.model,
    Scheduler: scheduler.model,
    SQS: sqs.model,
  };
  return { route53, lambda, apiGateway, s3, keyValueStore, elb, ecs, cloudwatch, sqs, scheduler, models };
}

export function createAccount({ clock, deliver, observer, endpoint }: AccountDeps): Account {
  let isOpen = false;
  const { models, scheduler, ...clouds } = createModels({ clock, deliver, isOpen: () => isOpen });
  const config = {
    ...clientDefaults(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    ...(endpoint === null ? {} : { endpoint }),
  };
  const attachModel = <C extends Parameters<typeof attach>[0]>(client: C, service: keyof typeof models): C =>
    attach(client, service, models[service], observer);
  const attachModelUnlessExternal: typeof attachModel = (client, service) =>
    endpoint === null ? attachModel(client, service) : client;
  const gateway = attachModelUnlessExternal(new APIGatewayClient(config), 'APIGateway');
  // A stand-in has no DNS for host names that contain a bucket.
  const objects = attachModelUnlessExternal(new S3Client({ ...config, forcePathStyle: true }), 'S3');
  const atTheEdge = attachModel(edgeClient(config), 'KeyValueStore');
  const loadBalancers = attachModelUnlessExternal(new ElasticLoadBalancingV2Client(config), 'ELBv2');
  const containers = attachModelUnlessExternal(new ECSClient(config), 'ECS');
  // The account has no region other than us-east-1.
  const alarms = attachModelUnlessExternal(new CloudWatchClient(config), 'CloudWatch');
  const attachUnseen = <C extends Parameters<typeof attach>[0]>(client: C, service: keyof typeof models): C =>
    endpoint === null ? attach(client, service, models[service]) : client;
  const unseenMetrics = attachUnseen(new CloudWatchClient(config), 'CloudWatch');
  const unseen = attachUnseen(new SSMClient(config), 'SSM');
  const { environmentsPrefix, secretsPrefix, targetsPrefix, signalsPrefix } = NAMES;
  return {
    clients: {
      route53: attachModelUnlessExternal(new Route53Client(config), 'Route53'),
      lambda: attachModelUnlessExternal(new LambdaClient(config), 'Lambda'),
      hooks: attachModelUnlessExternal(new LambdaClient({ ...config, ...hookClientDefaults() }), 'Lambda'),
      keyValueStore: async () => atTheEdge,
      elb: async () => loadBalancers,
      ecs: async () => containers,
      ssm: attachModelUnlessExternal(new SSMClient(config), 'SSM'),
      cloudwatch: alarms,
      cloudwatchUsEast1: alarms,
      eventbridge: attachModel(new EventBridgeClient(config), 'EventBridge'),
      scheduler: attachModel(new SchedulerClient(config), 'Scheduler'),
      sqs: attachModel(new SQSClient(config), 'SQS'),
      apiGateway: async () => gateway,
      s3: async () => objects,
    },
    models,
    controlCenters: createControlCenters({ client: unseen, clock, prefix: environmentsPrefix }),
    arms: createArmReadings({ client: unseenMetrics, usEast1: unseenMetrics }),
    secrets: createSecretParameters({ client: unseen, prefix: secretsPrefix, targetsPrefix, signalsPrefix }),
    // Scheduler fires within the minute after the time; the sandbox at the end of the second.
    startTimers: () => {
      isOpen = true;
      clock.every(1000, () => scheduler.due(clock.now()));
    },
    ...clouds,
  };
}

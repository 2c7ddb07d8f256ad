import type { GetMetricDataInput, GetMetricDataOutput } from '@aws-sdk/client-cloudwatch';
import { ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { parseService, storedText } from '../../../../src/config/read/stored-service.ts';
import type { ControlCenter } from '../../../../src/domain/environment/control-center.ts';
import type { EnvironmentId } from '../../../../src/domain/environment/environment.ts';
import type { TargetState } from '../../../../src/domain/rollout/record.ts';
import type { Service, TargetConfig } from '../../../../src/domain/service.ts';
import { firstCenter } from '../../../../src/environments/control-center.ts';
import { writeSplit } from '../../../../src/routing/split.ts';
import { createApiGatewayModel } from '../../../../src/sandbox/cloud/api-gateway.ts';
import type { Model } from '../../../../src/sandbox/cloud/attach.ts';
import type { AlarmEvent } from '../../../../src/sandbox/cloud/cloudwatch/event.ts';
import { createElbv2Model } from '../../../../src/sandbox/cloud/elbv2/elbv2.ts';
import { createKeyValueStoreModel } from '../../../../src/sandbox/cloud/key-value-store.ts';
import { createLambdaModel } from '../../../../src/sandbox/cloud/lambda/lambda.ts';
import { createLaunchDarklyModel, type FlagRequest } from '../../../../src/sandbox/cloud/launchdarkly/launchdarkly.ts';
import { createRoute53Model } from '../../../../src/sandbox/cloud/route53/route53.ts';
import { createS3Model } from '../../../../src/sandbox/cloud/s3.ts';
import { createSchedulerModel } from '../../../../src/sandbox/cloud/scheduler.ts';
import { createSsmModel } from '../../../../src/sandbox/cloud/ssm.ts';
import { createMemoryDynamoDb, type OnPut } from '../../../support/memory-dynamodb.ts';
import { edgePlace, FIRST_SPLIT } from '../places/edge.ts';
import { flagPlace } from '../places/flag.ts';
import { aliasPlace, furnishFunction } from '../places/lambda-alias.ts';
import { loadBalancerPlace } from '../places/load-balancer.ts';
import type { Place } from '../places/place.ts';
import { recordsPlace, withoutThird } from '../places/records.ts';
import type { Party } from '../script.ts';
import { STORE, ZONE } from '../setup.ts';
import { type Alarms, createAlarms } from './alarms.ts';
import { build, deploy, furnishComponents, isBehind } from './parts.ts';
import type { Time } from './time.ts';

export const TABLE = 'serin';
export const TIMER_GROUP = 'serin';
export const SERVICES_PREFIX = '/serin/services/';
export const ENVIRONMENTS_PREFIX = '/serin/environments/';
/** The only access token that LaunchDarkly takes. */
export const FLAG_TOKEN = 'api-0123';

/** A call of the table, as it arrived, and what it was answered. */
export interface TableCall {
  readonly operation: string;
  readonly input: unknown;
  readonly output: object;
  readonly refused: string | null;
}

/** What happens in the account, told as it happens. */
export interface AccountEvents {
  /** A call reached the table; `refused` names the error that it was answered with, null for none. */
  readonly onTable?: (call: TableCall) => void;
  readonly onPut: OnPut;
  readonly onAlarm: (event: AlarmEvent) => void;
  readonly onTimer: (input: string) => void;
  /** What CloudWatch has of metrics. */
  readonly metricData: (input: GetMetricDataInput) => GetMetricDataOutput;
}

export type AwsParty = Exclude<Party, 'Slack'>;

export interface Account {
  /** Carries out one call, at once. Throws the SDK's own exceptions. */
  answer(party: AwsParty, operation: string, input: unknown): object;
  /** A target in the account. */
  place(config: TargetConfig): Place;
  /** The share that the canary of a rollout has in a target now, in percent. */
  share(target: Pick<TargetState, 'config' | 'frozen'>): number;
  readonly alarms: Alarms;
  /** Somebody deploys to one side of a service. */
  deploy(service: Service, side: EnvironmentId): void;
  /** A build that was asked for is there. */
  build(bucket: string, version: string): void;
  /** The configurations of a service, as they were stored, each with the moment until which it was. */
  stored(service: string): readonly { readonly service: Service; readonly until: number }[];
  /** Somebody applies another configuration of a service. */
  apply(service: Service): void;
  /** Whose a target is by the table, and since when; null where it is nobody's. */
  owner(target: string): { readonly service: string; readonly since: number } | null;
  /** A service takes a target. */
  claim(target: string, service: string): void;
  /** What pipelines read in the control center of a service; null where there is none. */
  center(service: string): ControlCenter | null;
  /** Whether a side of a service is behind the other one in any component. */
  isBehind(service: Service, side: EnvironmentId): boolean;
  /** Somebody takes away what does not belong there. */
  tidy(config: TargetConfig): void;
}

interface FunctionInput {
  readonly FunctionName?: string;
  readonly Name?: string;
}

/** An AWS account in memory, and LaunchDarkly: the sandbox's models, without the SDK in front of them. */
export function createAccount(time: Time, services: readonly Service[], events: AccountEvents): Account {
  const world = { now: time.now };
  const functions = { lambda: createLambdaModel(world), missing: new Set<string>() };
  const flags = { launchdarkly: createLaunchDarklyModel(FLAG_TOKEN), missing: new Set<string>() };
  const route53 = createRoute53Model(world);
  const edge = createKeyValueStoreModel(world);
  const elb = createElbv2Model(world);
  const ssm = createSsmModel(world);
  const [apiGateway, s3] = [createApiGatewayModel(world), createS3Model(world)];
  const clouds = { functions, apiGateway, s3 };
  const alarms = createAlarms(time.now, events.onAlarm);
  const scheduler = createSchedulerModel({ now: time.now, group: TIMER_GROUP, fire: events.onTimer });
  const flagOperation = (request: FlagRequest): object => {
    const name = [...flags.missing].find(
      (flag) => request.url.includes(`/${flag}?`) || request.url.endsWith(`/${flag}`),
    );
    if (name === undefined) return flags.launchdarkly.take(request);
    return { status: 404, body: { code: 'not_found', message: 'Invalid resource identifier' } };
  };
  const models: Readonly<Record<AwsParty, Model>> = {
    DynamoDB: createMemoryDynamoDb(events.onPut),
    Lambda: { ...functions.lambda.model, Invoke: () => ({ StatusCode: 204 }) },
    Route53: route53.model,
    ELBv2: elb.model,
    KeyValueStore: edge.model,
    SSM: ssm.model,
    CloudWatch: { ...alarms.models.home, GetMetricData: events.metricData },
    EdgeCloudWatch: alarms.models.edge,
    Scheduler: scheduler.model,
    ApiGateway: apiGateway.model,
    S3: s3.model,
    LaunchDarkly: { GetFlag: flagOperation, PatchFlag: flagOperation },
  };
  /** Lambda does not know what somebody deleted. */
  const isMissing = ({ FunctionName = '', Name }: FunctionInput): boolean => {
    const name = FunctionName.split(':').at(FunctionName.startsWith('arn:') ? 6 : 0) ?? '';
    return functions.missing.has(name) || (Name !== undefined && functions.missing.has(`${name}:${Name}`));
  };
  const answer: Account['answer'] = (party, operation, input) => {
    const act = models[party][operation] as ((input: unknown) => object) | undefined;
    if (act === undefined) throw new TypeError(`The simulated account has no ${party}.${operation}.`);
    if (party === 'Lambda' && functions.missing.size > 0 && isMissing(input as FunctionInput))
      throw new ResourceNotFoundException({ message: 'Function not found', $metadata: {}, Type: 'User' });
    const seen = (output: object, refused: string | null): void => {
      if (party === 'DynamoDB') events.onTable?.({ operation, input, output, refused });
    };
    try {
      const output = act(input);
      seen(output, null);
      if (operation === 'CreateSchedule') wait();
      return output;
    } catch (error) {
      seen({}, (error as Error).name);
      throw error;
    }
  };
  /** Schedules fire at their time; how late they come is for whoever brings them. */
  const wait = (): void => {
    const next = scheduler.next();
    if (next === null) return;
    time.at(next, () => {
      scheduler.due(time.now());
      wait();
    });
  };
  const places = new Map<string, Place>();
  const make = (config: TargetConfig): Place => {
    switch (config.kind) {
      case 'lambda-alias':
        if (config.sides === undefined)
          furnishFunction(functions, String(config.function), { [String(config.alias)]: '1' });
        return aliasPlace(functions, config);
      case 'route53':
        return recordsPlace(route53, config);
      case 'alb':
        return loadBalancerPlace(elb, config);
      case 'launchdarkly':
        return flagPlace(flags, config);
      default:
        return edgePlace(edge, config);
    }
  };
  const place: Account['place'] = (config) => {
    const found = places.get(JSON.stringify(config));
    if (found === undefined) throw new TypeError(`The simulated account has no target ${JSON.stringify(config)}.`);
    return found;
  };

  const targets = services.flatMap((service) => service.targets);
  route53.createZone({ id: ZONE, name: 'example.com' });
  const keys = targets.flatMap(({ kind, key }) => (kind === 'edge' ? [[String(key), writeSplit(FIRST_SPLIT)]] : []));
  edge.createStore(STORE, Object.fromEntries(keys));
  for (const { components } of services) furnishComponents(clouds, components, time.now());
  for (const target of targets) places.set(JSON.stringify(target), make(target));
  const put = (Name: string, Value: string) =>
    answer('SSM', 'PutParameter', { Name, Value, Type: 'String', Overwrite: true });
  const stored = new Map<string, { service: Service; until: number }[]>();
  const owners = new Map<string, { readonly service: string; readonly since: number }>();
  const apply = (service: Service): void => {
    const text = storedText(service);
    put(SERVICES_PREFIX + service.name, text);
    const known = stored.get(service.name) ?? [];
    const last = known.at(-1);
    if (last !== undefined) last.until = time.now();
    const frozen = parseService(JSON.parse(text));
    stored.set(service.name, [...known, { service: frozen, until: Number.POSITIVE_INFINITY }]);
  };
  for (const service of services) {
    apply(service);
    if (service.environments === null) continue;
    const center = firstCenter(service.name, service.environments.stable, time.now());
    put(ENVIRONMENTS_PREFIX + service.name, JSON.stringify(center));
  }
  return {
    answer,
    place,
    share: ({ config, frozen }) => place(config).share(frozen),
    alarms,
    deploy: ({ components }, side) => deploy(clouds, components, side, time.now()),
    build: (bucket, version) => build(clouds, bucket, version, time.now()),
    center: (service) => {
      try {
        const { Parameter } = answer('SSM', 'GetParameter', { Name: ENVIRONMENTS_PREFIX + service }) as {
          readonly Parameter: { readonly Value: string };
        };
        return JSON.parse(Parameter.Value) as ControlCenter;
      } catch {
        return null;
      }
    },
    stored: (service) => stored.get(service) ?? [],
    apply,
    owner: (target) => owners.get(target) ?? null,
    claim: (target, service) => {
      owners.set(target, { service, since: time.now() });
      const Item = { pk: { S: `target#${target}` }, sk: { S: 'owner' }, service: { S: service } };
      answer('DynamoDB', 'PutItem', { TableName: TABLE, Item });
    },
    isBehind: ({ components }, side) => isBehind(clouds, components, side),
    tidy: (config) => {
      if (config.kind === 'route53') withoutThird(route53, config);
      place(config).tidy?.();
    },
  };
}

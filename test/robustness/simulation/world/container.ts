import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createArmReadings } from '../../../../src/adapters/aws/cloudwatch/arm-readings.ts';
import { createHealth } from '../../../../src/adapters/aws/cloudwatch/health.ts';
import { createHealthSignals } from '../../../../src/adapters/aws/dynamodb/health-signals.ts';
import { createHistory } from '../../../../src/adapters/aws/dynamodb/history.ts';
import { createRegistry } from '../../../../src/adapters/aws/dynamodb/registry.ts';
import { createRestrictions } from '../../../../src/adapters/aws/dynamodb/restrictions.ts';
import { createStore } from '../../../../src/adapters/aws/dynamodb/store.ts';
import { noMeter } from '../../../../src/adapters/aws/meter.ts';
import { createTimers } from '../../../../src/adapters/aws/scheduler/timers.ts';
import { createControlCenters } from '../../../../src/adapters/aws/ssm/control-centers.ts';
import { createServices } from '../../../../src/adapters/aws/ssm/services.ts';
import { createApiStage } from '../../../../src/adapters/components/api-stage/component.ts';
import { createFrontend } from '../../../../src/adapters/components/frontend/component.ts';
import { createLambdaFunctions } from '../../../../src/adapters/components/lambda-functions/component.ts';
import { componentMetrics } from '../../../../src/adapters/components/registry.ts';
import { createAlbTarget } from '../../../../src/adapters/targets/alb/target.ts';
import { createEdgeTarget } from '../../../../src/adapters/targets/edge/target.ts';
import { createLambdaAliasTarget } from '../../../../src/adapters/targets/lambda-alias/target.ts';
import { createLaunchDarklyTarget } from '../../../../src/adapters/targets/launchdarkly/target.ts';
import { targetKind } from '../../../../src/adapters/targets/registry.ts';
import { createRoute53Target } from '../../../../src/adapters/targets/route53/target.ts';
import { parseService } from '../../../../src/config/read/stored-service.ts';
import type { MetricSource } from '../../../../src/domain/analysis/metrics.ts';
import type { ComponentKind, Deps, TargetKind } from '../../../../src/engine/deps.ts';
import { createEngine, type Engine } from '../../../../src/engine/engine.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { ArmReadings } from '../../../../src/ports/health/monitoring.ts';
import type { Log } from '../../../../src/ports/log.ts';
import type { Line, SeriesRead } from '../line.ts';
import { HOME } from '../setup.ts';
import { type Account, type AwsParty, ENVIRONMENTS_PREFIX, SERVICES_PREFIX, TABLE, TIMER_GROUP } from './account.ts';
import { flagAccess } from './flag-access.ts';

/** What a container of a function is made of. */
export interface ContainerParts {
  readonly account: Account;
  readonly line: Line;
  readonly clock: Clock;
  readonly log: Log;
  /** Called before and after the minutes of both arms are read. */
  readonly whenAsked: (sources: readonly MetricSource[], to: number) => void;
  readonly whenRead: (sources: readonly MetricSource[], series: SeriesRead) => void;
  /** What stands at its port: people, Slack, builds, events, hooks, metrics. */
  readonly others: Pick<
    Deps,
    'notifier' | 'syncNotifier' | 'people' | 'builds' | 'rolloutEvents' | 'hooks' | 'metrics'
  >;
}

const NAMES = {
  group: TIMER_GROUP,
  targetArn: 'arn:aws:lambda:us-east-1:123456789012:function:serin-timer',
  roleArn: 'arn:aws:iam::123456789012:role/serin-timer',
  deadLetterArn: 'arn:aws:sqs:us-east-1:123456789012:serin-timer-dead-letters',
};

/** The command that an SDK client sends: its class names the operation. */
interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}

/** The options of a call that may take no longer than so. */
interface Limited {
  readonly abortSignal?: AbortSignal;
}

/** A signal counts real time: whoever gives one, as a rollback does that compares both arms first, waits so long, in milliseconds. */
const ABORTED_MS = 2_000;

async function abortedLater(clock: Clock): Promise<never> {
  await clock.wait(ABORTED_MS);
  throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}

/**
 * A client of the SDK whose calls go over the line, past the SDK's own middleware, which costs more than all the rest. The
 * paginators of the SDK ask whether it is one, so it is made from the class.
 */
function clientOf<C>(type: { readonly prototype: C }, party: AwsParty, { account, line, clock }: ContainerParts): C {
  const send = ({ constructor: command, input }: Sent, options?: Limited): Promise<object> => {
    const operation = command.name.replace(/Command$/, '');
    const answered = line(
      party,
      operation,
      () => JSON.stringify(input),
      () => account.answer(party, operation, input),
    );
    return options?.abortSignal === undefined ? answered : Promise.race([answered, abortedLater(clock)]);
  };
  return Object.assign(Object.create(type.prototype as object), {
    config: { region: async () => HOME },
    send,
  }) as C;
}

/** The adapters of targets, made at once: the registry loads them when they are first asked for, which takes real time. */
function kindsOf(parts: ContainerParts): Deps['kind'] {
  const { clock } = parts;
  const edge = clientOf(CloudFrontKeyValueStoreClient, 'KeyValueStore', parts);
  const elb = clientOf(ElasticLoadBalancingV2Client, 'ELBv2', parts);
  const targets = {
    route53: createRoute53Target({ client: clientOf(Route53Client, 'Route53', parts), clock }),
    'lambda-alias': createLambdaAliasTarget({ client: clientOf(LambdaClient, 'Lambda', parts), clock }),
    edge: createEdgeTarget({ load: async () => edge, clock }),
    alb: createAlbTarget({ load: async () => elb, clock }),
    launchdarkly: createLaunchDarklyTarget({ access: flagAccess(parts), clock }),
  };
  const kinds = Object.entries(targets).map(([name, target]): [string, TargetKind] => {
    const { create: _create, schema: _schema, ...facts } = targetKind(name);
    return [name, { ...facts, target }];
  });
  const made = new Map(kinds);
  return (name) => {
    const kind = made.get(name);
    if (kind === undefined) throw new TypeError(`The simulation has no targets of the kind ${name}.`);
    return kind;
  };
}

/** The adapters of components, made at once too. */
function componentsOf(parts: ContainerParts): Deps['component'] {
  const made: Readonly<Record<string, ComponentKind>> = {
    'lambda-functions': {
      brought: 'in-place',
      component: createLambdaFunctions(clientOf(LambdaClient, 'Lambda', parts)),
    },
    'api-stage': { brought: 'in-place', component: createApiStage(clientOf(APIGatewayClient, 'ApiGateway', parts)) },
    frontend: { brought: 'by-a-build', component: createFrontend(clientOf(S3Client, 'S3', parts)) },
  };
  return (name) => {
    const kind = made[name];
    if (kind === undefined) throw new TypeError(`The simulation has no components of the kind ${name}.`);
    return kind;
  };
}

/** The minutes of both arms as the adapter reads them, and who is told of it. */
function armsOf(
  clients: { client: CloudWatchClient; usEast1: CloudWatchClient },
  { whenAsked, whenRead }: ContainerParts,
): ArmReadings {
  const arms = createArmReadings(clients);
  return {
    ...arms,
    minutes: async (places, range, withinMs) => {
      const { sources } = places;
      whenAsked(sources, range.to);
      const readings = await arms.minutes(places, range, withinMs);
      whenRead(sources, { readings, range });
      return readings;
    },
  };
}

/** The production engine on the production adapters, as one container of a function has them. */
export function startContainer(parts: ContainerParts): Engine {
  const { clock, log, others } = parts;
  const dynamodb = { client: clientOf(DynamoDBClient, 'DynamoDB', parts), table: TABLE };
  const ssm = clientOf(SSMClient, 'SSM', parts);
  const cloudwatch = clientOf(CloudWatchClient, 'CloudWatch', parts);
  const usEast1 = clientOf(CloudWatchClient, 'EdgeCloudWatch', parts);
  const nothing = async () => ({ missing: [], unequal: [] });
  return createEngine({
    ...others,
    store: createStore(dynamodb),
    history: createHistory(dynamodb),
    registry: createRegistry(dynamodb),
    restrictions: createRestrictions(dynamodb),
    healthSignals: createHealthSignals(dynamodb),
    meter: noMeter,
    services: createServices({ client: ssm, clock, parse: parseService, prefix: SERVICES_PREFIX }),
    controlCenters: createControlCenters({ client: ssm, clock, prefix: ENVIRONMENTS_PREFIX }),
    kind: kindsOf(parts),
    component: componentsOf(parts),
    componentMetrics,
    arms: armsOf({ client: cloudwatch, usEast1 }, parts),
    trials: { try: async ({ name }) => ({ code: '', text: `${name} was tried.`, lines: [] }) },
    health: createHealth({ client: cloudwatch, usEast1, clock }),
    shared: { parameters: nothing, variables: nothing },
    timers: createTimers({ client: clientOf(SchedulerClient, 'Scheduler', parts), clock, ...NAMES }),
    clock,
    log,
  });
}

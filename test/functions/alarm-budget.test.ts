import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistry } from '../../src/adapters/aws/dynamodb/registry.ts';
import { createStore } from '../../src/adapters/aws/dynamodb/store.ts';
import { toLoaders } from '../../src/adapters/shared/lazy.ts';
import { edgeClient } from '../../src/adapters/targets/edge/client.ts';
import { wireEngine } from '../../src/compose/functions.ts';
import type { Environments } from '../../src/domain/environment/environment.ts';
import { emptyRecord } from '../../src/domain/rollout/record.ts';
import type { Service, TargetConfig } from '../../src/domain/service.ts';
import { firstCenter } from '../../src/environments/control-center.ts';
import { engineHandlers } from '../../src/functions/events/handlers.ts';
import { writeSplit } from '../../src/routing/split.ts';
import { attach } from '../../src/sandbox/cloud/attach.ts';
import { createKeyValueStoreModel, type KeyValueStoreCloud } from '../../src/sandbox/cloud/key-value-store.ts';
import { createLambdaModel, type LambdaCloud } from '../../src/sandbox/cloud/lambda/lambda.ts';
import { createRoute53Model, type Route53Cloud } from '../../src/sandbox/cloud/route53/route53.ts';
import { aSplit } from '../routing/a-split.ts';
import { type LocalTable, startDynalite } from '../support/dynalite.ts';
import { noEcs } from '../support/no-ecs.ts';
import { noElb } from '../support/no-elb.ts';
import { noLaunchDarkly } from '../support/no-launchdarkly.ts';
import { nobodyDirect } from '../support/nobody-direct.ts';
import { inspected, running } from './a-running-rollout.ts';

const NOW = Date.UTC(2026, 0, 5, 9, 0, 0);
const CONFIG = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-5xx';
const WRITES = new Set(['UpdateAlias', 'ChangeResourceRecordSets', 'PutKey']);
/** What a store wants to be asked before it takes a write; both at once. */
const READS = ['DescribeKeyValueStore', 'GetKey'];

/** Writes down the calls; holds every write to a target until all `writes` of them have begun. */
function createMeter() {
  const calls: string[] = [];
  let missing = 0;
  let open: () => void = () => undefined;
  let all: Promise<void> = Promise.resolve();
  return {
    calls,
    expect: (writes: number): void => {
      calls.length = 0;
      missing = writes;
      all = new Promise((resolve) => {
        open = resolve;
      });
    },
    before: async (operation: string): Promise<void> => {
      calls.push(operation);
      if (!WRITES.has(operation)) return;
      missing -= 1;
      if (missing === 0) open();
      await all;
    },
  };
}

type Meter = ReturnType<typeof createMeter>;

function watchTable(client: DynamoDBClient, meter: Meter): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      await meter.before(String(context.commandName).replace('Command', ''));
      return next(args);
    },
    { step: 'initialize', name: 'meter' },
  );
}

/** @param home the region of Serin */
function createAccount(meter: Meter, home: string) {
  const route53 = createRoute53Model({ now: () => NOW });
  const lambda = createLambdaModel({ now: () => NOW });
  const keyValueStore = createKeyValueStoreModel({ now: () => NOW });
  const observer = { before: ({ operation }: { operation: string }) => meter.before(operation) };
  const atTheEdge = attach(edgeClient(CONFIG), 'KeyValueStore', keyValueStore.model, observer);
  const cloudwatch = (region: string) =>
    attach(new CloudWatchClient({ ...CONFIG, region }), 'CloudWatch', {}, observer);
  const clients = {
    ...toLoaders({
      route53: attach(new Route53Client(CONFIG), 'Route53', route53.model, observer),
      lambda: attach(new LambdaClient(CONFIG), 'Lambda', lambda.model, observer),
      ssm: attach(new SSMClient(CONFIG), 'SSM', {}, observer),
      cloudwatch: cloudwatch(home),
      cloudwatchUsEast1: cloudwatch('us-east-1'),
      scheduler: attach(new SchedulerClient(CONFIG), 'Scheduler', {}, observer),
      eventbridge: new EventBridgeClient({ region: 'us-east-1' }),
    }),
    keyValueStore: async () => atTheEdge,
    elb: noElb,
    ecs: noEcs,
  };
  return { route53, lambda, keyValueStore, clients };
}

function anAlias(lambda: LambdaCloud, name: string): TargetConfig {
  lambda.createFunction({ name });
  lambda.publish(name, { description: 'v53' });
  lambda.publish(name, { description: 'v54' });
  lambda.createAlias(name, 'live', '1');
  lambda.allowCalls(name, 'live');
  return { kind: 'lambda-alias', function: name, alias: 'live' };
}

function aRecordPair(route53: Route53Cloud, name: string): TargetConfig {
  [100, 0].forEach((Weight, i) => {
    const SetIdentifier = ['primary', 'canary'][i] ?? '';
    route53.createRecord('Z0123456789', {
      Name: name,
      Type: 'A',
      TTL: 60,
      SetIdentifier,
      Weight,
      ResourceRecords: [{ Value: `10.0.0.${i + 1}` }],
    });
  });
  return { kind: 'route53', zone: 'Z0123456789', record: name, type: 'A', identifiers: ['primary', 'canary'] };
}

/** Each in a store of its own, so that none waits for another. */
function aSplitAtTheEdge({ createStore }: KeyValueStoreCloud, i: number): TargetConfig {
  const store = `arn:aws:cloudfront::123456789012:key-value-store/00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
  createStore(store, { web: writeSplit(aSplit({ weight: 0 })) });
  return { kind: 'edge', store, key: 'web' };
}

/** An alarm has nothing to do with components. */
const notNeeded = () => Promise.reject(new Error('No component is needed to move traffic'));

const aSide = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const ENVIRONMENTS: Environments = { stable: 'a', a: aSide('a'), b: aSide('b') };
const COMPONENTS = [{ kind: 'lambda-functions', functions: ['checkout-api'] }];
const event = {
  version: '0',
  id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '123456789012',
  time: '2026-01-05T09:00:00Z',
  region: 'us-east-1',
  resources: [ARN],
  detail: {
    alarmName: 'checkout-5xx',
    configuration: {
      metrics: [
        {
          id: 'm',
          metricStat: { metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: {} }, period: 60, stat: 'Sum' },
          returnData: true,
        },
      ],
    },
    previousState: { value: 'OK', reason: 'fine', timestamp: '2026-01-05T08:00:00.000+0000' },
    state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-01-05T09:00:00.000+0000' },
  },
};

describe('an alarm on a running rollout', () => {
  let local: LocalTable;
  beforeAll(async () => {
    local = await startDynalite();
  });
  afterAll(() => local.stop());

  it.each([
    ['one alias', 1, 0, 0, 'us-east-1', false],
    ['20 aliases', 20, 0, 0, 'us-east-1', false],
    ['20 records of one zone', 0, 20, 0, 'us-east-1', false],
    ['10 aliases and 10 records', 10, 10, 0, 'us-east-1', false],
    ['a split at the edge, after a read', 0, 0, 1, 'us-east-1', false],
    ['5 splits at the edge, after reads, and 10 aliases', 10, 0, 5, 'us-east-1', false],
    ['one alias, the alarm forwarded from us-east-1,', 1, 0, 0, 'eu-west-1', false],
    ['an alias and a record of two environments with a component', 1, 1, 0, 'us-east-1', true],
  ])(
    'brings back %s with Query, Get, save and then all writes at once',
    async (...[, aliases, records, splits, home, isPaired]) => {
      const meter = createMeter();
      const account = createAccount(meter, home);
      account.route53.createZone({ id: 'Z0123456789', name: 'example.com' });
      const targets = [
        ...Array.from({ length: aliases }, (_, i) => anAlias(account.lambda, `fn-${i}`)),
        ...Array.from({ length: records }, (_, i) => aRecordPair(account.route53, `app-${i}.example.com`)),
        ...Array.from({ length: splits }, (_, i) => aSplitAtTheEdge(account.keyValueStore, i)),
      ];
      const service: Service = {
        name: `checkout-${aliases}-${records}-${splits}-${home}-${isPaired}`,
        channel: '#deploys',
        targets,
        // An alarm of the same name in Serin's own region is another one.
        alarms: home === 'us-east-1' ? ['checkout-5xx'] : ['checkout-5xx', 'us-east-1:checkout-5xx'],
        plan: [{ kind: 'shift', weight: 100 }],
        onAlarm: 'rollback',
        missingData: 'hold',
        pipelines: [],
        selfApproval: false,
        rollbackWindow: 86_400_000,
        discovery: null,
        environments: isPaired ? ENVIRONMENTS : null,
        components: isPaired ? COMPONENTS : [],
        sharedDependencies: [],
      };
      const states = await Promise.all(targets.map((config) => inspected(account.clients, config, NOW)));
      const store = createStore({ client: local.client, table: local.table });
      const registry = createRegistry({ client: local.client, table: local.table });
      await registry.register({ service: service.name, alarmArns: [ARN], targets: states.map((state) => state.name) });
      const value = firstCenter(service.name, 'a', NOW - 60_000);
      const record = {
        ...emptyRecord(service.name),
        revision: 1,
        rollout: running(service, states, NOW),
        // SSM was away: that deployments are closed is still to be written, and waits until the targets are.
        controlCenter: isPaired ? { version: 1, value, at: NOW, maybe: [], busyUntil: 0, foreign: null } : null,
        wake: { seq: 1, at: NOW + 30_000 },
      };
      await store.save(record);

      watchTable(local.client, meter);
      const writes = aliases + (records > 0 ? 1 : 0) + splits;
      meter.expect(writes);
      const handlers = engineHandlers(
        wireEngine({
          clients: {
            ...account.clients,
            hooks: account.clients.lambda,
            dynamodb: local.client,
            apiGateway: notNeeded,
            s3: notNeeded,
          },
          bus: 'serin',
          region: home,
          clock: { now: () => NOW + 1000, wait: async () => undefined },
          log: { info: () => undefined, warn: () => undefined, error: () => undefined },
          table: local.table,
          servicesPrefix: '/serin/services/',
          launchdarkly: noLaunchDarkly,
          environmentsPrefix: '/serin/environments/',
          timers: { group: 'g', targetArn: 'arn:t', roleArn: 'arn:r', deadLetterArn: 'arn:d' },
          direct: nobodyDirect,
          deadLetters: {
            waiting: () => Promise.reject(new Error('Nobody looks at dead letters for an alarm of a service')),
          },
          secrets: () => Promise.reject(new Error('Slack is not needed to move traffic')),
        }),
      );
      await handlers.alarm(event);
      local.client.middlewareStack.remove('meter');
      await registry.register({ service: service.name, alarmArns: [], targets: [] });

      expect(meter.calls.slice(0, 3)).toEqual(['Query', 'GetItem', 'PutItem']);
      const then = meter.calls.slice(3, 3 + writes + READS.length * splits);
      expect(then.filter((operation) => WRITES.has(operation))).toHaveLength(writes);
      expect(then.filter((operation) => READS.includes(operation))).toHaveLength(READS.length * splits);
      const { rollout } = (await store.load(service.name)) ?? {};
      expect(rollout?.phase).toMatchObject({ status: 'rolling-back', reason: { kind: 'alarm' } });
      const firing = Object.entries(rollout?.alarms ?? {}).filter(([, { value }]) => value === 'ALARM');
      expect(firing.map(([name]) => name)).toEqual([service.alarms.at(-1)]);
    },
  );
});

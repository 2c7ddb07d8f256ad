import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/domain/service.ts';
import { createRoles } from '../../../src/sandbox/account/roles.ts';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import type { AlarmEvent } from '../../../src/sandbox/cloud/cloudwatch/event.ts';
import { createEcsModel } from '../../../src/sandbox/cloud/ecs/ecs.ts';
import { createElbv2Model } from '../../../src/sandbox/cloud/elbv2/elbv2.ts';
import { createKeyValueStoreModel } from '../../../src/sandbox/cloud/key-value-store.ts';
import { createLambdaModel } from '../../../src/sandbox/cloud/lambda/lambda.ts';
import { createLaunchDarklyModel } from '../../../src/sandbox/cloud/launchdarkly/launchdarkly.ts';
import { createVirtualClock } from '../../../src/sandbox/time/clock.ts';
import { alarmsFor } from '../../../src/sandbox/traffic/alarms.ts';
import { createBehaviours } from '../../../src/sandbox/traffic/behaviour.ts';
import { createMinutes } from '../../../src/sandbox/traffic/minutes.ts';
import { USERS } from '../../../src/sandbox/traffic/source.ts';
import { startTraffic } from '../../../src/sandbox/traffic/traffic.ts';
import { aZone } from '../a-zone.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-01-05T09:00:00Z');
const checkout: Service = {
  name: 'checkout',
  channel: '#deploys',
  targets: [{ kind: 'lambda-alias', function: 'checkout-api', alias: 'live' }],
  alarms: ['checkout-5xx', 'checkout-p99'],
  plan: [{ kind: 'shift', weight: 100 }],
  onAlarm: 'rollback',
  missingData: 'hold',
  pipelines: [],
  selfApproval: false,
  rollbackWindow: 86_400_000,
  discovery: null,
  environments: null,
  components: [],
  sharedDependencies: [],
};
const calls: Service = {
  ...checkout,
  name: 'calls',
  targets: [{ kind: 'route53', zone: 'Z1', record: 'app.example.com', type: 'A', identifiers: ['primary', 'canary'] }],
  alarms: ['calls-failed-joins'],
};
const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };

async function aWorld({ seed = 1 } = {}) {
  const clock = createVirtualClock(START, { error: () => undefined });
  const events: AlarmEvent[] = [];
  const recorded: string[] = [];
  const lambda = createLambdaModel(clock);
  lambda.createFunction({ name: 'checkout-api' });
  for (const description of ['v53', 'v54']) lambda.publish('checkout-api', { description });
  lambda.createAlias('checkout-api', 'live', '1');
  const keyValueStore = createKeyValueStoreModel(clock);
  const elb = createElbv2Model(clock);
  const ecs = createEcsModel({ clock, elb, emit: () => undefined });
  const { route53, setWeights } = aZone(clock, ['primary', 'canary']);
  const { model, metrics, evaluate, putAlarm } = createCloudWatchModel({
    now: clock.now,
    emit: (event) => events.push(event),
  });
  const cloudwatch = attach(new CloudWatchClient({ region: 'us-east-1', credentials }), 'CloudWatch', model);
  const services = [checkout, calls];
  for (const alarm of services.flatMap((service) => alarmsFor(service)))
    await cloudwatch.send(new PutMetricAlarmCommand(alarm));
  const record: typeof metrics.record = (metric, at, value, count) => {
    recorded.push(JSON.stringify([metric, at, value, count]));
    metrics.record(metric, at, value, count);
  };
  const flags = createLaunchDarklyModel('any');
  const roles = createRoles(services, { lambda, route53, keyValueStore, elb, ecs, flags });
  const behaviours = createBehaviours();
  const minutes = createMinutes(new Map(services.map(({ name }) => [name, USERS])));
  startTraffic({
    stacks: new Map(),
    clock,
    lambda,
    route53,
    keyValueStore,
    elb,
    ecs,
    flags,
    cloudwatch: { metrics: { record }, evaluate, putAlarm },
    services,
    roles,
    behaviours,
    minutes,
    seed,
  });
  const client = attach(new LambdaClient({ region: 'us-east-1', credentials }), 'Lambda', lambda.model);
  const setWeightsOfAlias = (AdditionalVersionWeights: Record<string, number>) =>
    client.send(
      new UpdateAliasCommand({
        FunctionName: 'checkout-api',
        Name: 'live',
        FunctionVersion: '1',
        RoutingConfig: { AdditionalVersionWeights },
      }),
    );
  const shiftAlias = (weight: number) => setWeightsOfAlias({ 2: weight });
  const unshiftAlias = () => setWeightsOfAlias({});
  const alarms = () =>
    events.filter(({ detail }) => detail.state.value === 'ALARM').map(({ detail }) => detail.alarmName);
  const total = (name: string, dimension: readonly [string, string]) =>
    recorded
      .map((line) => JSON.parse(line) as [{ name: string; dimensions: Record<string, string> }, number, number, number])
      .filter(([metric]) => metric.name === name && metric.dimensions[dimension[0]] === dimension[1])
      .reduce((sum, [, , value, count]) => sum + value * count, 0);
  const startRollout = () => roles.update(calls, { id: 'r1', isRunning: true });
  return { clock, behaviours, shiftAlias, unshiftAlias, setWeights, alarms, total, recorded, startRollout };
}

describe('requests through an alias', () => {
  it('reach the canary with its share and are reported as Lambda reports them', async () => {
    const { clock, shiftAlias, total } = await aWorld();
    await shiftAlias(0.25);
    await clock.advance(60 * MINUTE);
    const all = total('Invocations', ['Resource', 'checkout-api:live']) / 2;
    const canary = total('Invocations', ['ExecutedVersion', '2']);
    expect(all).toBe(60 * 600);
    expect(canary / all).toBeGreaterThan(0.23);
    expect(canary / all).toBeLessThan(0.27);
  });

  it('are reported by version only while the alias has weights', async () => {
    const { clock, shiftAlias, unshiftAlias, total } = await aWorld();
    const byVersion = () => ['1', '2'].map((version) => total('Invocations', ['ExecutedVersion', version]));
    await clock.advance(5 * MINUTE);
    expect(byVersion()).toEqual([0, 0]);
    await shiftAlias(0.5);
    await clock.advance(5 * MINUTE);
    const [stable = 0, canary = 0] = byVersion();
    expect(stable + canary).toBe(5 * 600);
    await unshiftAlias();
    await clock.advance(5 * MINUTE);
    expect(byVersion()).toEqual([stable, canary]);
    expect(total('Invocations', ['Resource', 'checkout-api:live']) - stable - canary).toBe(15 * 600);
  });

  it('fire the alarm within minutes when 5% of them reach a canary that fails half of the time', async () => {
    const { clock, behaviours, shiftAlias, alarms } = await aWorld();
    behaviours.set({ service: 'checkout', arm: 'canary', errorRate: 0.5 });
    await clock.advance(10 * MINUTE);
    expect(alarms()).toEqual([]);
    await shiftAlias(0.05);
    await clock.advance(5 * MINUTE);
    expect(alarms()).toContain('checkout-5xx');
  });

  it('fire the alarm on time when the canary is slow', async () => {
    const { clock, behaviours, shiftAlias, alarms } = await aWorld();
    behaviours.set({ service: 'checkout', arm: 'canary', latencyMs: 4000 });
    await shiftAlias(0.05);
    await clock.advance(5 * MINUTE);
    expect(alarms()).toEqual(['checkout-p99']);
  });
});

describe('joins through a name', () => {
  it('reach the canary only as resolvers forget the old answer', async () => {
    const { clock, behaviours, setWeights, total, startRollout } = await aWorld();
    await clock.advance(MINUTE);
    startRollout();
    behaviours.set({ service: 'calls', arm: 'canary', errorRate: 1 });
    await setWeights(0, 100);
    const failed = () => total('FailedJoins', ['Service', 'calls']);
    await clock.advance(MINUTE);
    expect(failed()).toBeGreaterThan(100);
    expect(failed()).toBeLessThan(600);
    const before = failed();
    await clock.advance(MINUTE);
    expect(failed() - before).toBe(600);
  });

  it('fire the alarm when 10% of the users get a canary that fails half of the time', async () => {
    const { clock, behaviours, setWeights, alarms, startRollout } = await aWorld();
    startRollout();
    behaviours.set({ service: 'calls', arm: 'canary', errorRate: 0.5 });
    await setWeights(90, 10);
    await clock.advance(6 * MINUTE);
    expect(alarms()).toEqual(['calls-failed-joins']);
  });
});

it('is the same in every run with the same seed, and another with another', async () => {
  const [one, two, other] = await Promise.all([{ seed: 7 }, { seed: 7 }, { seed: 8 }].map(aWorld));
  for (const world of [one, two, other]) await world?.clock.advance(5 * MINUTE);
  expect(one?.recorded).toEqual(two?.recorded);
  expect(one?.recorded).not.toEqual(other?.recorded);
});

it('never fires an alarm by chance in a healthy day', async () => {
  const { clock, shiftAlias, alarms } = await aWorld();
  await shiftAlias(0.05);
  await clock.advance(24 * 60 * MINUTE);
  expect(alarms()).toEqual([]);
});

import { CreateAliasCommand, GetAliasCommand } from '@aws-sdk/client-lambda';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aRecord } from '../adapters/targets/route53/world.ts';
import { aMotoFunction } from '../adapters/targets/support/a-moto-function.ts';
import { type OnMoto, onMoto } from './on-moto.ts';

let world: OnMoto;
beforeEach(async () => {
  world = await onMoto();
});
afterEach(() => world.stop());

const MINUTE = 60_000;
const start = (service: string, label: string) =>
  ({ name: 'start', service, label, explicit: {}, force: false, adopt: false, confirmed: 'yes' }) as const;
const statusOf = async (service: string) => (await world.record(service))?.rollout?.phase.status;
const aliasOf = async (FunctionName: string, Name: string) => {
  const { FunctionVersion, RoutingConfig } = await world.clients.lambda.send(
    new GetAliasCommand({ FunctionName, Name }),
  );
  return [FunctionVersion, RoutingConfig?.AdditionalVersionWeights ?? {}];
};
const told = async () => {
  const { client, channels } = world.slack;
  const { messages = [] } = await client.conversations.history({ channel: channels.deploys });
  const threads = await Promise.all(
    messages.map(
      async ({ ts = '' }) => (await client.conversations.replies({ channel: channels.deploys, ts })).messages,
    ),
  );
  return threads.flatMap((thread) => (thread ?? []).map(({ text }) => text)).join('\n');
};

it('takes a version through the plan, exchanges the sides in the control center, and has everything in AWS of others', async () => {
  const { lambda, ssm } = world.clients;
  await aMotoFunction(world.moto, lambda, 'shop-api');
  for (const [Name, FunctionVersion] of [
    ['env-a', '1'],
    ['env-b', '2'],
  ] as const)
    await lambda.send(new CreateAliasCommand({ FunctionName: 'shop-api', Name, FunctionVersion }));
  for (const side of ['a', 'b']) {
    const Bucket = `shop-web-${side}`;
    await world.s3.send(new CreateBucketCommand({ Bucket }));
    await world.s3.send(new PutObjectCommand({ Bucket, Key: 'version.json', Body: '{"version":"v53"}' }));
  }
  await world.putAlarm('shop-5xx');
  await world.apply(`services:
  shop:
    channel: "#deploys"
    environments: { stable: a, a: { name: prod-a }, b: { name: prod-b } }
    targets: [{ kind: lambda-alias, function: shop-api, alias: live, sides: { a: env-a, b: env-b } }]
    components: [{ kind: frontend, buckets: { a: shop-web-a, b: shop-web-b } }]
    alarms: [shop-5xx]
    plan: [{ shift: 10 }, { bake: 5m }, { approve: { from: [bob@example.com], within: 1h } }, { shift: 100 }, { bake: 2m }]
`);
  const center = async () =>
    JSON.parse((await ssm.send(new GetParameterCommand({ Name: '/serin/environments/shop' }))).Parameter?.Value ?? '');

  await world.say('alice', start('shop', 'v54'));
  expect(await aliasOf('shop-api', 'live')).toEqual(['1', { 2: 0.1 }]);
  expect(await center()).toMatchObject({ active: 'b', share: 10, deployments: 'closed' });
  await world.pass(10 * MINUTE);
  expect(await statusOf('shop')).toBe('awaiting-approval');
  await world.say('bob', { name: 'approve', service: 'shop', rollout: null, at: null });
  await world.pass(10 * MINUTE);
  expect(await statusOf('shop')).toBe('completed');
  expect(await aliasOf('shop-api', 'live')).toEqual(['2', {}]);
  expect(await center()).toMatchObject({ active: 'a', fallback: 'b', share: 0, deployments: 'open', rollout: null });
  expect(await told()).toContain('v54 is stable now');
});

it('takes an alias back to the letter when an alarm fires', async () => {
  const { lambda } = world.clients;
  await aMotoFunction(world.moto, lambda, 'calls-api');
  await world.putAlarm('calls-5xx');
  await world.apply(`services:
  calls:
    channel: "#deploys"
    targets: [{ kind: lambda-alias, function: calls-api, alias: live }]
    alarms: [calls-5xx]
    plan: [{ shift: 10 }, { bake: 30m }, { shift: 100 }]
`);
  await world.say('alice', start('calls', 'v54'));
  await world.pass(3 * MINUTE);
  expect(await aliasOf('calls-api', 'live')).toEqual(['1', { 2: 0.1 }]);
  await world.alarm('calls-5xx', 'ALARM');
  expect(await aliasOf('calls-api', 'live')).toEqual(['1', {}]);
  await world.pass(10 * MINUTE);
  expect(await statusOf('calls')).toBe('rolled-back');
  expect(await told()).toMatch(/calls-5xx fired at /);
});

describe('two records of a name', () => {
  const weights = async (HostedZoneId: string) => {
    const { ResourceRecordSets = [] } = await world.clients.route53.send(
      new ListResourceRecordSetsCommand({ HostedZoneId }),
    );
    const pairs = ResourceRecordSets.flatMap(({ SetIdentifier, Weight }) =>
      SetIdentifier === undefined ? [] : [[SetIdentifier, Weight] as const],
    );
    return Object.fromEntries(pairs);
  };
  /** Rolls out to a tenth, and lets an alarm take it back. */
  async function upAndBack(): Promise<string> {
    const { route53 } = world.clients;
    const zone = { Name: 'example.com', CallerReference: 'any' };
    const { HostedZone } = await route53.send(new CreateHostedZoneCommand(zone));
    const HostedZoneId = (HostedZone?.Id ?? '').replace('/hostedzone/', '');
    const Changes = [aRecord('primary', 100), aRecord('canary', 0)].map((ResourceRecordSet) => ({
      Action: 'CREATE' as const,
      ResourceRecordSet,
    }));
    await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
    await world.putAlarm('calls-5xx');
    await world.apply(`services:
  calls:
    channel: "#deploys"
    targets: [{ kind: route53, zone: ${HostedZoneId}, record: app.example.com, type: A, identifiers: [primary, canary] }]
    alarms: [calls-5xx]
    plan: [{ shift: 10 }, { bake: 30m }, { shift: 100 }]
`);
    await world.say('alice', start('calls', 'canary'));
    await world.pass(3 * MINUTE);
    const { primary = 0, canary = 0 } = await weights(HostedZoneId);
    expect(canary / (primary + canary)).toBeCloseTo(0.1, 2);
    await world.alarm('calls-5xx', 'ALARM');
    expect(await weights(HostedZoneId)).toMatchObject({ canary: 0 });
    return HostedZoneId;
  }

  it('have no user on the canary any more when an alarm has fired', async () => {
    await upAndBack();
    expect(await statusOf('calls')).toBe('rolling-back');
  });

  it.fails('and then are to the letter what they were [not here: moto refuses to CREATE values that were there before]', async () => {
    const zone = await upAndBack();
    await world.pass(10 * MINUTE);
    expect(await statusOf('calls')).toBe('rolled-back');
    expect(await weights(zone)).toEqual({ primary: 100, canary: 0 });
  });
});

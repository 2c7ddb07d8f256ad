import { describe, expect, it } from 'vitest';
import { type TargetKindName, targetKind, targetKinds } from '../../../src/adapters/targets/registry.ts';
import { anAlbWorld, LISTENER } from './alb/world.ts';
import { anEcsWorld } from './ecs/world.ts';
import { anEdgeWorld } from './edge/world.ts';
import { aLambdaAliasWorld } from './lambda-alias/world.ts';
import { aLaunchDarklyWorld } from './launchdarkly/world.ts';
import { aRoute53Config, aRoute53World } from './route53/world.ts';
import { aClock } from './support/a-clock.ts';
import { anAsk, aTarget } from './support/a-target.ts';
import { aKeyValueStore, aLambda, anElb, aRoute53, STORE } from './support/aws-clients.ts';
import type { TargetWorld } from './target-contract.ts';

const removed = { remove: async () => undefined, removeBefore: async () => undefined };
const lambdaAlias = async () => {
  const clock = aClock();
  return aLambdaAliasWorld(aLambda(clock).client, clock, { name: 'checkout-api', ...removed });
};
const route53 = async () => {
  const clock = aClock();
  const { cloud, client } = aRoute53(clock);
  cloud.createZone({ id: 'Z1', name: 'example.com' });
  return aRoute53World(client, clock, { zone: 'Z1', removeZone: async () => undefined });
};
const edge = async () => {
  const clock = aClock();
  return anEdgeWorld(aKeyValueStore(clock).client, clock);
};
const alb = async () => {
  const clock = aClock();
  const { client, groups } = anElb(clock);
  return anAlbWorld(client, clock, { place: { listener: LISTENER }, groups, ...removed });
};

type Kinds = Readonly<Record<TargetKindName, readonly [() => Promise<TargetWorld>, Readonly<Record<string, unknown>>]>>;
/** A target of each kind, and what names it and its arms for programs. */
const kinds: Kinds = {
  'lambda-alias': [lambdaAlias, { function: 'checkout-api', alias: 'live', stable: '1', canary: '2' }],
  route53: [route53, { zone: 'Z1', record: 'app.example.com', type: 'A', stable: 'primary', canary: 'canary' }],
  edge: [edge, { store: STORE, key: 'web', stable: 'a', canary: 'b' }],
  alb: [
    alb,
    {
      listener: LISTENER,
      stable: expect.stringMatching(/targetgroup\/orders-blue\//),
      canary: expect.stringMatching(/targetgroup\/orders-green\//),
    },
  ],
  ecs: [
    () => anEcsWorld({ underWay: true }),
    {
      ...{ cluster: 'shop', service: 'invoices' },
      deployment: expect.stringMatching(/:service-deployment\/shop\/invoices\//),
      stable: expect.stringMatching(/:task-definition\/invoices:1$/),
      canary: expect.stringMatching(/:task-definition\/invoices:2$/),
    },
  ],
  launchdarkly: [
    () => aLaunchDarklyWorld('percentage'),
    {
      ...{ project: 'default', flag: 'new-checkout', environment: 'production' },
      ...{ stable: expect.stringMatching(/./), canary: expect.stringMatching(/./) },
    },
  ],
};
const names = Object.keys(targetKinds) as readonly TargetKindName[];

describe('a target for programs', () => {
  it.each(names)('of the kind %s has the words that name it and what its API calls the arms', async (name) => {
    const [open, exact] = kinds[name];
    const { target, ask } = await open();
    const state = aTarget(ask.config, await target.inspect(ask));
    const said = targetKind(name).exact(state);
    expect(said).toEqual({ kind: name, ...exact });
    expect(said.stable).not.toBe(said.canary);
  });

  it('calls variations by their ids, not by what people call them', async () => {
    const world = await aLaunchDarklyWorld('percentage');
    const state = aTarget(world.ask.config, await world.target.inspect(world.ask));
    const { stable, canary } = targetKind('launchdarkly').exact(state);
    const { variations } = world.cloud.flag('default', 'new-checkout');
    const idOf = (value: string) => variations.find((one) => one.value === value)?._id;
    expect([stable, canary]).toEqual([idOf('old'), idOf('new')]);
  });

  it('goes by the records that are stable and canary now, not by their order in serin.yml', async () => {
    const world = await route53();
    await world.split(100);
    const state = aTarget(aRoute53Config('Z1'), await world.target.inspect(anAsk(aRoute53Config('Z1'))));
    expect(targetKind('route53').exact(state)).toMatchObject({ stable: 'canary', canary: 'primary' });
  });
});

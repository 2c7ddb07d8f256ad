import { describe, expect, it } from 'vitest';
import { createApiStage } from '../../../src/adapters/components/api-stage/component.ts';
import { createFrontend } from '../../../src/adapters/components/frontend/component.ts';
import { createLambdaFunctions } from '../../../src/adapters/components/lambda-functions/component.ts';
import type { EnvironmentId } from '../../../src/domain/environment/environment.ts';
import type { BuildRequest } from '../../../src/domain/rollout/effect.ts';
import type { Service } from '../../../src/domain/service.ts';
import type { ComponentKind, Deps } from '../../../src/engine/deps.ts';
import { someBuckets, someFunctions, someStages } from '../../adapters/components/aws-clients.ts';
import { aWorld, MINUTE, type World } from '../../engine/world/world.ts';

const aSide = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const aliases = { a: 'env-a', b: 'env-b' };
const service: Partial<Service> = {
  name: 'shop',
  plan: [
    { kind: 'shift', weight: 50 },
    { kind: 'bake', ms: 2 * MINUTE },
    { kind: 'shift', weight: 100 },
  ],
  environments: { stable: 'b', a: aSide('a'), b: aSide('b') },
  components: [
    { kind: 'lambda-functions', functions: ['shop-api'], aliases },
    { kind: 'api-stage', api: 'shop1', stages: aliases, perSide: ['alias'] },
    { kind: 'frontend', buckets: { a: 'shop-web-a', b: 'shop-web-b' } },
  ],
};

/** The account of the shop, with the production adapters, and a pipeline that deploys to one environment and builds what is asked for. */
function aShop() {
  const [functions, stages, buckets] = [someFunctions(), someStages(), someBuckets()];
  const kinds: Readonly<Record<string, ComponentKind>> = {
    'lambda-functions': { brought: 'in-place', component: createLambdaFunctions(functions.client) },
    'api-stage': { brought: 'in-place', component: createApiStage(stages.client) },
    frontend: { brought: 'by-a-build', component: createFrontend(buckets.client) },
  };
  const builds: BuildRequest[] = [];
  const build = (side: EnvironmentId, version: string) =>
    buckets.cloud.put(`shop-web-${side}`, 'version.json', JSON.stringify({ version }));
  const wrap = (deps: Deps): Deps => ({
    ...deps,
    component: (kind) => kinds[kind]!,
    builds: {
      request: async (request) => {
        builds.push(request);
        build(request.side, request.version);
      },
    },
  });
  const backend = (side: EnvironmentId, label: string) => {
    const FunctionVersion = functions.cloud.publish('shop-api', { description: label });
    const update = functions.cloud.model.UpdateAlias as (input: object) => unknown;
    update({ FunctionName: 'shop-api', Name: aliases[side], FunctionVersion });
    const variables = { alias: aliases[side], log: 'info' };
    stages.cloud.putStage('shop1', aliases[side], { deploymentId: stages.cloud.deploy('shop1', label), variables });
  };
  return { functions, stages, buckets, world: aWorld({ service, wrap }), builds, backend, frontend: build };
}

/** What the users of one environment get, by label. */
async function inside({ world, functions }: ReturnType<typeof aShop>, side: EnvironmentId): Promise<readonly string[]> {
  const read = async (kind: string) => {
    const config = (service.components ?? []).find((each) => each.kind === kind)!;
    return (await world.deps.component(kind).component.read(config))[0]?.[side]?.label ?? '';
  };
  const labels = await Promise.all(['lambda-functions', 'api-stage', 'frontend'].map(read));
  expect(functions.cloud.mainVersion('shop-api', aliases[side])).toMatch(/^\d+$/);
  return labels;
}

async function rollOut(world: World, label: string): Promise<void> {
  await world.say({ name: 'start', label });
  await world.pass(30 * MINUTE);
  expect(await world.rollout()).toMatchObject({ canary: label, phase: { status: 'completed' } });
  // The other side is the canary from now on: it has no share of the traffic.
  for (const place of world.targets.places.values()) place.weight = 0;
}

async function syncAll(world: World): Promise<void> {
  await world.say({ name: 'sync', plan: null });
  const offer = world.replies.at(-1)?.offer;
  if (offer?.kind !== 'sync') throw new Error('nothing was offered');
  await world.say({ name: 'sync', plan: offer.plan });
  await world.pass(3 * MINUTE);
  expect((await world.record()).sync?.status).toBe('done');
}

/** What the answer to a start says that stands in its way. */
function blocking(world: World): readonly (string | null)[] | undefined {
  const findings = world.replies.at(-1)?.findings.filter(({ severity }) => severity === 'blocks');
  return findings?.map(({ about }) => about);
}

describe('v54 with its front end to a, v55 of the backend alone to b, then v56 to a', () => {
  it('carries the backend of v55 and the front end of v54 along, and never takes an older part to users', async () => {
    const shop = aShop();
    const { world, builds, backend, frontend } = shop;
    for (const part of ['b', 'a'] as const) backend(part, 'v53');
    frontend('a', 'v53');
    frontend('b', 'v53');
    backend('b', 'v53');

    backend('a', 'v54');
    frontend('a', 'v54');
    await rollOut(world, 'v54');
    expect(await inside(shop, 'a')).toEqual(['v54', 'v54', 'v54']);

    backend('b', 'v55');
    await world.say({ name: 'start', label: 'v55' });
    expect(blocking(world)).toEqual(['frontend shop-web-a/shop-web-b']);
    await syncAll(world);
    expect(builds.map(({ side, version }) => [side, version])).toEqual([['b', 'v54']]);
    expect(await inside(shop, 'b')).toEqual(['v55', 'v55', 'v54']);
    await rollOut(world, 'v55');

    frontend('a', 'v56');
    await world.say({ name: 'start', label: 'v56' });
    expect(blocking(world)).toEqual(['lambda-functions shop-api', 'api-stage shop1 env-a/env-b']);
    await syncAll(world);
    expect(await inside(shop, 'a')).toEqual(['v55', 'v55', 'v56']);
    await rollOut(world, 'v56');
    expect(await inside(shop, 'a')).toEqual(['v55', 'v55', 'v56']);
    expect(builds).toHaveLength(1);
  });
});

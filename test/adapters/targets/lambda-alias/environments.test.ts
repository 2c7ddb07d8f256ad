import { UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLambdaAliasTarget } from '../../../../src/adapters/targets/lambda-alias/target.ts';
import type { EnvironmentRoles } from '../../../../src/domain/environment/environment.ts';
import type { InspectRequest } from '../../../../src/ports/target.ts';
import type { Observer } from '../../../../src/sandbox/cloud/attach.ts';
import type { LambdaCloud } from '../../../../src/sandbox/cloud/lambda/lambda.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk, aTarget } from '../support/a-target.ts';
import { aLambda } from '../support/aws-clients.ts';

const CONFIG = {
  kind: 'lambda-alias',
  function: 'checkout-api',
  alias: 'live',
  sides: { a: 'env-a', b: 'env-b' },
} as const;
const A_TO_B: EnvironmentRoles = { stable: 'a', canary: 'b' };
const B_TO_A: EnvironmentRoles = { stable: 'b', canary: 'a' };

/** `checkout-api:live` on version 1, which side a has; side b has version 2. */
function aWorld(observer: Observer = {}) {
  const clock = aClock();
  const { cloud, client } = aLambda(clock, observer);
  cloud.allowCalls('checkout-api', 'live');
  cloud.createAlias('checkout-api', 'env-a', '1');
  cloud.createAlias('checkout-api', 'env-b', '2');
  const target = createLambdaAliasTarget({ client, clock });
  const point = (alias: string, version: string) =>
    client.send(new UpdateAliasCommand({ FunctionName: 'checkout-api', Name: alias, FunctionVersion: version }));
  return { cloud, target, point };
}

const inspect = ({ target }: ReturnType<typeof aWorld>, ask: Partial<InspectRequest> = {}, config: object = CONFIG) =>
  target.inspect(anAsk(config as typeof CONFIG, { roles: A_TO_B, label: 'whatever', ...ask }));

describe('a Lambda alias of a service with environments', () => {
  it('takes its versions from the aliases of the sides; the label is only a label', async () => {
    expect(await inspect(aWorld())).toMatchObject({
      frozen: {
        ...{ stable: '1', canary: '2' },
        sides: { a: { alias: 'env-a', version: '1' }, b: { alias: 'env-b', version: '2' } },
      },
      ...{ stable: '1 (v53)', canary: '2 (v54)', findings: [] },
    });
  });

  it('goes the other way when the sides are exchanged', async () => {
    const world = aWorld();
    await world.point('live', '2');
    await world.point('env-a', '3');
    expect(await inspect(world, { roles: B_TO_A })).toMatchObject({
      frozen: { stable: '2', canary: '3' },
      findings: [],
    });
  });

  type Prepare = (world: ReturnType<typeof aWorld>) => unknown;
  it.each<[string, Prepare, Partial<InspectRequest>, RegExp]>([
    [
      'fallback-not-live',
      ({ point }) => point('live', '3'),
      {},
      /points to version 3, and env-a of environment a.*to version 1/,
    ],
    ['sides-equal', ({ point }) => point('env-b', '1'), {}, /Both environments have version 1 \(v53\)/],
    ['version-not-published', ({ point }) => point('env-b', '$LATEST'), {}, /env-b.* points to \$LATEST/],
    [
      'version-not-published',
      ({ cloud }: { cloud: LambdaCloud }) => cloud.deleteVersion('checkout-api', '2'),
      {},
      /that is gone/,
    ],
    [
      'other-side',
      () => undefined,
      { explicit: { 'checkout-api': '3' } },
      /Environment b has version 2 \(v54\).*not 3/,
    ],
  ])('is refused with %s', async (code, prepare, ask, said) => {
    const world = aWorld();
    await prepare(world);
    const { findings } = await inspect(world, ask);
    expect(findings[0]).toMatchObject({ severity: 'blocks', code, message: expect.stringMatching(said) });
  });

  it('may be started with the number of the version that the side has', async () => {
    expect((await inspect(aWorld(), { explicit: { 'checkout-api': '2' } })).findings).toEqual([]);
  });

  it('is refused when an alias of a side is not there', async () => {
    const clock = aClock();
    const { cloud, client } = aLambda(clock);
    cloud.createAlias('checkout-api', 'env-a', '1');
    const { findings } = await createLambdaAliasTarget({ client, clock }).inspect(anAsk(CONFIG, { roles: A_TO_B }));
    expect(findings[0]).toMatchObject({ code: 'side-alias-missing', message: expect.stringContaining('env-b') });
  });

  it('is refused where only one of service and target knows environments', async () => {
    const { sides: _sides, ...plain } = CONFIG;
    expect((await inspect(aWorld(), {}, plain)).findings[0]).toMatchObject({ code: 'sides-missing' });
    expect((await inspect(aWorld(), { roles: null })).findings[0]).toMatchObject({
      code: 'sides-without-environments',
    });
  });
});

describe('a side that changes while the rollout runs', () => {
  let world: ReturnType<typeof aWorld>;
  let failing: string | null;
  let failure: Error;
  beforeEach(() => {
    failing = null;
    failure = new Error('throttled');
    world = aWorld({
      before({ operation, input }) {
        const { Name } = input as { readonly Name?: string };
        if (operation === 'GetAlias' && failing !== null && Name === failing) throw failure;
      },
    });
  });
  const running = async () => aTarget(CONFIG, await inspect(world));

  it('is drift, by side and alias', async () => {
    const target = await running();
    expect((await world.target.read(target)).drift).toBeNull();
    await world.point('env-b', '3');
    expect((await world.target.read(target)).drift).toBe('env-b of environment b points to version 3, it was 2');
  });

  it('is drift on the fallback side too', async () => {
    const target = await running();
    await world.point('env-a', '3');
    expect((await world.target.read(target)).drift).toBe('env-a of environment a points to version 3, it was 1');
  });

  it('does not keep the target from being read when the side cannot be', async () => {
    const target = await running();
    failing = 'env-b';
    expect(await world.target.read(target)).toMatchObject({ drift: null, weight: 0, atBaseline: true });
  });

  it('is drift when its alias is deleted', async () => {
    const target = await running();
    failing = 'env-b';
    failure = Object.assign(new Error('Cannot find alias'), { name: 'ResourceNotFoundException' });
    expect((await world.target.read(target)).drift).toBe('env-b of environment b is gone');
  });

  it('does not keep a rollback from the version of before', async () => {
    const target = await running();
    await world.target.shift(target, { kind: 'promoted' }, await world.target.read(target));
    await world.point('env-b', '3');
    const seen = await world.target.read(target);
    const { token: _token, ...observed } = seen;
    await world.target.back([{ ...target, observed: { ...observed, at: 0, fault: null } }], {
      reversals: 1,
      promotionBegan: true,
    });
    expect(await world.target.read(target)).toMatchObject({ atBaseline: true, weight: 0 });
  });
});

import { ResourceConflictException, TooManyRequestsException, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { createLambdaAliasTarget } from '../../../../src/adapters/targets/lambda-alias/target.ts';
import type { Call, Observer } from '../../../../src/sandbox/cloud/attach.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk, anObservation, aTarget } from '../support/a-target.ts';
import { aLambda } from '../support/aws-clients.ts';

const to = (weight: number) => ({ kind: 'weight', weight, reversals: 0, cohorts: [] }) as const;
const WAY = { reversals: 1, promotionBegan: false };

/** Aliases `live`, `live-1`, … of one function, each with its canary resolved. */
async function aWorld({
  aliases = 1,
  observer = {},
}: {
  readonly aliases?: number;
  readonly observer?: Observer;
} = {}) {
  const clock = aClock();
  const calls: Call[] = [];
  const { cloud, client } = aLambda(clock, {
    ...observer,
    after(call) {
      calls.push(call);
    },
  });
  const names = Array.from({ length: aliases }, (_, index) => (index === 0 ? 'live' : `live-${index}`));
  for (const name of names) cloud.createAlias('checkout-api', name, '1');
  const configs = names.map((alias) => ({ kind: 'lambda-alias', function: 'checkout-api', alias }) as const);
  const inspection = await createLambdaAliasTarget({ client, clock }).inspect(anAsk(configs[0]!));
  const targets = configs.map((config) => aTarget(config, inspection));
  calls.length = 0;
  return {
    clock,
    cloud,
    client,
    calls,
    targets,
    state: targets[0]!,
    target: createLambdaAliasTarget({ client, clock }),
  };
}

function updates(calls: readonly Call[]): readonly unknown[] {
  return calls.filter(({ operation }) => operation === 'UpdateAlias').map(({ input }) => input);
}

describe('a shift of a Lambda alias', () => {
  it('compares the revision and leaves the alias on the stable version up to 100%', async () => {
    const { target, state, calls, cloud } = await aWorld();
    const reading = await target.read(state);
    await target.shift(state, to(100), reading);
    expect(updates(calls)).toEqual([
      {
        FunctionName: 'checkout-api',
        Name: 'live',
        FunctionVersion: '1',
        RoutingConfig: { AdditionalVersionWeights: { 2: 1 } },
        RevisionId: reading.token,
      },
    ]);
    expect(cloud.share('checkout-api', 'live', '2')).toBe(100);
  });

  it('leaves no weight behind at 0%', async () => {
    const { target, state } = await aWorld();
    await target.shift(state, to(10), await target.read(state));
    await target.shift(state, to(0), await target.read(state));
    expect(await target.read(state)).toMatchObject({ weight: 0, atBaseline: true });
  });

  it.each([7, 12.3, 0.1, 99.9])('reads back exactly the %d %% that it set', async (weight) => {
    const { target, state } = await aWorld();
    await target.shift(state, to(weight), await target.read(state));
    expect((await target.read(state)).weight).toBe(weight);
  });

  it('is refused for good when the new version was deleted', async () => {
    const { target, state, cloud } = await aWorld();
    cloud.deleteVersion('checkout-api', '2');
    const shift = target.shift(state, to(10), await target.read(state));
    await expect(shift).rejects.toMatchObject({ code: 'ResourceNotFoundException', permanent: true });
  });

  it.each([
    ['TooManyRequestsException', new TooManyRequestsException({ message: 'Rate exceeded', $metadata: {} })],
    ['ResourceConflictException', new ResourceConflictException({ message: 'in progress', $metadata: {} })],
    ['TimeoutError', Object.assign(new Error('timed out'), { name: 'TimeoutError' })],
  ])('is refused for now on %s', async (code, error) => {
    let broken = false;
    const observer: Observer = {
      before({ operation }) {
        if (broken && operation === 'UpdateAlias') throw error;
      },
    };
    const { target, state } = await aWorld({ observer });
    broken = true;
    const shift = target.shift(state, to(10), await target.read(state));
    await expect(shift).rejects.toMatchObject({ code, permanent: false, cause: error });
  });
});

describe('the way back of a Lambda alias', () => {
  it('is one call, without a revision and without a version that may be dead', async () => {
    const { target, state, calls } = await aWorld();
    await target.shift(state, to(10), await target.read(state));
    calls.length = 0;
    await target.back([state], WAY);
    expect(calls.map(({ operation, input }) => ({ operation, input }))).toEqual([
      {
        operation: 'UpdateAlias',
        input: { FunctionName: 'checkout-api', Name: 'live', RoutingConfig: { AdditionalVersionWeights: {} } },
      },
    ]);
  });

  it('is one call after a promotion as well, which names the version of before', async () => {
    const { target, state, calls } = await aWorld();
    await target.shift(state, { kind: 'promoted' }, await target.read(state));
    calls.length = 0;
    await target.back([state], { ...WAY, promotionBegan: true });
    expect(updates(calls)).toEqual([
      {
        FunctionName: 'checkout-api',
        Name: 'live',
        FunctionVersion: '1',
        RoutingConfig: { AdditionalVersionWeights: {} },
      },
    ]);
    expect(calls).toHaveLength(1);
  });

  it('is stuck, and says so, when a promotion began and the old version was deleted', async () => {
    const { target, state, cloud } = await aWorld();
    await target.shift(state, { kind: 'promoted' }, await target.read(state));
    cloud.deleteVersion('checkout-api', '1');
    const results = await target.back([state], { ...WAY, promotionBegan: true });
    expect(results).toMatchObject([{ fault: { code: 'ResourceNotFoundException', permanent: true } }]);
  });

  it('does not take a third version away that somebody else pointed the alias at, even after a promotion began', async () => {
    const { target, state, client, clock } = await aWorld();
    await client.send(new UpdateAliasCommand({ FunctionName: 'checkout-api', Name: 'live', FunctionVersion: '3' }));
    const seen = await target.read(state);
    expect(seen.drift).toBe('it points to version 3, it was 1');
    const observed = anObservation(seen, clock.now());
    await target.back([{ ...state, observed }], { ...WAY, promotionBegan: true });
    expect((await target.read(state)).drift).toBe(seen.drift);
  });

  it('takes the alias off the canary, whoever pointed it there', async () => {
    const { target, state, client, cloud } = await aWorld();
    const RoutingConfig = { AdditionalVersionWeights: { 1: 0.5 } };
    await client.send(
      new UpdateAliasCommand({ FunctionName: 'checkout-api', Name: 'live', FunctionVersion: '2', RoutingConfig }),
    );
    expect((await target.read(state)).weight).toBe(50);
    await target.back([state], WAY);
    expect(cloud.share('checkout-api', 'live', '1')).toBe(100);
  });

  it('brings many aliases back side by side, 15 calls a second', async () => {
    const begun: number[] = [];
    const world = await aWorld({ aliases: 32 });
    const { target, targets, clock, client } = world;
    client.middlewareStack.add(
      (next) => (args) => {
        begun.push(clock.now());
        return next(args);
      },
      { step: 'initialize', priority: 'high' },
    );
    const start = clock.now();
    const results = await target.back(targets, WAY);
    expect(results).toEqual(Array(32).fill({ change: null }));
    expect(begun.filter((at) => at === start).length).toBeLessThanOrEqual(15);
    expect(clock.now() - start).toBeGreaterThanOrEqual(2_000);
  });

  it('does not let one alias that is gone keep the others from going back', async () => {
    const { target, targets, cloud } = await aWorld({ aliases: 2 });
    const [gone, other] = targets;
    const elsewhere = { ...gone!, config: { ...gone!.config, alias: 'nothing' } };
    await target.shift(other!, to(10), await target.read(other!));
    const results = await target.back([elsewhere, other!], WAY);
    expect(results).toMatchObject([{ fault: { permanent: true } }, { change: null }]);
    expect(cloud.share('checkout-api', 'live-1', '2')).toBe(0);
  });
});

describe('a reading of a Lambda alias', () => {
  it('is one call, and asks about the old version only where the way back is asked for', async () => {
    const { target, state, calls } = await aWorld();
    await target.read(state);
    expect(calls.map(({ operation }) => operation)).toEqual(['GetAlias']);
    calls.length = 0;
    await target.read(state, 'way-back');
    expect(calls.map(({ operation }) => operation).sort()).toEqual(['GetAlias', 'GetFunctionConfiguration']);
  });

  it('says nothing of the old version where Serin may not ask, and fails where Lambda does not answer', async () => {
    let name = 'AccessDeniedException';
    const observer: Observer = {
      before({ operation, input }) {
        if (operation === 'GetFunctionConfiguration' && (input as { Qualifier?: string }).Qualifier === '1' && asking)
          throw Object.assign(new Error('no'), { name });
      },
    };
    let asking = false;
    const { target, state } = await aWorld({ observer });
    asking = true;
    expect(await target.read(state, 'way-back')).not.toHaveProperty('noWayBack');
    name = 'TooManyRequestsException';
    await expect(target.read(state, 'way-back')).rejects.toMatchObject({ code: name, permanent: false });
  });

  it('knows since when everybody has a share, or takes it from now', async () => {
    const { target, state, clock } = await aWorld();
    const seen = anObservation(await target.read(state), clock.now());
    clock.advance(5_000);
    expect((await target.read({ ...state, observed: seen })).effectiveAt).toBe(seen.effectiveAt);
    for (const other of [{ effectiveAt: null }, { weight: 10 }, { weight: null }])
      expect((await target.read({ ...state, observed: { ...seen, ...other } })).effectiveAt).toBe(clock.now());
  });

  it('of a split with the canary is taken over without a word', async () => {
    const { target, state } = await aWorld();
    await target.shift(state, to(20), await target.read(state));
    expect((await target.inspect(anAsk(state.config, { adopt: true }))).findings.map(({ code }) => code)).toEqual([
      'nobody-calls-alias',
    ]);
  });

  it('names a third version that takes requests', async () => {
    const { target, state, client } = await aWorld();
    const RoutingConfig = { AdditionalVersionWeights: { 3: 0.2 } };
    await client.send(new UpdateAliasCommand({ FunctionName: 'checkout-api', Name: 'live', RoutingConfig }));
    expect(await target.read(state)).toMatchObject({ weight: 0, drift: 'version 3 takes 20% of the requests' });
  });

  it('refuses to adopt a split with a third version', async () => {
    const { target, state, client } = await aWorld();
    const RoutingConfig = { AdditionalVersionWeights: { 3: 0.2 } };
    await client.send(new UpdateAliasCommand({ FunctionName: 'checkout-api', Name: 'live', RoutingConfig }));
    const { findings } = await target.inspect(anAsk(state.config, { adopt: true }));
    expect(findings).toContainEqual(expect.objectContaining({ severity: 'blocks', code: 'other-split' }));
  });
});

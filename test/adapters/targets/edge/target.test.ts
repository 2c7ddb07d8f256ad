import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AccessDeniedException,
  DeleteKeyCommand,
  DescribeKeyValueStoreCommand,
  PutKeyCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { describe, expect, it } from 'vitest';
import { edgeClient } from '../../../../src/adapters/targets/edge/client.ts';
import { TargetChanged } from '../../../../src/ports/target.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk, anObservation, aTarget } from '../support/a-target.ts';
import { aKeyValueStore, STORE } from '../support/aws-clients.ts';
import { targetContract } from '../target-contract.ts';
import { anEdgeWorld, EDGE } from './world.ts';

// moto has no KeyValueStore: nothing but the model stands behind this contract.
targetContract('edge on the model', async () => {
  const clock = aClock();
  return anEdgeWorld(aKeyValueStore(clock).client, clock);
});

function aWorld() {
  const clock = aClock();
  const calls: string[] = [];
  const meanwhile: (() => Promise<void>)[] = [];
  const refuse = new Set<string>();
  const store = aKeyValueStore(clock, {
    async before({ operation }) {
      calls.push(operation);
      if (refuse.has(operation))
        throw new AccessDeniedException({ message: 'not authorized to do this', $metadata: {} });
      if (operation === 'PutKey' || operation === 'UpdateKeys') await meanwhile.shift()?.();
    },
  });
  return { ...anEdgeWorld(store.client, clock), ...store, calls, meanwhile, refuse };
}

const weight = (share: number, cohorts: readonly string[] = []) =>
  ({ kind: 'weight', weight: share, reversals: 0, cohorts }) as const;

async function started({ target, ask }: ReturnType<typeof aWorld>) {
  return aTarget(ask.config, await target.inspect(ask));
}

describe('a split at the edge', () => {
  it('deals users out by the rollout, the same at every share, and by the salt of before when it is over', async () => {
    const world = aWorld();
    const state = await started(world);
    await world.target.shift(state, weight(5), await world.target.read(state));
    await world.target.shift(state, weight(25), await world.target.read(state));
    expect(await world.current()).toMatchObject({ weight: 25, salt: 'r-1' });
    await world.target.back([state], { reversals: 1, promotionBegan: false });
    expect(await world.current()).toMatchObject({ weight: 0, salt: 'r-1' });
    await world.target.shift(state, { kind: 'baseline' }, await world.target.read(state));
    expect(await world.current()).toMatchObject({ weight: 0, salt: 'before', stable: 'a', canary: 'b' });
  });

  it('keeps the users of a split that is taken over where they are', async () => {
    const world = aWorld();
    await world.put({ weight: 20, salt: 'by-hand' });
    const state = aTarget(EDGE, await world.target.inspect({ ...world.ask, adopt: true }));
    await world.target.shift(state, weight(50), await world.target.read(state));
    expect(await world.current()).toMatchObject({ weight: 50, salt: 'by-hand' });
  });

  it('has its sides exchanged by a promotion, with nobody on the new canary', async () => {
    const world = aWorld();
    const state = await started(world);
    await world.target.shift(state, weight(100, ['staff']), await world.target.read(state));
    await world.target.shift(state, { kind: 'promoted' }, await world.target.read(state));
    expect(await world.current()).toMatchObject({ stable: 'b', canary: 'a', weight: 0, cohorts: [] });
    const next = await world.target.inspect(anAsk(EDGE, { rollout: 'r-2' }));
    expect(next).toMatchObject({ stable: 'b', canary: 'a', weight: 0, findings: [] });
  });

  it('gives every write a revision', async () => {
    const world = aWorld();
    const state = await started(world);
    const revisions = [(await world.current()).revision];
    const noted = async () => revisions.push((await world.current()).revision);
    await world.target.shift(state, weight(5), await world.target.read(state));
    await noted();
    await world.target.back([state], { reversals: 1, promotionBegan: false });
    await noted();
    await world.target.shift(state, { kind: 'baseline' }, await world.target.read(state));
    await noted();
    expect(revisions.every((revision, at) => at === 0 || revision > revisions[at - 1]!)).toBe(true);
  });

  it('shifts with one write, after a version that was read before the split', async () => {
    const world = aWorld();
    const state = await started(world);
    world.calls.length = 0;
    const reading = await world.target.read(state);
    await world.target.shift(state, weight(5), reading);
    expect(world.calls).toEqual(['DescribeKeyValueStore', 'GetKey', 'PutKey']);
  });

  it('does not shift over a write to another key of the store, since the store has one version', async () => {
    const world = aWorld();
    const state = await started(world);
    const reading = await world.target.read(state);
    const { ETag } = await world.client.send(new DescribeKeyValueStoreCommand({ KvsARN: STORE }));
    await world.client.send(new PutKeyCommand({ KvsARN: STORE, Key: 'other', Value: 'new', IfMatch: ETag }));
    await expect(world.target.shift(state, weight(5), reading)).rejects.toThrow(TargetChanged);
  });

  it('is read as nothing but a share until everybody can have it: the edge, and pages that are loading', async () => {
    const world = aWorld();
    const state = await started(world);
    const untouched = await world.target.read(state);
    expect(untouched.effectiveAt).toBe(world.clock.now());
    await world.target.shift(state, weight(5), untouched);
    expect((await world.target.read(state)).effectiveAt).toBe(world.clock.now() + 47_000);
  });
});

describe('the time from which every user has a share at the edge', () => {
  const AFTER = 47_000;

  it('stays what it was while the same is seen, and is anew where anything differs', async () => {
    const world = aWorld();
    const state = await started(world);
    await world.target.shift(state, weight(5, ['staff']), await world.target.read(state));
    const first = await world.target.read(state);
    world.clock.advance(5_000);
    const before = anObservation(first, world.clock.now());
    const again = async (change: object) =>
      (await world.target.read({ ...state, observed: { ...before, ...change } })).effectiveAt;
    expect(await again({})).toBe(first.effectiveAt);
    for (const change of [
      { weight: 4 },
      { promoted: true },
      { cohorts: [] },
      { cohorts: undefined },
      { effectiveAt: null },
    ])
      expect(await again(change)).toBe(world.clock.now() + AFTER);
  });

  it('is not now because the baseline is there again: users may still have what was before', async () => {
    const world = aWorld();
    const state = await started(world);
    await world.target.shift(state, weight(5), await world.target.read(state));
    const observed = anObservation(await world.target.read(state), world.clock.now());
    await world.target.shift(state, { kind: 'baseline' }, await world.target.read(state));
    const back = await world.target.read({ ...state, observed });
    expect(back).toMatchObject({ atBaseline: true, effectiveAt: world.clock.now() + AFTER });
  });

  it('stays what it was of a split without cohorts that was seen before there were any', async () => {
    const world = aWorld();
    const state = await started(world);
    await world.target.shift(state, weight(5), await world.target.read(state));
    const first = await world.target.read(state);
    world.clock.advance(5_000);
    const { cohorts: _, ...observed } = anObservation(first, world.clock.now());
    expect((await world.target.read({ ...state, observed })).effectiveAt).toBe(first.effectiveAt);
  });
});

describe('cohorts at the edge', () => {
  it('are opened with the weight as it is, and are read back', async () => {
    const world = aWorld();
    const state = await started(world);
    await world.target.shift(state, weight(0, ['staff']), await world.target.read(state));
    expect(await world.current()).toMatchObject({ weight: 0, cohorts: ['staff'] });
    const open = await world.target.read(state);
    expect(open).toMatchObject({ weight: 0, cohorts: ['staff'], atBaseline: false, promoted: false, drift: null });
    world.clock.advance(5000);
    const known = { ...state, observed: anObservation(open, world.clock.now()) };
    await world.target.shift(state, weight(0, ['staff', 'beta']), open);
    expect((await world.target.read(known)).effectiveAt).toBe(world.clock.now() + 47_000);
  });

  it('are closed on the way back', async () => {
    const world = aWorld();
    const state = await started(world);
    await world.target.shift(state, weight(0, ['staff']), await world.target.read(state));
    await world.target.back([state], { reversals: 1, promotionBegan: false });
    expect(await world.target.read(state)).toMatchObject({ weight: 0, cohorts: [] });
  });

  it('that somebody opened by hand stand in the way of a start', async () => {
    const world = aWorld();
    await world.put({ cohorts: ['staff'] });
    const { findings } = await world.target.inspect(world.ask);
    expect(findings).toEqual([expect.objectContaining({ severity: 'blocks', code: 'cohorts-open' })]);
  });
});

describe('the way back at the edge', () => {
  it('asks for the version and the split at once, and writes', async () => {
    const world = aWorld();
    const state = await started(world);
    world.calls.length = 0;
    await world.target.back([state], { reversals: 1, promotionBegan: false });
    expect(world.calls.toSorted()).toEqual(['DescribeKeyValueStore', 'GetKey', 'PutKey']);
  });

  it('wins over those who write to the store at the same time', async () => {
    const world = aWorld();
    const state = await started(world);
    await world.target.shift(state, weight(50), await world.target.read(state));
    for (const share of [60, 70, 80]) world.meanwhile.push(() => world.put({ weight: share }));
    // Each put of somebody else is one that nobody disturbs.
    for (let n = 0; n < 3; n += 1) world.meanwhile.splice(2 * n + 1, 0, async () => undefined);
    expect(await world.target.back([state], { reversals: 1, promotionBegan: false })).toEqual([{ change: null }]);
    expect((await world.current()).weight).toBe(0);
  });

  it('gives up for now, and says so, when the store changes at every try', async () => {
    const world = aWorld();
    const state = await started(world);
    for (let n = 0; n < 10; n += 1)
      world.meanwhile.push(
        () => world.put({ weight: n }),
        async () => undefined,
      );
    const [result] = await world.target.back([state], { reversals: 1, promotionBegan: false });
    expect(result).toMatchObject({ fault: { code: 'TargetChanged', permanent: false } });
  });

  /** Puts splits with 30 % on the canary under these keys, beside the one that the world has. */
  async function several(world: ReturnType<typeof aWorld>, keys: readonly string[]) {
    const state = await started(world);
    const Value = JSON.stringify({ ...(await world.current()), weight: 30 });
    for (const Key of keys) {
      const IfMatch = (await world.client.send(new DescribeKeyValueStoreCommand({ KvsARN: STORE }))).ETag;
      await world.client.send(new PutKeyCommand({ KvsARN: STORE, Key, Value, IfMatch }));
    }
    world.calls.length = 0;
    return [state, ...keys.map((key) => ({ ...state, name: `edge:${key}`, config: { ...EDGE, key } }))];
  }
  const sharesOf = (world: ReturnType<typeof aWorld>, keys: readonly string[]) =>
    keys.map((key) => JSON.parse(world.cloud.get(STORE, key) ?? '{}').weight);
  const keysOf = (count: number) => Array.from({ length: count }, (_, i) => `shop-${i}`);
  const BACK = { reversals: 1, promotionBegan: false };

  it('writes all splits of one store at once: 22 calls in two rounds for 20 of them', async () => {
    const world = aWorld();
    const keys = keysOf(19);
    const states = await several(world, keys);
    expect(await world.target.back(states, BACK)).toEqual(states.map(() => ({ change: null })));
    expect(world.calls.toSorted()).toEqual(['DescribeKeyValueStore', ...Array(20).fill('GetKey'), 'UpdateKeys']);
    expect(sharesOf(world, keys)).toEqual(keys.map(() => 0));
  });

  it('writes more than fifty in groups, each upon the version that the one before made', async () => {
    const world = aWorld();
    const keys = keysOf(60);
    const states = await several(world, keys);
    expect(await world.target.back(states, BACK)).toEqual(states.map(() => ({ change: null })));
    expect(world.calls.filter((call) => call === 'UpdateKeys')).toHaveLength(2);
    expect(sharesOf(world, keys)).toEqual(keys.map(() => 0));
  });

  it('brings the others back where one key is gone, and says which', async () => {
    const world = aWorld();
    const states = await several(world, ['shop', 'gone', 'blog']);
    const IfMatch = (await world.client.send(new DescribeKeyValueStoreCommand({ KvsARN: STORE }))).ETag;
    await world.client.send(new DeleteKeyCommand({ KvsARN: STORE, Key: 'gone', IfMatch }));
    const results = await world.target.back(states, BACK);
    expect(results.map((result) => 'fault' in result)).toEqual([false, false, true, false]);
    expect(results[2]).toMatchObject({ fault: { permanent: true, message: expect.stringContaining('gone') } });
    expect(sharesOf(world, ['shop', 'blog'])).toEqual([0, 0]);
  });

  it('reads the version again and writes all when somebody writes in between', async () => {
    const world = aWorld();
    const states = await several(world, ['shop']);
    world.meanwhile.push(() => world.put({ weight: 60 }));
    expect(await world.target.back(states, BACK)).toEqual([{ change: null }, { change: null }]);
    expect(world.calls.filter((call) => call === 'UpdateKeys')).toHaveLength(2);
    expect([(await world.current()).weight, ...sharesOf(world, ['shop'])]).toEqual([0, 0]);
  });

  it('is met key by key when the store refuses them together', async () => {
    const world = aWorld();
    const states = await several(world, ['shop', 'blog']);
    world.refuse.add('UpdateKeys');
    expect(await world.target.back(states, BACK)).toEqual(states.map(() => ({ change: null })));
    expect(world.calls.filter((call) => call === 'PutKey')).toHaveLength(3);
    expect(sharesOf(world, ['shop', 'blog'])).toEqual([0, 0]);
  });

  it('writes the baseline over what is no split any more', async () => {
    const world = aWorld();
    const state = await started(world);
    const { ETag } = await world.client.send(new DescribeKeyValueStoreCommand({ KvsARN: STORE }));
    await world.client.send(new PutKeyCommand({ KvsARN: STORE, Key: 'web', Value: 'oops', IfMatch: ETag }));
    await expect(world.target.read(state)).rejects.toMatchObject({ code: 'split-unreadable', permanent: true });
    await world.target.back([state], { reversals: 1, promotionBegan: false });
    expect(await world.target.read(state)).toMatchObject({ weight: 0, drift: null });
  });

  it('writes the sides of the baseline, unless the sides of somebody else were seen before', async () => {
    const world = aWorld();
    const state = await started(world);
    await world.put({ canary: 'c', weight: 10 });
    const drifted = { ...state, observed: anObservation(await world.target.read(state), world.clock.now()) };
    await world.target.back([drifted], { reversals: 1, promotionBegan: false });
    expect(await world.current()).toMatchObject({ stable: 'a', canary: 'c', weight: 0 });
    await world.target.back([state], { reversals: 1, promotionBegan: false });
    expect(await world.current()).toMatchObject({ stable: 'a', canary: 'b', weight: 0 });
  });

  it('leaves nobody on the canary although somebody made it stable beside a third side', async () => {
    const world = aWorld();
    const state = await started(world);
    await world.put({ stable: 'b', canary: 'c', weight: 10 });
    const reading = await world.target.read(state);
    expect(reading).toMatchObject({ weight: 90, drift: expect.stringContaining('its sides are b and c') });
    const drifted = { ...state, observed: anObservation(reading, world.clock.now()) };
    await world.target.back([drifted], { reversals: 1, promotionBegan: false });
    expect(await world.target.read(state)).toMatchObject({ weight: 0 });
  });
});

describe('before a start at the edge', () => {
  it.each<[string, string, (world: ReturnType<typeof aWorld>) => Promise<unknown>]>([
    ['there is no split', 'split-missing', (world) => world.remove()],
    [
      'the key holds something else',
      'split-unreadable',
      async ({ client }) => {
        const { ETag } = await client.send(new DescribeKeyValueStoreCommand({ KvsARN: STORE }));
        return client.send(new PutKeyCommand({ KvsARN: STORE, Key: 'web', Value: '{}', IfMatch: ETag }));
      },
    ],
  ])('it is said when %s, with the command that writes one', async (_, code, prepare) => {
    const world = aWorld();
    await prepare(world);
    const { findings } = await world.target.inspect(world.ask);
    expect(findings).toEqual([expect.objectContaining({ severity: 'blocks', code })]);
    expect(findings[0]?.remedy).toContain(`put-key --kvs-arn ${STORE} --key web --value '{"stable":"a","canary":"b"`);
  });

  it.each([
    ['b', []],
    ['a', ['The side a is what users have.']],
    ['c', ['The side c is neither a nor b.']],
  ])('web=%s names the side to try, if it is the one that is free', async (side, messages) => {
    const world = aWorld();
    const { findings } = await world.target.inspect({ ...world.ask, explicit: { web: side } });
    expect(findings.map(({ message }) => message)).toEqual(messages);
    expect(findings.every(({ code, severity }) => code === 'wrong-side' && severity === 'blocks')).toBe(true);
  });

  it('there is nothing to put back, and nothing noted, where there is no split', async () => {
    const world = aWorld();
    expect(await world.target.inspect(world.ask)).toMatchObject({ notes: [] });
    await world.remove();
    expect(await world.target.inspect(world.ask)).toMatchObject({ frozen: null, baseline: [], notes: [], weight: 0 });
  });

  it('a store that may not be read is a fault, not a split that is missing', async () => {
    const clock = aClock();
    const { client } = aKeyValueStore(clock, {
      before({ operation }) {
        if (operation === 'GetKey') throw Object.assign(new Error('no'), { name: 'AccessDenied' });
      },
    });
    const { target, ask } = anEdgeWorld(client, clock);
    await expect(target.inspect(ask)).rejects.toMatchObject({ code: 'AccessDenied', permanent: true });
  });

  it('a split at 0 is dealt out by the rollout, also where somebody said to take over what is there', async () => {
    const world = aWorld();
    const { frozen } = await world.target.inspect({ ...world.ask, adopt: true });
    expect(frozen).toMatchObject({ salt: 'before', own: 'r-1' });
  });

  it('the sides are those of the control center, in a service with environments', async () => {
    const world = aWorld();
    const codes = async (stable: 'a' | 'b', canary: 'a' | 'b') =>
      (await world.target.inspect({ ...world.ask, roles: { stable, canary } })).findings.map(({ code }) => code);
    expect(await codes('a', 'b')).toEqual([]);
    expect(await codes('b', 'a')).toEqual(['sides-disagree']);
    await world.put({ stable: 'blue', canary: 'b' });
    expect(await codes('a', 'b')).toEqual(['sides-disagree']);
    await world.put({ stable: 'a', canary: 'green' });
    expect(await codes('a', 'b')).toEqual(['sides-disagree']);
  });

  it('sides that disagree are named, with what to do', async () => {
    const world = aWorld();
    const { findings } = await world.target.inspect({ ...world.ask, roles: { stable: 'b', canary: 'a' } });
    expect(findings[0]).toMatchObject({
      severity: 'blocks',
      message:
        'The split web has a as stable and b as canary, and the control center says that environment b is live, and environment a has the next release.',
      remedy: expect.stringContaining('correct the control center (docs/guides/environments.md)'),
    });
  });

  it('the baseline is a line that can be put back', async () => {
    const world = aWorld();
    const { baseline } = await world.target.inspect(world.ask);
    expect(baseline).toEqual([
      'web → {"stable":"a","canary":"b","weight":0,"salt":"before","revision":3,"cohorts":[]}',
    ]);
  });
});

describe('the client of KeyValueStore', () => {
  it('signs for every region, to the address of the account that owns the store', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers);
      response.setHeader('ETag', 'KV1').setHeader('content-type', 'application/json').end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const client = edgeClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      endpoint: `http://localhost:${(server.address() as AddressInfo).port}`,
      // The SDK puts the account before the host, and not every resolver knows names below localhost.
      requestHandler: {
        httpAgent: {
          lookup: (_host: string, _options: object, found: Found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
        },
      },
    });
    const { ETag } = await client.send(new DescribeKeyValueStoreCommand({ KvsARN: STORE }));
    expect(ETag).toBe('KV1');
    expect(seen[0]?.host).toMatch(/^123456789012\.localhost/);
    expect(seen[0]?.authorization).toMatch(
      /^AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/cloudfront-keyvaluestore\//,
    );
    expect(seen[0]?.['x-amz-region-set']).toBe('*');
    server.close();
  });
});

type Found = (error: null, addresses: readonly { readonly address: string; readonly family: number }[]) => void;

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TooManyRequestsException } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSplit } from '../../../src/routing/split.ts';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

const STORE = 'arn:aws:cloudfront::123456789012:key-value-store/5e0c7a41-9d3b-4f26-8a17-2b6f0d9c8e53';

/** Hours of virtual time, each request through the built functions. */
const LONG = { timeout: 240_000 };

let sandbox: ASandbox;
afterEach(() => sandbox.close());

async function open(config = 'examples/shop.yml'): Promise<void> {
  sandbox = await aSandbox({ config });
  await sandbox.advance('3m');
}

/** The same shop, whose API calls aliases that split requests by themselves: more splitters on the path. */
async function openWithSecondSplitter(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-shop-'));
  try {
    const targets = ['shop-api', 'shop-cart']
      .map((name) => `      - { kind: lambda-alias, function: ${name}, alias: live, sides: { a: env-a, b: env-b } }\n`)
      .join('');
    const text = (await readFile('examples/shop.yml', 'utf8'))
      .replace('        key: shop\n', `        key: shop\n${targets}`)
      .replace('perSide: [alias]', 'perSide: []')
      .replace('    targets:\n', '    analysis: "off"\n    targets:\n');
    await writeFile(join(folder, 'serin.yml'), text);
    await open(join(folder, 'serin.yml'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const rollout = async () => (await sandbox.state()).services.shop?.rollout;
const center = async () => (await sandbox.state()).environments.shop;
const mismatches = async () => (await sandbox.state()).mismatches.shop;
const split = () => readSplit(sandbox.world.account.keyValueStore.get(STORE, 'shop') ?? '');
const post = (path: string, body: object) =>
  fetch(`${sandbox.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
const deploy = async (version: string, only?: readonly string[]) => {
  const response = await post('/sandbox/deploy', { service: 'shop', version, ...(only && { only }) });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);

/** Which versions the users have by their newest pages, and how many have each. */
function versions(): Readonly<Record<string, number>> {
  const visited = sandbox.world.users?.stacks.get('shop')?.pages.visited() ?? [];
  const counts: Record<string, number> = {};
  for (const each of visited) if (each !== null) counts[each.version] = (counts[each.version] ?? 0) + 1;
  return counts;
}

async function runToTheEnd(label: string): Promise<void> {
  await sandbox.type('alice', `start shop ${label}`);
  await sandbox.advance('14m');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('50m');
  expect(await rollout()).toMatchObject({ status: 'completed', canary: label });
}

describe('a whole rollout of the shop', () => {
  beforeEach(() => open());

  it('gives each user one version through all layers, and the next one goes the other way', LONG, async () => {
    expect(Object.keys(versions())).toEqual(['v53']);
    await sandbox.type('alice', 'start shop v54');
    expect(await center()).toMatchObject({ active: 'b', deployments: 'closed' });
    expect((await deploy('v55')).body).toMatchObject({ error: 'deployments-closed' });
    await sandbox.advance('10m');
    expect(Object.keys(versions()).toSorted()).toEqual(['v53', 'v54']);
    // 5% of 400. Which users they are is drawn anew for each rollout: one run in 16,000 is further away than four standard deviations.
    expect(Math.abs((versions().v54 ?? 0) - 20)).toBeLessThanOrEqual(4 * Math.sqrt(20 * 0.95));
    await sandbox.advance('4m');
    await sandbox.click('bob', 'approve');
    await sandbox.advance('50m');
    expect(await rollout()).toMatchObject({ status: 'completed', canary: 'v54' });
    expect(await center()).toMatchObject({ active: 'a', fallback: 'b' });
    expect(split()).toMatchObject({ stable: 'b', canary: 'a', weight: 0 });
    expect(Object.keys(versions())).toEqual(['v54']);
    const { moved, withinPage, longestMs, totalMs } = (await sandbox.state()).changeovers.shop!;
    expect(moved).toBeGreaterThan(350);
    // Whose page was loading when the weight changed; nobody longer than a page takes.
    expect(withinPage).toBeGreaterThan(0);
    expect(withinPage).toBeLessThan(moved / 4);
    expect(longestMs).toBeLessThanOrEqual(9000);
    expect(totalMs).toBeGreaterThan(0);

    expect(await deploy('v55')).toEqual({ status: 200, body: { service: 'shop', version: 'v55', side: 'a' } });
    await runToTheEnd('v55');
    expect(await center()).toMatchObject({ active: 'b', fallback: 'a' });
    expect(split()).toMatchObject({ stable: 'a', canary: 'b', weight: 0 });
    expect(Object.keys(versions())).toEqual(['v55']);

    const { requests, pages, of, newest } = (await mismatches())!;
    expect([requests, pages, newest]).toEqual([{ sinceStart: 0, total: 0 }, { sinceStart: 0, total: 0 }, []]);
    expect(of.pages.total).toBeGreaterThan(20_000);
    expect(of.requests.total).toBeGreaterThan(of.requests.sinceStart);
    expect(sandbox.world.deadLetters).toEqual([]);
  });
});

describe('a side that is behind', () => {
  beforeEach(() => open());

  it(
    'is brought up to the newest of every component before its rollout, and no user meets a mixture',
    LONG,
    async () => {
      await runToTheEnd('v54');
      expect((await deploy('v55', ['lambda-functions'])).status).toBe(200);
      await sandbox.type('alice', 'start shop v55');
      expect(await lastTold('alice')).toMatch(/API.*Sync first|api-stage.*Sync first/);
      await sandbox.click('alice', 'look-at-sync');
      await sandbox.click('alice', 'sync');
      await sandbox.advance('4m');
      expect((await sandbox.state()).components.shop).toMatchObject({
        'lambda-functions shop-api': { a: '3 (v55)', b: '2 (v54)' },
        'frontend shop-web-a/shop-web-b': { a: 'v54', b: 'v54' },
      });
      await runToTheEnd('v55');
      // The front end is the one of v54, built anew for side a.
      expect(Object.keys(versions())).toContain('v54+v55');
      expect((await mismatches())?.pages.total).toBe(0);
    },
  );
});

describe('the same shop with aliases that split the requests to its API once more', () => {
  beforeEach(() => openWithSecondSplitter());

  it('shows some users two versions at once', LONG, async () => {
    await sandbox.type('alice', 'start shop v54');
    expect(await lastTold('alice')).toContain('Users can meet both versions at once: ');
    await sandbox.advance('14m');
    const at5 = (await mismatches())!;
    await sandbox.click('bob', 'approve');
    await sandbox.advance('14m');
    const at50 = (await mismatches())!;
    // Two of a page's five requests are calls, to two functions each. At 5% a call in seven meets both versions, at 50% seven in eight.
    const share = (mixed: number, all: number) => mixed / all;
    expect(share(at5.requests.total, at5.of.requests.sinceStart)).toBeGreaterThan(0.02);
    const [mixed, all] = [at50.requests.total - at5.requests.total, at50.of.requests.total - at5.of.requests.total];
    expect(share(mixed, all)).toBeGreaterThan(0.15);
    // Those who call the functions are the users of the pages, and nobody besides.
    expect(sandbox.world.users?.minutes.of('shop').at(-1)?.reached).toBeLessThanOrEqual(0.6);
    expect(at50.pages.total).toBeGreaterThan(1000);
    expect(at50.newest.at(-1)?.through).toMatch(
      /^front end v5[34] > API stage v5[34] > shop-api v5[34] > shop-cart v5[34]$/,
    );
    await sandbox.advance('40m');
    expect(await rollout()).toMatchObject({ status: 'completed' });
    const done = (await mismatches())?.requests.total;
    await sandbox.advance('10m');
    expect((await mismatches())?.requests.total).toBe(done);
  });

  it('goes back to where all agreed when one of them is throttled in the middle of a shift, and asks a person', async () => {
    await sandbox.type('alice', 'start shop v54');
    await sandbox.advance('14m');
    const throttled: string[] = [];
    const stop = sandbox.world.observe({
      before: ({ service, operation }) => {
        if (service !== 'Lambda' || operation !== 'UpdateAlias') return;
        throttled.push(`the edge has ${split()?.weight}%`);
        throw new TooManyRequestsException({ message: 'Rate exceeded', $metadata: {} });
      },
    });
    await sandbox.click('bob', 'approve');
    await sandbox.advance('10m');
    expect(throttled).toContain('the edge has 50%');
    expect(await rollout()).toMatchObject({ status: 'holding', weight: 5 });
    expect((await sandbox.state()).services.shop?.targets.map(({ weight }) => weight)).toEqual([5, 5, 5]);
    expect(await center()).toMatchObject({ share: 5, deployments: 'closed' });
    const told = (await sandbox.messages()).map(({ text, blocks }) => text + JSON.stringify(blocks)).join();
    expect(told).toMatch(/throttled|Rate exceeded/);
    stop();
    await sandbox.click('bob', 'resume');
    await sandbox.advance('5m');
    expect((await sandbox.state()).services.shop?.targets.map(({ weight }) => weight)).toEqual([50, 50, 50]);
  });
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TargetConfig } from '../../../src/domain/service.ts';
import { writeSplit } from '../../../src/routing/split.ts';
import { type Browser, createBrowser } from '../../../src/sandbox/traffic/browser.ts';
import { type Chain, isMixed } from '../../../src/sandbox/traffic/chain.ts';
import { type DeployedEdge, deployEdge } from '../../../src/sandbox/traffic/deployed-edge.ts';
import { type ASandbox, aSandbox } from '../a-sandbox.ts';

const USERS = 10_000;
const UP = [0, 1, 5, 25, 50, 100];
const JOURNEY = [...UP, ...UP.toReversed().slice(1), ...UP.slice(1)];
/** After a change of the weight, how long a page that was open then goes on loading, in milliseconds. */
const LATER = 9000;
const chance = { uniform: () => 0.5 };

let sandbox: ASandbox;
let chain: Chain;
let edge: DeployedEdge;
let now = Date.UTC(2026, 0, 5, 9);
let split = '';
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'examples/shop.yml' });
  const { services, users } = sandbox.world;
  chain = users!.stacks.get('shop')!.chain;
  const target = services[0]?.targets[0] as TargetConfig;
  edge = await deployEdge(target, { keyValueStore: { get: () => split }, now: () => now, buckets: chain.buckets });
});
afterEach(() => sandbox.close());

/** Opens a page of a user, and gives the side and the versions that it met by then. */
async function visit(browser: Browser) {
  const { side, bucket } = await browser.open();
  const document = chain.document(bucket)!;
  const hops = [document, ...chain.call(bucket, chance)];
  return { side, bucket, document, mixed: isMixed(hops), versions: new Set(hops.map(({ version }) => version)) };
}

it('takes 10,000 users through the whole chain, up, back and up again, each with one version at a time', {
  timeout: 300_000,
}, async () => {
  const browsers = Array.from({ length: USERS }, (_, user) => createBrowser(edge, user));
  let before: readonly Awaited<ReturnType<typeof visit>>[] = [];
  let from = 0;
  let [moved, withinPage, revision] = [0, 0, 0];
  for (const weight of JOURNEY) {
    revision += 1;
    split = writeSplit({ stable: 'a', canary: 'b', weight, salt: 'r-1', revision, cohorts: [] });
    now += LATER;
    // One user in ten had a page open: what it still loads is of the version of its document.
    const late = new Set<number>();
    for (let user = 0; user < before.length; user += 10) {
      const { bucket, document } = before[user]!;
      const part = chain.document((await browsers[user]!.load()).bucket)!;
      expect(isMixed([document, part, ...chain.call(bucket, chance)])).toBe(false);
      expect(part.version).toBe(document.version);
      late.add(user);
    }
    const pages: Awaited<ReturnType<typeof visit>>[] = [];
    for (const browser of browsers) pages.push(await visit(browser));
    expect(pages.filter(({ mixed, versions }) => mixed || versions.size > 1)).toEqual([]);
    const share = pages.filter(({ side }) => side === 'b').length;
    const p = weight / 100;
    expect(Math.abs(share - USERS * p)).toBeLessThanOrEqual(3 * Math.sqrt(USERS * p * (1 - p)));
    const against = weight >= from ? 'b' : 'a';
    expect(pages.filter(({ side }, user) => before[user]?.side === against && side !== against)).toEqual([]);
    for (const [user, { side }] of pages.entries()) {
      if (before[user] === undefined || before[user].side === side) continue;
      moved += 1;
      if (late.has(user)) withinPage += 1;
    }
    [before, from] = [pages, weight];
  }
  // Everybody there, back and there again.
  expect(moved).toBe(3 * USERS);
  expect(withinPage).toBe((3 * USERS) / 10);
});

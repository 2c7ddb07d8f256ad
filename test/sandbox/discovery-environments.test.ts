import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TargetConfig } from '../../src/domain/service.ts';
import { createBrowser } from '../../src/sandbox/traffic/browser.ts';
import { type DeployedEdge, deployEdge, userId } from '../../src/sandbox/traffic/deployed-edge.ts';
import { type ASandbox, aSandbox } from './a-sandbox.ts';

let sandbox: ASandbox;
let edge: DeployedEdge;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'examples/shop.yml' });
  const { account, clock, services, users: inhabitants } = sandbox.world;
  const { buckets } = inhabitants!.stacks.get('shop')!.chain;
  const target = services[0]?.targets[0] as TargetConfig;
  edge = await deployEdge(target, { keyValueStore: account.keyValueStore, now: clock.now, buckets });
  await sandbox.advance('1m');
});
afterEach(() => sandbox.close());

const users = Array.from({ length: 150 }, (_, user) => user);

/** Where the built functions of the edge send each user, in a browser that knows nothing yet. */
async function atTheEdge(): Promise<readonly string[]> {
  const sides: string[] = [];
  for (const user of users) sides.push((await createBrowser(edge, user).open()).side);
  return sides;
}

interface Told {
  readonly arm: string;
  readonly side: string;
  readonly revision: number;
  readonly actions: { readonly order: string };
}

async function told(): Promise<readonly Told[]> {
  const answers: Told[] = [];
  for (const user of users)
    answers.push((await (await fetch(`${sandbox.url}/discovery/shop?user=${userId(user)}`)).json()) as Told);
  return answers;
}

/** Both agree, and every URL is of the side that it came with. How many are on side b, and in which arms that is. */
async function agree(): Promise<{ readonly onB: number; readonly arms: readonly string[] }> {
  const [decided, discovery] = [await atTheEdge(), await told()];
  expect(discovery.map(({ side }) => side)).toEqual(decided);
  for (const { side, actions } of discovery) expect(actions.order).toBe(`https://${side}.api.shop.example.com/order`);
  const onB = decided.filter((side) => side === 'b').length;
  return { onB, arms: [...new Set(discovery.map(({ arm }) => arm))].toSorted() };
}

/** Four standard deviations around a share of the users, whose places are drawn anew for each rollout. */
function around(percent: number, count: number): boolean {
  const p = percent / 100;
  return Math.abs(count - users.length * p) <= 4 * Math.sqrt(users.length * p * (1 - p));
}

it('names the side to which the edge sends the user, for every user, at every weight and after the roles were exchanged', {
  timeout: 180_000,
}, async () => {
  expect(await agree()).toEqual({ onB: 0, arms: ['stable'] });
  await sandbox.type('alice', 'start shop v54');
  await sandbox.advance('13m');
  expect(around(5, (await agree()).onB)).toBe(true);
  await sandbox.click('bob', 'approve');
  await sandbox.advance('3m');
  expect(around(50, (await agree()).onB)).toBe(true);
  await sandbox.advance('14m');
  expect(await agree()).toEqual({ onB: users.length, arms: ['canary'] });
  await sandbox.advance('35m');
  expect((await sandbox.state()).services.shop?.rollout).toMatchObject({ status: 'completed' });
  expect(await agree()).toEqual({ onB: users.length, arms: ['stable'] });

  await fetch(`${sandbox.url}/sandbox/deploy`, { method: 'POST', body: '{"service":"shop","version":"v55"}' });
  await sandbox.type('alice', 'start shop v55');
  await sandbox.advance('3m');
  const back = await agree();
  expect([around(95, back.onB), back.arms]).toEqual([true, ['canary', 'stable']]);
  await sandbox.type('alice', 'rollback shop');
  await sandbox.advance('3m');
  expect(await agree()).toEqual({ onB: users.length, arms: ['stable'] });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aShop, sendOrder } from '../../examples/propagation/page.ts';
import { armOf, saltOf } from '../../src/routing/arm.ts';
import { type ASandbox, aSandbox } from './a-sandbox.ts';

const SHOP = 'https://shop.example.com';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox();
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const ask = (user: string, init: RequestInit = {}) =>
  fetch(`${sandbox.url}/discovery/checkout?user=${encodeURIComponent(user)}`, init);
const placeOf = async (user: string) =>
  (await (await ask(user)).json()) as { arm: string; rollout: string; revision: number; actions: { order: string } };
const users = Array.from({ length: 100 }, (_, at) => `user-${at} é`);
/** One after the other: whoever asks at the same time as others meets a container of their own, which has to read first. */
async function everyone() {
  const places: Awaited<ReturnType<typeof placeOf>>[] = [];
  for (const user of users) places.push(await placeOf(user));
  return places;
}
const onCanary = async () => (await everyone()).map(({ arm }) => arm === 'canary');

async function startApproved() {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
}

describe('discovery in the sandbox', () => {
  it('agrees for every user with the decision of the edge once a weight has propagated', async () => {
    await startApproved();
    for (const [wait, weight] of [
      ['2m', 5],
      ['12m', 25],
      ['16m', 100],
    ] as const) {
      await sandbox.advance(wait);
      const state = (await sandbox.state()).services.checkout;
      expect(state?.targets.map((target) => target.weight)).toEqual([weight, weight]);
      const salt = saltOf(String(state?.rollout?.id));
      expect((await everyone()).map(({ arm }) => arm)).toEqual(users.map((key) => armOf({ salt, weight, key })));
    }
  });

  it('moves users only to the canary on the way up, with rising revisions, and everyone back after a rollback', async () => {
    const revisions: number[] = [];
    const seen: (readonly boolean[])[] = [];
    const look = async () => {
      seen.push(await onCanary());
      revisions.push((await placeOf('alice')).revision);
    };
    await look();
    await startApproved();
    for (const wait of ['2m', '12m', '16m']) {
      await sandbox.advance(wait);
      await look();
    }
    for (const [at, arms] of seen.slice(1).entries()) {
      expect(arms.every((isOn, user) => isOn || !seen[at]?.[user])).toBe(true);
    }
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
    expect(new Set(revisions).size).toBe(4);
    await sandbox.type('alice', 'rollback checkout');
    await sandbox.advance('1m');
    expect((await onCanary()).some((isOn) => isOn)).toBe(false);
  });

  it('tells a page with the client of the package where to send an order', async () => {
    await startApproved();
    await sandbox.advance('13m');
    const sent: string[] = [];
    const send = async (url: string | URL | Request) => {
      sent.push(String(url));
      return new Response();
    };
    for (const user of users) await sendOrder(aShop(sandbox.url, user), {}, send);
    expect(sent).toEqual((await everyone()).map(({ actions }) => actions.order));
    expect(new Set(sent)).toEqual(new Set(['https://api.example.com/order', 'https://canary.example.com/order']));
  });

  it('answers pages of the origins in serin.yml, and curl', async () => {
    const headers = { origin: SHOP };
    expect((await ask('alice', { headers })).headers.get('access-control-allow-origin')).toBe(SHOP);
    expect((await ask('alice', { headers, method: 'OPTIONS' })).status).toBe(204);
    expect((await ask('alice')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await placeOf('alice')).actions.order).toBe('https://api.example.com/order');
    const { headers: first } = await ask('alice');
    expect((await ask('alice', { headers: { 'if-none-match': String(first.get('etag')) } })).status).toBe(304);
  });

  it('answers what it refuses as the function on AWS does', async () => {
    expect((await ask('alice', { method: 'DELETE' })).status).toBe(405);
    expect((await fetch(`${sandbox.url}/discovery/calls?user=alice`)).status).toBe(404);
    expect((await fetch(`${sandbox.url}/discovery/checkout`)).status).toBe(400);
  });
});

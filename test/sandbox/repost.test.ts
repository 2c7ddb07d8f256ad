import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from './a-sandbox.ts';

let folder: string;
let second: ASandbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-sandbox-'));
});
afterEach(async () => {
  await second.close();
  await rm(folder, { recursive: true });
});

const status = async () => (await second.state()).services.checkout?.rollout?.status;

async function restartAtGate(): Promise<ASandbox> {
  const first = await aSandbox({ data: folder });
  await first.type('bob', 'start checkout v54');
  expect((await first.messages()).length).toBe(1);
  await first.close();
  const next = await aSandbox({ data: folder });
  await next.advance('5s');
  return next;
}

it('shows a gate that waits, with its card, baseline and timeline, before anybody types', async () => {
  second = await restartAtGate();
  const [card, ...others] = await second.messages();
  expect(others).toEqual([]);
  const thread = card?.thread.map(({ text }) => text).join('\n');
  expect(thread).toMatch(/baseline/i);
  expect(thread).toMatch(/waits for your approval/);
  await second.click('carol', 'approve');
  expect(await status()).toBe('baking');
});

it('does not let somebody approve a rollout of their own after a restart', async () => {
  second = await restartAtGate();
  await second.click('bob', 'approve');
  expect(await status()).toBe('awaiting-approval');
  expect(JSON.stringify((await second.shown('bob')).at(-1))).toContain('⛔');
});

it('links to the card at the address that it has now', async () => {
  second = await restartAtGate();
  await second.type('carol', 'start checkout v55');
  expect(JSON.stringify((await second.shown('carol')).at(-1))).toContain(`${second.url}/slack/archives/`);
});

it('shows a rollout that is over without telling it twice', async () => {
  const first = await aSandbox({ data: folder });
  await first.type('alice', 'start checkout v54');
  await first.click('bob', 'approve');
  await first.type('alice', 'rollback checkout');
  await first.advance('10m');
  await first.close();
  second = await aSandbox({ data: folder });
  await second.advance('5s');
  const messages = await second.messages();
  expect(messages[0]?.thread.length).toBeGreaterThan(1);
  expect(messages.map(({ text }) => text)).toEqual([expect.stringMatching(/rolled back/i)]);
  await second.advance('30m');
  expect((await second.messages())[0]?.thread).toEqual(messages[0]?.thread);
});

it('tells once what Slack had not taken before the restart', async () => {
  const first = await aSandbox({ data: folder });
  await first.type('alice', 'start checkout v54');
  first.world.workspace.setDown(true);
  await first.type('alice', 'pause checkout');
  await first.close();
  second = await aSandbox({ data: folder });
  await second.advance('1m');
  const thread = (await second.messages())[0]?.thread.map(({ text }) => text).join('\n');
  expect(thread?.match(/paused/gi)?.length).toBe(1);
});

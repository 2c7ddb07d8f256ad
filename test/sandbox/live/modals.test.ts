import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeValue } from '../../../src/adapters/slack/views/parts/button.ts';
import { buttonValue } from '../../../src/adapters/slack/views/parts/buttons.ts';
import { type ASandbox, aSandbox } from '../a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox();
});
afterEach(() => sandbox.close());

const post = (path: string, body: unknown) => fetch(sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });

const modalOf = (name: string) => sandbox.world.workspace.modals.of(sandbox.world.workspace.users[name] ?? '');

const statusOf = async () => (await sandbox.state()).services.checkout?.rollout?.status;

/** Starts a rollout that waits for approval, and clicks Reject as somebody. */
async function clickReject(user: string): Promise<void> {
  await sandbox.ask('alice', 'start checkout v54 yes');
  const rollout = (await sandbox.world.records.load('checkout'))?.rollout;
  const value = encodeValue(buttonValue(rollout!));
  const click = { channel: 'deploys', ts: rollout!.card!.ts, actionId: 'serin:reject', blockId: '', value };
  expect((await post('/sandbox/click', { ...click, user })).status).toBe(200);
}

it('opens a modal by a click, complains in it, and hands over what it asks for', async () => {
  await clickReject('bob');
  const { view } = modalOf('bob')!;
  expect(view).toMatchObject({ title: { text: 'Reject' }, callback_id: 'serin:reject' });
  expect(modalOf('carol')).toBeNull();
  const submit = (reason: string) =>
    post('/sandbox/submit', { user: 'bob', view: view.id, values: { reason: { reason } } });

  await submit('');
  expect(modalOf('bob')?.errors).toEqual({ reason: 'Please complete this required field.' });
  await submit('  ');
  expect(modalOf('bob')?.errors).toEqual({ reason: expect.stringMatching(/^Say in a few words why/) });
  expect(await statusOf()).toBe('awaiting-approval');

  await submit('the migration is missing');
  expect(modalOf('bob')).toBeNull();
  await sandbox.advance('3m');
  expect(await statusOf()).toBe('rolled-back');
  const { rollout } = (await sandbox.world.records.load('checkout'))!;
  expect(rollout?.phase).toMatchObject({ reason: { kind: 'rejected', text: 'the migration is missing' } });
});

it('says how to reject by text while Slack opens no modal', async () => {
  await clickReject('bob');
  await post('/sandbox/close', { user: 'bob', view: modalOf('bob')?.view.id });
  expect(modalOf('bob')).toBeNull();
  sandbox.world.workspace.setDown(true);
  await clickReject('bob');
  sandbox.world.workspace.setDown(false);
  expect(modalOf('bob')).toBeNull();
  const [last] = sandbox.world.ephemerals.of(sandbox.world.workspace.users.bob ?? '').slice(-1);
  expect(last?.message).toMatchObject({ text: expect.stringContaining('type `/canary reject checkout') });
  expect(await statusOf()).toBe('awaiting-approval');
});

it('refuses what is submitted or closed by nobody, and drops what is of no open modal', async () => {
  await clickReject('bob');
  expect((await post('/sandbox/close', { user: 'mallory', view: 'V0' })).status).toBe(400);
  expect((await post('/sandbox/submit', { user: 'bob', view: 'V0', values: {} })).status).toBe(200);
  expect((await post('/sandbox/close', { user: 'bob', view: 'V0' })).status).toBe(200);
  expect(modalOf('bob')).toMatchObject({ errors: {} });
});

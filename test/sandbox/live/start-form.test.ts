import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox();
});
afterEach(() => sandbox.close());

const post = (path: string, body: unknown) => fetch(sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });
const modalOf = (name: string) => sandbox.world.workspace.modals.of(sandbox.world.workspace.users[name] ?? '');
const blocksOf = (name: string) => JSON.stringify(modalOf(name)?.view.blocks);
const rolloutOf = async (name: string) => (await sandbox.world.records.load(name))?.rollout ?? null;

/** The service and the version in the form, and the plan that is chosen in advance where a service has several. */
const filled = (service: string, label = '') => ({
  service: { 'serin:start-service': service },
  ...(service !== '' && { [`version ${service}`]: { 'serin:start-version': label } }),
  ...(service === 'checkout' && { 'plan checkout': { 'serin:start-plan': 'own plan' } }),
});

/** Opens the form of a start as somebody. */
async function openForm(user: string, text = '/canary'): Promise<void> {
  expect((await post('/sandbox/say', { user, channel: 'deploys', text })).status).toBe(200);
  await sandbox.advance('2s');
}

/** Chooses the version of a service in the form, or without one the service. */
async function choose(user: string, service: string, label = ''): Promise<void> {
  const field =
    label === ''
      ? { block: 'service', action: 'serin:start-service' }
      : { block: `version ${service}`, action: 'serin:start-version' };
  const body = { user, view: modalOf(user)?.view.id, values: filled(service, label), ...field };
  expect((await post('/sandbox/choose', body)).status).toBe(200);
  await sandbox.advance('2s');
}

async function submit(user: string, values: object): Promise<void> {
  const view = modalOf(user)?.view.id;
  expect((await post('/sandbox/submit', { user, view, values })).status).toBe(200);
  await sandbox.advance('2s');
}

/** Returns the text of the last message that only one person saw. */
const lastTold = (name: string) => {
  const [last] = sandbox.world.ephemerals.of(sandbox.world.workspace.users[name] ?? '').slice(-1);
  return (last?.message as { readonly text: string } | undefined)?.text;
};

describe('the form of a start', () => {
  it.each([['/canary'], ['/canary start']])('is opened by %s with the services of the channel', async (text) => {
    await openForm('alice', text);
    expect(modalOf('alice')?.view).toMatchObject({
      callback_id: 'serin:start',
      title: { text: 'Start a rollout' },
      blocks: [{ block_id: 'service', element: { options: [{ value: 'calls' }, { value: 'checkout' }] } }],
    });
    expect(lastTold('alice')).toBeUndefined();
  });

  it('shows versions and plan of a service, preflight of a version, and starts what it showed', async () => {
    await openForm('alice');
    await choose('alice', 'checkout');
    expect(modalOf('alice')?.view.blocks[1]).toMatchObject({
      element: { options: [{ value: 'v55', description: { text: /^published/ } }, { value: 'v54' }] },
    });
    expect(blocksOf('alice')).toContain('You can start checkout now.');
    await choose('alice', 'checkout', 'v54');
    expect(blocksOf('alice')).toContain('*Preflight of v54*: it can start.');
    expect(await rolloutOf('checkout')).toBeNull();

    const added = { note: { note: 'for the sale' }, change: { change: 'https://example.com/7' } };
    await submit('alice', { ...filled('checkout', 'v54'), ...added });
    expect(modalOf('alice')).toBeNull();
    expect(await rolloutOf('checkout')).toMatchObject({
      canary: 'v54',
      by: { name: 'alice' },
      notes: { note: 'for the sale', change: 'https://example.com/7' },
    });
    expect(lastTold('alice')).toMatch(/Started v54/);
  });

  it('is opened by the shortcut on a message with what the message names', async () => {
    const message = { user: 'alice', channel: 'deploys', ts: '1.1', text: 'checkout: v54 is published' };
    expect((await post('/sandbox/shortcut', message)).status).toBe(200);
    await sandbox.advance('2s');
    expect(modalOf('alice')?.view.blocks.slice(0, 2)).toMatchObject([
      { element: { initial_option: { value: 'checkout' } } },
      { element: { initial_option: { value: 'v54' } } },
    ]);
    expect(blocksOf('alice')).toContain('*Preflight of v54*: it can start.');
    expect(await rolloutOf('checkout')).toBeNull();
  });

  it('takes a typed version where the targets list none, and shows a start before it begins', async () => {
    await openForm('bob');
    await choose('bob', 'calls');
    expect(modalOf('bob')?.view.blocks[1]).toMatchObject({ element: { type: 'plain_text_input' } });
    await submit('bob', filled('calls', 'v9 yes'));
    expect(modalOf('bob')?.errors).toEqual({ 'version calls': expect.stringMatching(/^Name one version/) });
    await submit('bob', filled('calls'));
    expect(modalOf('bob')?.errors).toEqual({ 'version calls': 'Please complete this required field.' });
    await submit('bob', filled('calls', 'v9'));
    expect(modalOf('bob')).toBeNull();
    expect(lastTold('bob')).toMatch(/Start v9 of calls\? Nothing has moved yet/);
    expect(await rolloutOf('calls')).toBeNull();
  });

  it('says in the form, and after its submission, that a rollout runs already', async () => {
    await openForm('bob');
    await choose('bob', 'checkout');
    await choose('bob', 'checkout', 'v54');
    await sandbox.ask('alice', 'start checkout v55 yes');
    await submit('bob', filled('checkout', 'v54'));
    expect(lastTold('bob')).toMatch(/checkout is being rolled out already: v55, started by alice/);
    await openForm('bob');
    await choose('bob', 'checkout', 'v54');
    expect(blocksOf('bob')).toMatch(/⛔ checkout is being rolled out already/);
    expect(await rolloutOf('checkout')).toMatchObject({ canary: 'v55' });
  });

  it('refuses a service that was not offered, in the form and when it is submitted', async () => {
    await openForm('bob');
    await choose('bob', 'secrets');
    expect(blocksOf('bob')).not.toContain('secrets');
    const view = modalOf('bob')?.view;
    const block = { type: 'input', block_id: 'version secrets', element: { type: 'plain_text_input' } };
    const forged = [
      { type: 'input', block_id: 'service', element: { type: 'static_select', options: [{ value: 'secrets' }] } },
      block,
    ];
    sandbox.world.workspace.modals.show({ triggerId: null, view: { ...view!, blocks: forged } });
    await choose('bob', 'secrets', 'v1');
    expect(blocksOf('bob')).toContain('There is no service secrets.');
    sandbox.world.workspace.modals.show({ triggerId: null, view: { ...view!, blocks: forged } });
    await submit('bob', filled('secrets', 'v1'));
    expect(lastTold('bob')).toMatch(/There is no service secrets\./);
  });

  it('is not drawn again once it is closed', async () => {
    await openForm('alice');
    const view = modalOf('alice')?.view.id;
    await post('/sandbox/close', { user: 'alice', view });
    const body = { user: 'alice', view, values: filled('checkout'), block: 'service', action: 'serin:start-service' };
    expect((await post('/sandbox/choose', body)).status).toBe(200);
    await sandbox.advance('2s');
    expect(modalOf('alice')).toBeNull();
  });

  it('says what to type while Slack opens none', async () => {
    sandbox.world.workspace.setDown(true);
    const response = await post('/sandbox/say', { user: 'alice', channel: 'deploys', text: '/canary' });
    sandbox.world.workspace.setDown(false);
    expect(response.status).toBe(200);
    expect(modalOf('alice')).toBeNull();
  });
});

import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../../src/sandbox/slack/workspace.ts';

let workspace: Workspace;
let client: WebClient;

beforeAll(async () => {
  workspace = await startWorkspace(['deploys', 'payments']);
  client = new WebClient(workspace.token, { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 } });
});
afterAll(() => workspace.close());

it('has alice, bob and carol with their addresses', async () => {
  const infos = await Promise.all(Object.values(workspace.users).map((user) => client.users.info({ user })));
  expect(Object.keys(workspace.users)).toEqual(['alice', 'bob', 'carol']);
  expect(infos.map(({ user }) => user?.profile?.email)).toEqual([
    'alice@example.com',
    'bob@example.com',
    'carol@example.com',
  ]);
});

it('lets the bot post in every channel of the configuration', async () => {
  for (const channel of Object.values(workspace.channels)) {
    const { ok, ts } = await client.chat.postMessage({ channel, text: 'hello' });
    expect(ok).toBe(true);
    const { messages } = await client.conversations.history({ channel });
    expect(messages?.map((message) => message.ts)).toContain(ts);
  }
});

it('gives the bot no more than Serin asks for', async () => {
  await expect(client.conversations.create({ name: 'more' })).rejects.toMatchObject({
    data: { error: 'missing_scope' },
  });
});

it('knows who is in a user group', async () => {
  const { usergroups } = await client.usergroups.list({});
  expect(usergroups).toMatchObject([{ id: 'S0PAYMENTS', handle: 'payments' }]);
  const { users } = await client.usergroups.users.list({ usergroup: 'S0PAYMENTS' });
  expect(users).toEqual([workspace.users.bob, workspace.users.carol]);
  await expect(client.usergroups.users.list({ usergroup: 'S1' })).rejects.toMatchObject({
    data: { error: 'no_such_subteam' },
  });
});

it('can be taken down and comes up again', async () => {
  workspace.setDown(true);
  await expect(client.auth.test()).rejects.toThrow('503');
  workspace.setDown(false);
  expect((await client.auth.test()).ok).toBe(true);
});

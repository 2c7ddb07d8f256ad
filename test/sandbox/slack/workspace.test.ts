import type { ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SentPost } from '../../../src/sandbox/slack/posts.ts';
import type { PublishedHome } from '../../../src/sandbox/slack/published-home.ts';
import type { SentEphemeral } from '../../../src/sandbox/slack/sent-ephemeral.ts';
import { startWorkspace, type Workspace } from '../../../src/sandbox/slack/workspace.ts';

const SITE = 'http://127.0.0.1:3000';

let workspace: Workspace;
let client: WebClient;
const ephemerals: SentEphemeral[] = [];
const posts: SentPost[] = [];
const homes: PublishedHome[] = [];

const start = () =>
  startWorkspace(['deploys', 'payments'], {
    siteUrl: SITE,
    onEphemeral: (sent) => ephemerals.push(sent),
    onPost: (sent) => posts.push(sent),
    onHome: (home) => homes.push(home),
  });

beforeAll(async () => {
  workspace = await start();
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

it('tells of a message as it was posted, with whom it mentions, and of no change of it', async () => {
  posts.length = 0;
  const { deploys: channel = '' } = workspace.channels;
  const { bob } = workspace.users;
  const blocks = [
    { type: 'section' as const, text: { type: 'mrkdwn' as const, text: `<@${bob}> <!subteam^S0PAYMENTS>` } },
  ];
  const { ts } = await client.chat.postMessage({ channel, text: `v54 waits for <@${bob}>`, blocks });
  await client.chat.update({ channel, ts: ts as string, text: 'approved' });
  await expect(client.chat.postMessage({ channel: 'C0', text: 'lost' })).rejects.toThrow();
  expect(posts).toEqual([{ channel, ts, text: `v54 waits for <@${bob}>`, mentioned: [bob, 'S0PAYMENTS'] }]);
});

it('knows in which channels somebody is', async () => {
  const { channels } = await client.users.conversations({ user: workspace.users.alice as string });
  expect(channels).toEqual(Object.entries(workspace.channels).map(([name, id]) => ({ id, name })));
});

it('tells of an App Home that was drawn, and not of one that Slack refused', async () => {
  const [user, blocks] = [workspace.users.bob as string, [{ type: 'divider' as const }]];
  await client.views.publish({ user_id: user, view: { type: 'home', blocks } });
  await expect(client.views.publish({ user_id: user, view: { type: 'modal' } as never })).rejects.toThrow();
  expect(homes).toEqual([{ user, blocks }]);
});

it('can be taken down and comes up again', async () => {
  workspace.setDown(true);
  await expect(client.auth.test()).rejects.toThrow('503');
  workspace.setDown(false);
  expect((await client.auth.test()).ok).toBe(true);
});

it('gives people and channels the same ids each time', async () => {
  const again = await start();
  expect([again.users, again.channels, again.teamId]).toEqual([workspace.users, workspace.channels, workspace.teamId]);
  await again.close();
});

it('knows people and channels by those ids wherever Slack names them', async () => {
  const [alice, deploys] = [workspace.users.alice as string, workspace.channels.deploys as string];
  const { members = [] } = await client.users.list({});
  expect(members.find(({ name }) => name === 'alice')?.id).toBe(alice);
  const { channel } = await client.conversations.info({ channel: deploys });
  expect([channel?.id, channel?.name]).toEqual([deploys, 'deploys']);
  const { ts = '' } = await client.chat.postMessage({ channel: deploys, text: `für <@${alice}> – „wer?“` });
  const { messages } = await client.conversations.replies({ channel: deploys, ts });
  expect(messages?.[0]?.text).toBe(`für <@${alice}> – „wer?“`);
});

it('links to a message at the address of the sandbox', async () => {
  const channel = workspace.channels.deploys as string;
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'hello' });
  const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
  expect(permalink).toBe(`${SITE}/slack/archives/${channel}/p${ts.replace('.', '')}`);
});

it('says what was shown to one person only', async () => {
  const [channel, user] = [workspace.channels.deploys as string, workspace.users.bob as string];
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'only you' } }];
  await client.chat.postEphemeral({ channel, user, text: 'only you', blocks });
  await expect(client.chat.postEphemeral({ channel, user: 'U0NOBODY', text: 'nobody' })).rejects.toThrow();
  expect(ephemerals).toEqual([{ user, message: { text: 'only you', blocks } }]);
});

it('opens a modal once with a trigger, for the person whose click brought it', async () => {
  const { modals, users } = workspace;
  const bob = users.bob as string;
  const view: ModalView = { type: 'modal', title: { type: 'plain_text', text: 'Reject' }, blocks: [] };
  const trigger = await workspace.trigger(bob);
  const { view: opened } = await client.views.open({ trigger_id: trigger, view });
  expect(modals.of(bob)?.view).toMatchObject({ id: opened?.id, title: { text: 'Reject' } });
  expect(modals.of(users.alice as string)).toBeNull();
  await expect(client.views.open({ trigger_id: trigger, view })).rejects.toThrow();
  await expect(client.views.open({ trigger_id: '1.1.guessed', view })).rejects.toThrow();

  const changed: ModalView = { ...view, title: { type: 'plain_text', text: 'Why?' } };
  await client.views.update({ view_id: opened?.id as string, view: changed });
  expect(modals.of(bob)?.view.title.text).toBe('Why?');
  modals.complain(bob, { reason: 'say why' });
  expect(modals.of(bob)?.errors).toEqual({ reason: 'say why' });
  modals.answer(bob, JSON.stringify({ response_action: 'errors', errors: { reason: 'longer' } }));
  expect(modals.of(bob)?.errors).toEqual({ reason: 'longer' });
  modals.answer(bob, JSON.stringify({ response_action: 'update', view }));
  expect(modals.of(bob)).toMatchObject({ errors: {}, view: { id: opened?.id, title: { text: 'Reject' } } });
  modals.answer(bob, '');
  expect(modals.of(bob)).toBeNull();
});

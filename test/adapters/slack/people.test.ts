import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createChannels } from '../../../src/adapters/slack/channels.ts';
import { createPeople } from '../../../src/adapters/slack/people.ts';
import { createWebClient } from '../../../src/adapters/slack/web-client.ts';
import { LookupFailed } from '../../../src/ports/inbound/people.ts';
import { type SlackForTests, startSlack } from '../../support/slack.ts';
import { keptLog } from './support/kept-log.ts';
import { type Answer, startLoopback } from './support/loopback.ts';

let slack: SlackForTests;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.stop());

const still = { now: () => 0, wait: async () => undefined };
const people = () => createPeople({ client: slack.client, channels: createChannels(slack.client), clock: still });
const bob = () => ({ id: slack.users.bob, name: 'whatever the request says' });

describe('somebody', () => {
  test.each<[string, () => readonly string[], boolean]>([
    ['by id', () => [slack.users.alice, slack.users.bob], true],
    ['by the id of somebody else', () => [slack.users.alice], false],
    ['by e-mail address, whatever its case', () => ['Bob@Example.com'], true],
    ['by the e-mail address of somebody else', () => ['alice@example.com'], false],
    ['by nothing', () => [], false],
  ])('is found among approvers %s', async (_how, from, found) => {
    expect(await people().isAmong(bob(), from())).toBe(found);
  });

  test('is not found by a name that the request claims', async () => {
    expect(await people().isAmong({ id: slack.users.bob, name: 'alice@example.com' }, ['alice@example.com'])).toBe(
      false,
    );
  });

  test('who does not exist is a failed look-up, not a no', async () => {
    await expect(people().isAmong({ id: 'U404', name: '' }, ['bob@example.com'])).rejects.toThrow(LookupFailed);
  });
});

describe('the channel', () => {
  test.each<[string, () => { channelId: string; channelName: string }, () => string, boolean]>([
    ['of the same name', () => ({ channelId: 'C9', channelName: 'deploys' }), () => '#deploys', true],
    [
      'that Slack does not name because it is private',
      () => ({ channelId: slack.channels.deploys, channelName: 'privategroup' }),
      () => '#deploys',
      true,
    ],
    ['of another name', () => ({ channelId: 'C9', channelName: 'random' }), () => '#deploys', false],
    ['that there is not', () => ({ channelId: 'C9', channelName: 'random' }), () => '#nowhere', false],
    ['of the same id', () => ({ channelId: 'C9', channelName: 'x' }), () => 'C9', true],
    ['of another id', () => ({ channelId: 'C9', channelName: 'C8' }), () => 'C8', false],
  ])('%s', async (_what, origin, channel, is) => {
    expect(await people().isFrom(origin(), channel())).toBe(is);
  });

  test('that Serin is in can be posted in, by name and by id', async () => {
    expect(await people().whyNotIn('#deploys')).toBeNull();
    expect(await people().whyNotIn(slack.channels.deploys)).toBeNull();
  });

  test('that Serin is not in says how to invite it', async () => {
    expect(await people().whyNotIn('#general')).toMatch(/not a member of #general\. Invite it: write \/invite @Serin/);
  });

  test('that there is not says so', async () => {
    expect(await people().whyNotIn('#nowhere')).toMatch(/no channel #nowhere/);
    expect(await people().whyNotIn('C404')).toMatch(/cannot see C404/);
  });
});

/** A Slack whose answers the test makes up; counts what it is asked. */
async function madeUp(answer: (path: string) => Answer) {
  let now = 0;
  const api = await startLoopback(({ path }) => answer(path.slice(1)));
  const client = createWebClient('t', { log: keptLog(), apiUrl: api.url });
  const channels = createChannels(client);
  const asked = createPeople({ client, channels, clock: { now: () => now, wait: async () => undefined } });
  return {
    ...asked,
    paths: () => api.received.map(({ path }) => path.slice(1)),
    pass: (ms: number) => {
      now += ms;
    },
    stop: api.stop,
  };
}

describe('the organisation of somebody', () => {
  const user = (more: object): Answer => ({ json: { ok: true, user: { id: 'W1', team_id: 'T2', ...more } } });
  const inside = { enterprise_user: { id: 'W1', enterprise_id: 'E1', teams: ['T2'] } };

  test.each<[string, object, boolean]>([
    ['a member of any of its workspaces', inside, true],
    ['a member of another organisation', { enterprise_user: { id: 'W9', enterprise_id: 'E9', teams: ['T9'] } }, false],
    ['a guest of a workspace without an organisation', {}, false],
    ['a guest in a channel that Serin sees, whom Slack calls no stranger', { is_stranger: false }, false],
  ])('is told of %s', async (_who, more, belongs) => {
    const slack = await madeUp(() => user(more));
    expect(await slack.belongsTo({ id: 'W1', name: '' }, 'E1')).toBe(belongs);
    await slack.stop();
  });

  test.each([
    [true, false],
    [false, true],
  ])('counts no more once their account is deactivated (%s)', async (deleted, belongs) => {
    const slack = await madeUp(() => user({ ...inside, deleted }));
    expect(await slack.belongsTo({ id: 'W1', name: '' }, 'E1')).toBe(belongs);
    expect(await slack.belongsTo({ id: 'W1', name: '' }, null)).toBe(belongs);
    await slack.stop();
  });

  test('is asked for once in five minutes', async () => {
    const slack = await madeUp(() => user(inside));
    await slack.belongsTo({ id: 'W1', name: '' }, 'E1');
    await slack.belongsTo({ id: 'W1', name: '' }, 'E2');
    expect(slack.paths()).toEqual(['users.info']);
    slack.pass(5 * 60_000);
    await slack.belongsTo({ id: 'W1', name: '' }, 'E1');
    expect(slack.paths()).toHaveLength(2);
    await slack.stop();
  });

  test('that Slack does not tell is a failed look-up, not a no', async () => {
    const slack = await madeUp(() => ({ json: { ok: false, error: 'user_not_found' } }));
    await expect(slack.belongsTo({ id: 'W1', name: '' }, 'E1')).rejects.toThrow(LookupFailed);
    await slack.stop();
  });
});

test('a name proves no channel where it was said outside the pinned workspace: the id is looked up', async () => {
  const list = { json: { ok: true, channels: [{ id: 'C1', name: 'deploys' }] } };
  const slack = await madeUp(() => list);
  expect(await slack.isFrom({ channelId: 'C1', channelName: '' }, '#deploys')).toBe(true);
  expect(await slack.isFrom({ channelId: 'C9', channelName: '' }, '#deploys')).toBe(false);
  await slack.stop();
});

describe('the App Home of somebody', () => {
  const home = { channelId: 'U1', channelName: '', isHome: true } as const;
  const first = { channels: [{ id: 'C1', name: 'deploys' }], response_metadata: { next_cursor: 'more' } };
  const second = { channels: [{ id: 'C2', name: 'payments' }], response_metadata: { next_cursor: '' } };
  const pages = () => {
    let asked = 0;
    // Another workspace has a channel of that name too, and the person is in it.
    const other = { id: 'C7', name: 'random' };
    const all = [...first.channels, ...second.channels, { id: 'C8', name: 'random' }];
    return madeUp((path) => {
      if (path === 'conversations.list') return { json: { ok: true, channels: all } };
      const page = asked++ === 0 ? first : { ...second, channels: [...second.channels, other] };
      return { json: { ok: true, ...page } };
    });
  };

  test.each<[string, boolean]>([
    ['#deploys', true],
    ['C1', true],
    ['#payments', true],
    ['#random', false],
    ['#gone', false],
    ['C9', false],
    ['U1', false],
  ])('speaks for %s as far as they are in it: %s', async (channel, is) => {
    const slack = await pages();
    expect(await slack.isFrom(home, channel)).toBe(is);
    await slack.stop();
  });

  test('is asked about once in five minutes', async () => {
    const slack = await pages();
    await slack.isFrom(home, '#deploys');
    await slack.isFrom(home, '#payments');
    const asked = () => slack.paths().filter((path) => path === 'users.conversations');
    expect(asked()).toHaveLength(2);
    slack.pass(5 * 60_000);
    await slack.isFrom(home, '#deploys');
    expect(asked()).toHaveLength(3);
    await slack.stop();
  });

  test('that Slack does not tell is a failed look-up, not a no', async () => {
    const slack = await madeUp(() => ({ json: { ok: false, error: 'user_not_found' } }));
    await expect(slack.isFrom(home, '#deploys')).rejects.toThrow(LookupFailed);
    await slack.stop();
  });
});

describe('a user group', () => {
  const members = { json: { ok: true, users: ['U1', 'U2'] } };

  test('has the members that Slack says', async () => {
    const slack = await madeUp(() => members);
    expect(await slack.isAmong({ id: 'U2', name: '' }, ['U9', 'S0PAY'])).toBe(true);
    expect(await slack.isAmong({ id: 'U3', name: '' }, ['U9', 'S0PAY'])).toBe(false);
    await slack.stop();
  });

  test('is asked for once in five minutes', async () => {
    const slack = await madeUp(() => members);
    const ask = () => slack.isAmong({ id: 'U2', name: '' }, ['S0PAY']);
    await Promise.all([ask(), ask()]);
    slack.pass(5 * 60_000 - 1);
    await ask();
    expect(slack.paths()).toEqual(['usergroups.users.list']);
    slack.pass(1);
    await ask();
    expect(slack.paths()).toHaveLength(2);
    await slack.stop();
  });

  test('is not asked for when the person is named', async () => {
    const slack = await madeUp(() => members);
    expect(await slack.isAmong({ id: 'U2', name: '' }, ['S0PAY', 'U2'])).toBe(true);
    expect(slack.paths()).toEqual([]);
    await slack.stop();
  });

  test('that cannot be read for want of a scope is a failed look-up that names the scope', async () => {
    const slack = await madeUp(() => ({ json: { ok: false, error: 'missing_scope', needed: 'usergroups:read' } }));
    const asked = slack.isAmong({ id: 'U2', name: '' }, ['S0PAY']);
    await expect(asked).rejects.toThrow(/scope usergroups:read to the Slack app/);
    await slack.stop();
  });

  test.each<[string, Answer]>([
    ['is over its rate limit', { status: 429, headers: { 'retry-after': '1' } }],
    ['lacks the permission', { json: { ok: false, error: 'missing_scope' } }],
  ])('that cannot be read because Slack %s is a failed look-up, and is asked for again', async (_why, answer) => {
    let answers: Answer = answer;
    const slack = await madeUp(() => answers);
    await expect(slack.isAmong({ id: 'U2', name: '' }, ['S0PAY'])).rejects.toThrow(LookupFailed);
    answers = members;
    expect(await slack.isAmong({ id: 'U2', name: '' }, ['S0PAY'])).toBe(true);
    await slack.stop();
  });
});

test('an e-mail address that Slack has not confirmed does not count', async () => {
  const answer = (confirmed: boolean) => ({
    json: { ok: true, user: { is_email_confirmed: confirmed, profile: { email: 'bob@example.com' } } },
  });
  for (const confirmed of [true, false]) {
    const slack = await madeUp(() => answer(confirmed));
    expect(await slack.isAmong({ id: 'U2', name: '' }, ['bob@example.com'])).toBe(confirmed);
    await slack.stop();
  }
});

test('a channel on the second page of the list is found, and not looked for again', async () => {
  const pages = [
    { ok: true, channels: [{ id: 'C1', name: 'one' }], response_metadata: { next_cursor: 'more' } },
    { ok: true, channels: [{ id: 'C2', name: 'two' }] },
  ];
  const slack = await madeUp((path) => ({
    json: path === 'conversations.list' ? pages.shift() : { ok: true, channel: { is_member: true } },
  }));
  expect(await slack.whyNotIn('#two')).toBeNull();
  expect(await slack.whyNotIn('#two')).toBeNull();
  expect(slack.paths()).toEqual([
    'conversations.list',
    'conversations.list',
    'conversations.info',
    'conversations.info',
  ]);
  await slack.stop();
});

describe('without the scope users:read.email', () => {
  // Slack then leaves the address out (docs.slack.dev, users:read.email), and says nothing.
  const withoutEmail = { ok: true, user: { is_bot: false, profile: { real_name: 'Bob' } } };

  test('an approver by e-mail address is a failed look-up that names the scope, not a no', async () => {
    const slack = await madeUp(() => ({ json: withoutEmail }));
    const asked = slack.isAmong({ id: 'U2', name: '' }, ['bob@example.com']);
    await expect(asked).rejects.toThrow(LookupFailed);
    await expect(asked).rejects.toThrow(/Add the scope users:read\.email to the Slack app/);
    await slack.stop();
  });

  test('an approver who is in a group is still found', async () => {
    const slack = await madeUp((path) => ({
      json: path === 'users.info' ? withoutEmail : { ok: true, users: ['U2'] },
    }));
    expect(await slack.isAmong({ id: 'U2', name: '' }, ['bob@example.com', 'S0PAY'])).toBe(true);
    await expect(slack.isAmong({ id: 'U3', name: '' }, ['bob@example.com', 'S0PAY'])).rejects.toThrow(LookupFailed);
    await slack.stop();
  });

  test('a bot, which has no address, is simply not the approver', async () => {
    const slack = await madeUp(() => ({ json: { ok: true, user: { is_bot: true, profile: {} } } }));
    expect(await slack.isAmong({ id: 'U2', name: '' }, ['bob@example.com'])).toBe(false);
    await slack.stop();
  });
});

describe('the name of a channel', () => {
  const list = (channels: object): Answer => ({ json: { ok: true, channels } });
  const info = (channel: object): Answer => ({ json: { ok: true, channel: { is_member: true, ...channel } } });

  test('that Slack signed with a command tells its id', async () => {
    const slack = await madeUp(() => info({ name: 'deploys' }));
    expect(await slack.isFrom({ channelId: 'C1', channelName: 'deploys' }, '#deploys')).toBe(true);
    expect(await slack.whyNotIn('#deploys')).toBeNull();
    expect(slack.paths()).toEqual(['conversations.info']);
    await slack.stop();
  });

  test.each(['privategroup', 'directmessage'])('is never %s, which Slack says of many', async (nobody) => {
    const slack = await madeUp(() => list([{ id: 'C1', name: nobody }]));
    expect(await slack.isFrom({ channelId: 'C2', channelName: nobody }, `#${nobody}`)).toBe(false);
    expect(await slack.isFrom({ channelId: 'C1', channelName: nobody }, `#${nobody}`)).toBe(true);
    await slack.stop();
  });

  test('that was given to another channel no longer stands for the first', async () => {
    let now = list([{ id: 'C1', name: 'deploys' }]);
    const slack = await madeUp(() => now);
    const from = (channelId: string, channelName: string) => slack.isFrom({ channelId, channelName }, '#deploys');
    expect(await from('C1', 'privategroup')).toBe(true);
    now = list([
      { id: 'C1', name: 'releases' },
      { id: 'C2', name: 'deploys' },
    ]);
    expect(await from('C1', 'releases')).toBe(false);
    expect(await from('C2', 'privategroup')).toBe(true);
    await slack.stop();
  });

  test('is looked up anew when the channel has another one now', async () => {
    let names = list([{ id: 'C1', name: 'deploys' }]);
    const slack = await madeUp((path) =>
      path === 'conversations.list' ? names : info({ name: slack.paths().length < 4 ? 'releases' : 'deploys' }),
    );
    await slack.isFrom({ channelId: 'C1', channelName: 'privategroup' }, '#deploys');
    names = list([{ id: 'C2', name: 'deploys' }]);
    expect(await slack.whyNotIn('#deploys')).toBeNull();
    expect(slack.paths()).toEqual([
      'conversations.list',
      'conversations.info',
      'conversations.list',
      'conversations.info',
    ]);
    await slack.stop();
  });
});

test('an archived channel is said to be', async () => {
  const slack = await madeUp(() => ({ json: { ok: true, channel: { is_archived: true, is_member: true } } }));
  expect(await slack.whyNotIn('C1')).toMatch(/archived/);
  await slack.stop();
});

test('channels that cannot be asked for are a failed look-up', async () => {
  const slack = await madeUp(() => ({ json: { ok: false, error: 'fatal_error' } }));
  await expect(slack.whyNotIn('C1')).rejects.toThrow(LookupFailed);
  await expect(slack.isFrom({ channelId: 'C1', channelName: 'x' }, '#deploys')).rejects.toThrow(LookupFailed);
  await slack.stop();
});

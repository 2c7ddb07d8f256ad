import { describe, expect, test } from 'vitest';
import { ChannelNotFound, createChannels } from '../../../src/adapters/slack/channels.ts';
import { createWebClient } from '../../../src/adapters/slack/web-client.ts';
import { keptLog } from './support/kept-log.ts';
import { type Answer, startLoopback } from './support/loopback.ts';

/** A page of the list of channels; `next` is the cursor of the page after it. */
const page = (names: readonly string[], next = ''): Answer => ({
  json: {
    ok: true,
    channels: names.map((name) => ({ id: `C_${name}`, name })),
    response_metadata: { next_cursor: next },
  },
});
const limited: Answer = { status: 429, headers: { 'retry-after': '30' } };

/** A Slack that gives these answers, one after the other; `asked` tells the cursor of each call. */
async function answering(answers: readonly Answer[]) {
  const left = [...answers];
  const api = await startLoopback(() => left.shift() ?? page([]));
  const calls = () => api.received.map(({ body }) => new URLSearchParams(body));
  return {
    channels: createChannels(createWebClient('t', { log: keptLog(), apiUrl: api.url })),
    calls,
    asked: () => calls().map((call) => call.get('cursor') ?? ''),
    stop: api.stop,
  };
}

describe('the id of a channel', () => {
  test('that is given by id needs no call', async () => {
    const slack = await answering([]);
    expect(await slack.channels.idOf('C1')).toBe('C1');
    expect(slack.asked()).toEqual([]);
    await slack.stop();
  });

  test('is looked for in the largest pages that Slack gives, and then known', async () => {
    const slack = await answering([page(['one'], 'p2'), page(['two'], 'p3')]);
    expect(await slack.channels.idOf('#two')).toBe('C_two');
    expect(await slack.channels.idOf('#one')).toBe('C_one');
    expect(slack.asked()).toEqual(['', 'p2']);
    expect(slack.calls()[0]?.get('limit')).toBe('999');
    await slack.stop();
  });

  test('is looked for further where a rate limit ended the try before', async () => {
    const slack = await answering([page(['one'], 'p2'), page(['two'], 'p3'), limited, page(['three'])]);
    await expect(slack.channels.idOf('#three')).rejects.toThrow(/rate/i);
    expect(await slack.channels.idOf('#three')).toBe('C_three');
    expect(slack.asked()).toEqual(['', 'p2', 'p3', 'p3']);
    await slack.stop();
  });

  test('is looked for from the beginning where Slack has forgotten the page', async () => {
    const forgotten: Answer = { json: { ok: false, error: 'invalid_cursor' } };
    const slack = await answering([page(['one'], 'p2'), limited, forgotten, page(['one'], 'p2'), page(['two'])]);
    await expect(slack.channels.idOf('#two')).rejects.toThrow(/rate/i);
    await expect(slack.channels.idOf('#two')).rejects.toThrow(/invalid_cursor/);
    expect(await slack.channels.idOf('#two')).toBe('C_two');
    expect(slack.asked()).toEqual(['', 'p2', 'p2', '', 'p2']);
    await slack.stop();
  });

  test('that is on no page is said to be missing, and is looked for anew the next time', async () => {
    const slack = await answering([page(['one'], 'p2'), limited, page(['two']), page(['late'])]);
    await expect(slack.channels.idOf('#late')).rejects.toThrow(/rate/i);
    await expect(slack.channels.idOf('#late')).rejects.toThrow(ChannelNotFound);
    expect(await slack.channels.idOf('#late')).toBe('C_late');
    expect(slack.asked()).toEqual(['', 'p2', 'p2', '']);
    await slack.stop();
  });

  test('that Slack told on the way needs no call, until it is forgotten', async () => {
    const slack = await answering([page(['one'])]);
    slack.channels.learn('#one', 'C_told');
    expect(await slack.channels.idOf('#one')).toBe('C_told');
    expect(slack.asked()).toEqual([]);
    slack.channels.forget('#one');
    expect(await slack.channels.idOf('#one')).toBe('C_one');
    expect(slack.asked()).toEqual(['']);
    await slack.stop();
  });
});

test('a message can go to the name as long as the id is not known', async () => {
  const slack = await answering([]);
  expect(slack.channels.addressOf('#one')).toBe('#one');
  slack.channels.learn('#one', 'C1');
  expect(slack.channels.addressOf('#one')).toBe('C1');
  expect(slack.channels.addressOf('C2')).toBe('C2');
  await slack.stop();
});

test.each<[string, { teamId: string; enterpriseId?: string }, string | null]>([
  ['the pinned workspace is named to Slack in an organisation', { teamId: 'T1', enterpriseId: 'E1' }, 'T1'],
  ['no workspace is named where none is pinned', { teamId: 'E1', enterpriseId: 'E1' }, null],
  ['no workspace is named outside an organisation', { teamId: 'T1' }, null],
])('%s', async (_what, pins, team) => {
  const api = await startLoopback(() => page(['one']));
  const client = createWebClient('t', { log: keptLog(), apiUrl: api.url, pins });
  await createChannels(client).idOf('#one');
  expect(new URLSearchParams(api.received[0]?.body).get('team_id')).toBe(team);
  await api.stop();
});

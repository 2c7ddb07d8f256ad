import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createChannels } from '../../../src/adapters/slack/channels.ts';
import { createMessages } from '../../../src/adapters/slack/notifier/messages.ts';
import { createPosting } from '../../../src/adapters/slack/notifier/posting.ts';
import { createSyncNotifier } from '../../../src/adapters/slack/notifier/sync.ts';
import { decodeSyncValue, encodeValue } from '../../../src/adapters/slack/views/parts/button.ts';
import { reply } from '../../../src/adapters/slack/views/replies/reply.ts';
import { sync as syncView } from '../../../src/adapters/slack/views/sync.ts';
import { createWebClient } from '../../../src/adapters/slack/web-client.ts';
import type { SyncNotifier } from '../../../src/ports/notifier.ts';
import { type SlackForTests, startSlack } from '../../support/slack.ts';
import { aReply, aSync } from './support/a-rollout.ts';
import { keptLog } from './support/kept-log.ts';
import { buttonsOf, textOf } from './views/text-of.ts';

let slack: SlackForTests;
let board: SyncNotifier;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.stop());
beforeEach(() => {
  const log = keptLog();
  const client = createWebClient(slack.token, { log, apiUrl: slack.apiUrl });
  const [channels, messages] = [createChannels(client), createMessages({ client, log })];
  board = createSyncNotifier({ channels, messages, posting: createPosting({ client, channels, messages, log }) });
});

async function texts(): Promise<readonly string[]> {
  const { messages = [] } = await slack.client.conversations.history({ channel: slack.channels.deploys, limit: 200 });
  return messages.map(({ text }) => text ?? '');
}

describe('the message of a sync', () => {
  test('is one message in the channel of the service, drawn anew as it goes on', async () => {
    const before = (await texts()).length;
    const card = await board.show(aSync({ id: 's-one' }));
    const again = await board.show(aSync({ id: 's-one', card, status: 'done' }));
    expect(again).toEqual(card);
    expect(await texts()).toHaveLength(before + 1);
    expect((await texts())[0]).toContain('is at the newest of every component');
  });

  test('is found again when the record missed where it stands', async () => {
    const card = await board.show(aSync({ id: 's-two' }));
    const again = await board.show(aSync({ id: 's-two', card: null, changes: 2 }));
    expect(again.ts).toBe(card.ts);
  });

  test('says what is brought up from where to where, and what is waited for', () => {
    const text = textOf(syncView(aSync()));
    expect(text).toContain('✓ *lambda-functions shop-api*: 17 (v53) → 18 (v54)');
    expect(text).toContain('⏳ *frontend w-a/w-b*: v53 → v54 waits for a build');
  });

  test('names what failed, with its remedy, and has no button any more', () => {
    const fault = { code: 'took-too-long', message: 'No build came. Look at the pipeline.', permanent: true };
    const [done, waiting] = aSync().parts;
    const view = syncView(aSync({ status: 'failed', parts: [done!, { ...waiting!, state: 'failed', fault }] }));
    expect(textOf(view)).toContain('✗ *frontend w-a/w-b*: v53 → v54 No build came. Look at the pipeline.');
    expect(buttonsOf(view)).toEqual({});
  });

  test('can be stopped while it runs, after a question, with ids alone in the button', () => {
    expect(buttonsOf(syncView(aSync()))).toEqual({
      'stop-sync': { value: { service: 'checkout', id: 's-1' }, confirms: true, label: 'Stop' },
    });
  });
});

describe('the answer to a sync', () => {
  const table = [
    ['component', 'a', 'b', 'sync'],
    ['lambda-functions shop-api', '18 (v54)', '17', 'is brought up in place'],
    ['<!channel>', '1', '1', ''],
  ];

  test('has a line for each component, without what is empty, and mentions nobody', () => {
    const text = textOf(reply(aReply({ table }), null));
    expect(text).toContain('*lambda-functions shop-api*: a: 18 (v54) · b: 17 · sync: is brought up in place\n');
    expect(text).toContain('*&lt;!channel&gt;*: a: 1 · b: 1');
    expect(text).not.toContain('b: 1 ·');
  });

  test('offers to bring up exactly what was shown, after a question', () => {
    const view = reply(aReply({ offer: { kind: 'sync', service: 'shop', side: 'b', plan: 'p-1' } }), null);
    expect(buttonsOf(view)).toEqual({
      sync: { value: { service: 'shop', id: 'p-1' }, confirms: true, label: 'Bring environment b up' },
    });
  });

  test('offers to sync first where a start was refused', () => {
    const view = reply(aReply({ tone: 'refused', offer: { kind: 'look-at-sync', service: 'shop' } }), null);
    expect(buttonsOf(view)['look-at-sync']).toMatchObject({ label: 'Sync first', value: { service: 'shop' } });
  });
});

describe('what a button of a sync carries', () => {
  test('comes back as it was', () => {
    expect(decodeSyncValue(encodeValue({ service: 'shop', id: 'p-1' }))).toEqual({ service: 'shop', id: 'p-1' });
  });

  test.each([
    undefined,
    '',
    '{}',
    '{"service":"shop"}',
    '{"service":"<!x>","id":"p"}',
    '{"service":"shop","id":"p","x":1}',
  ])('is refused when it is %s', (text) => {
    expect(decodeSyncValue(text)).toBeNull();
  });
});

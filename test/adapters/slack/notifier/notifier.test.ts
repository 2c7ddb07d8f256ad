import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ChannelNotFound, createChannels } from '../../../../src/adapters/slack/channels.ts';
import { createResponseUrls } from '../../../../src/adapters/slack/inbound/response-urls.ts';
import { CardMissing, createNotifier } from '../../../../src/adapters/slack/notifier/notifier.ts';
import { actionId } from '../../../../src/adapters/slack/views/parts/button.ts';
import { createWebClient } from '../../../../src/adapters/slack/web-client.ts';
import type { CardRef } from '../../../../src/domain/rollout/message-ref.ts';
import type { Phase, Rollout } from '../../../../src/domain/rollout/record.ts';
import type { Notifier } from '../../../../src/ports/notifier.ts';
import { aVerdict } from '../../../domain/analysis/a-verdict.ts';
import { type SlackForTests, startSlack } from '../../../support/slack.ts';
import {
  aBreach,
  aGate,
  anEntry,
  anObserved,
  aReply,
  aRollout,
  aService,
  aTarget,
  noon,
  phases,
} from '../support/a-rollout.ts';
import { type KeptLog, keptLog } from '../support/kept-log.ts';
import { type Answer, startLoopback } from '../support/loopback.ts';

let slack: SlackForTests;
let log: KeptLog;
let notifier: Notifier;
let number = 0;

beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.stop());

const speaking = (client: WebClient, allowed: readonly string[] = []): Notifier =>
  createNotifier({
    client,
    channels: createChannels(client),
    log,
    responseUrls: createResponseUrls({ fetch, allowed }),
  });

beforeEach(() => {
  log = keptLog();
  notifier = speaking(createWebClient(slack.token, { log, apiUrl: slack.apiUrl }));
});

const first = { key: 'first', again: false };
const aNewRollout = (other: Partial<Rollout> = {}): Rollout => aRollout({ id: `r${++number}`, ...other });

async function inChannel() {
  const { messages = [] } = await slack.client.conversations.history({ channel: slack.channels.deploys, limit: 200 });
  return messages;
}

async function inThread(card: CardRef) {
  const { messages = [] } = await slack.client.conversations.replies({
    channel: card.channel,
    ts: card.ts,
    limit: 200,
  });
  return messages.slice(1);
}

async function withCard(other: Partial<Rollout> = {}) {
  const rollout = aNewRollout(other);
  return { ...rollout, card: await notifier.card(rollout, first) };
}

describe('the card', () => {
  test('is posted in the channel of the service, found by its name, with a link', async () => {
    const before = (await inChannel()).length;
    const ref = await notifier.card(aNewRollout(), first);
    const [posted, ...others] = await inChannel();
    expect(others).toHaveLength(before);
    expect(ref).toMatchObject({ channel: slack.channels.deploys, ts: posted?.ts });
    expect(ref.permalink).toMatch(/^http/);
    expect(posted).toMatchObject({
      text: 'checkout v54: baking at 5%',
      metadata: { event_type: 'serin', event_payload: {} },
    });
  });

  test('is drawn anew in its place, with text and blocks', async () => {
    const rollout = await withCard();
    const before = (await inChannel()).length;
    expect(await notifier.card({ ...rollout, phase: phases().completed }, first)).toEqual(rollout.card);
    const [updated, ...others] = await inChannel();
    expect(others).toHaveLength(before - 1);
    expect(updated).toMatchObject({ ts: rollout.card.ts, text: 'checkout v54: completed at 5%' });
    expect(JSON.stringify(updated?.blocks)).toContain('✅ checkout v54: completed');
  });

  test('is found again when the record missed where it is, and brought up to date', async () => {
    const rollout = await withCard();
    const before = (await inChannel()).length;
    const ref = await notifier.card({ ...rollout, card: null, phase: phases().completed }, first);
    expect(ref).toEqual(rollout.card);
    const messages = await inChannel();
    expect(messages).toHaveLength(before);
    expect(messages[0]?.text).toContain('completed');
  });

  test('that somebody deleted is posted anew', async () => {
    const rollout = await withCard();
    await slack.client.chat.delete({ channel: rollout.card.channel, ts: rollout.card.ts });
    const ref = await notifier.card(rollout, first);
    expect(ref.ts).not.toBe(rollout.card.ts);
    expect((await inChannel())[0]?.ts).toBe(ref.ts);
  });

  test('in a channel that is not there fails with what to do', async () => {
    const lost = aNewRollout({ config: aService({ channel: '#nowhere' }) });
    await expect(notifier.card(lost, first)).rejects.toThrow(ChannelNotFound);
    await expect(notifier.card(lost, first)).rejects.toThrow(/invite Serin/);
  });
});

describe('the thread', () => {
  const entries = { kind: 'entries', entries: [anEntry()], mention: [] } as const;

  test('gets new entries of the timeline', async () => {
    const rollout = await withCard();
    await notifier.thread(rollout, entries, first);
    expect(await inThread(rollout.card)).toMatchObject([
      { text: expect.stringContaining('Shifted to 5%.'), metadata: { event_payload: { key: 'first' } } },
    ]);
  });

  test('gets a message once, however often it is tried', async () => {
    const rollout = await withCard();
    await notifier.thread(rollout, entries, first);
    await notifier.thread(rollout, entries, { ...first, again: true });
    await notifier.thread(rollout, entries, { key: 'second', again: true });
    expect(await inThread(rollout.card)).toHaveLength(2);
  });

  test('finds an earlier try on a later page of a long thread', async () => {
    const earlier = { ts: '9.9', metadata: { event_type: 'serin', event_payload: { key: 'first' } } };
    const pages = [
      { ok: true, messages: [{ ts: '1.1' }], has_more: true, response_metadata: { next_cursor: 'more' } },
      { ok: true, messages: [earlier] },
    ];
    const api = await startLoopback(() => ({ json: pages.shift() }));
    const rollout = aNewRollout({ card: { channel: 'C9', ts: '1.1', permalink: '' } });
    const client = createWebClient('t', { log, apiUrl: api.url });
    await speaking(client).thread(rollout, entries, { ...first, again: true });
    expect(api.received.map(({ path }) => path)).toEqual(['/conversations.replies', '/conversations.replies']);
    await api.stop();
  });

  test('mentions approvers, with e-mail addresses turned into people, and stays text where Slack knows none', async () => {
    const rollout = await withCard({ step: 0, phase: phases()['awaiting-approval'] });
    await notifier.thread(
      rollout,
      { ...entries, mention: ['bob@example.com', 'S0PAYMENTS', 'eve@example.com'] },
      first,
    );
    const [posted] = await inThread(rollout.card);
    expect(posted?.text).toContain(
      `<@${slack.users.bob}>, <!subteam^S0PAYMENTS>, eve@example.com: *checkout v54* waits`,
    );
    expect(log.lines).toMatchObject([{ level: 'warn' }]);
  });

  test.each([
    ['leaves who asked for the rollout out of the call to approve', false],
    ['calls who asked for the rollout where the service lets that person approve', true],
  ])('%s', async (_what, selfApproval) => {
    const by = { id: slack.users.bob, name: 'bob' };
    const config = aService({ selfApproval });
    const rollout = await withCard({ step: 0, phase: phases()['awaiting-approval'], by, config });
    await notifier.thread(rollout, { ...entries, mention: ['bob@example.com', slack.users.bob, 'S0PAYMENTS'] }, first);
    const [posted] = await inThread(rollout.card);
    const bob = selfApproval ? `<@${slack.users.bob}>, ` : '';
    expect(posted?.text).toMatch(new RegExp(`^${bob}<!subteam\\^S0PAYMENTS>: `));
  });

  test('leaves who has approved out of the call to approve', async () => {
    const approvals = [{ by: { id: slack.users.bob as string, name: 'bob' }, at: noon }];
    const phase = { ...phases()['awaiting-approval'], approvals } as const;
    const rollout = await withCard({ step: 0, phase });
    await notifier.thread(rollout, { ...entries, mention: ['bob@example.com', 'S0PAYMENTS'] }, first);
    expect((await inThread(rollout.card))[0]?.text).toMatch(/^<!subteam\^S0PAYMENTS>: /);
  });

  test('calls nobody where only who asked for the rollout is left', async () => {
    const by = { id: slack.users.bob, name: 'bob' };
    const rollout = await withCard({ step: 0, phase: phases()['awaiting-approval'], by });
    await notifier.thread(rollout, { ...entries, mention: ['bob@example.com'] }, first);
    expect((await inThread(rollout.card))[0]?.text).toMatch(/UTC Shifted to 5%\.$/);
  });

  test('gets the baseline, in as many messages as it takes, each once', async () => {
    const targets = Array.from({ length: 20 }, (_, index) =>
      aTarget({ name: `t${index}`, frozen: { before: 'x'.repeat(1500) } }),
    );
    const rollout = await withCard({ targets });
    await notifier.thread(rollout, { kind: 'baseline' }, first);
    const posted = await inThread(rollout.card);
    expect(posted.length).toBeGreaterThan(2);
    await slack.client.chat.delete({ channel: rollout.card.channel, ts: posted[1]?.ts ?? '' });
    await notifier.thread(rollout, { kind: 'baseline' }, { ...first, again: true });
    const after = (await inThread(rollout.card)).map(({ text }) => text).sort();
    expect(after).toEqual(posted.map(({ text }) => text).sort());
  });

  test('waits for the card', async () => {
    await expect(notifier.thread(aNewRollout(), entries, first)).rejects.toThrow(CardMissing);
  });
});

const outcome = { rollout: null, did: 'Nothing runs.' };

test('a breach is posted in the channel once, however often it is tried', async () => {
  const before = (await inChannel()).length;
  await notifier.alarm('#deploys', aBreach(), outcome, null, { key: 'breach 1', again: false });
  await notifier.alarm('#deploys', aBreach(), outcome, null, { key: 'breach 1', again: true });
  const messages = await inChannel();
  expect(messages).toHaveLength(before + 1);
  expect(messages[0]?.text).toContain('checkout-5xx is firing');
});

describe('the message about a verdict', () => {
  const fact = 'v54 fails more often than v53: 2.1% (412 of 19,600 requests) against 1%';
  const back = phases()['rolling-back'] as Extract<Phase, { status: 'rolling-back' }>;
  const reason = { kind: 'verdict', detail: fact } as const;
  const zero = { targets: [aTarget({ stable: '1 (v53)', observed: anObserved({ weight: 0 }) })] };
  const decisive = { at: noon, verdict: aVerdict(), minutes: [] };
  const analysis = { sources: [], split: 'request', shares: [], verdict: aVerdict(), decisive } as const;
  const held: Phase = {
    status: 'holding',
    since: noon,
    why: { kind: 'unhealthy', detail: fact },
    activity: { status: 'baking', remaining: 60_000 },
  };
  const news = { about: 'rollback', since: noon, fact, mention: ['U0ALICE', 'U0BOB'] } as const;

  /** A rollout whose message about a rollback or a hold was posted. */
  async function posted(phase: Phase, about: 'rollback' | 'hold') {
    const rollout = await withCard({ phase, analysis, wentBackFrom: 5 });
    const key = `notice ${rollout.id}`;
    const at = await notifier.notice(rollout, { ...news, about }, { key, again: false });
    const message = { key, ...at, about, since: noon };
    return { rollout: { ...rollout, alarmMessages: [message] }, at, message };
  }
  const find = async ({ ts }: { readonly ts: string }) => (await inChannel()).find((message) => message.ts === ts);

  test('is posted once, however often it is tried', async () => {
    const rollout = await withCard({ phase: { ...back, reason }, analysis });
    const before = (await inChannel()).length;
    const at = await notifier.notice(rollout, news, { key: `once ${rollout.id}`, again: false });
    expect(await notifier.notice(rollout, news, { key: `once ${rollout.id}`, again: true })).toEqual(at);
    expect(await inChannel()).toHaveLength(before + 1);
  });

  test('says in two lines what is wrong, who met it, what Serin did and what to do, and calls people', async () => {
    const { at } = await posted({ ...back, reason }, 'rollback');
    const there = await find(at);
    expect(there?.text?.split('\n')).toEqual([
      `⏪ checkout v54 is rolling back from 5%: ${fact}. Serin rolls back since 12:00 UTC. You need to do nothing. 19,600 requests met v54; about 216 of them failed because of it.`,
      '<@U0ALICE>, <@U0BOB>',
    ]);
    expect(JSON.stringify(there?.blocks).split(fact)).toHaveLength(2);
  });

  test('says how the rollback ended, in its place, and keeps what was wrong', async () => {
    const { rollout, at } = await posted({ ...back, reason }, 'rollback');
    const before = (await inChannel()).length;
    const phase: Phase = { status: 'rolled-back', at: noon + 120_000, reason };
    await notifier.card({ ...rollout, ...zero, phase, backAt: noon + 31_000 }, first);
    expect(await inChannel()).toHaveLength(before);
    const there = await find(at);
    const drawn = JSON.stringify(there?.blocks);
    expect(drawn).toContain('↩️ checkout v54 was rolled back from 5%');
    expect(drawn).toMatch(
      /All traffic is on v53 since <!date[^>]*>, 31 s after the verdict\. You need to do nothing\./,
    );
    expect(drawn.split(fact)).toHaveLength(2);
    expect(there?.text?.split('\n').at(-1)).toBe('<@U0ALICE>, <@U0BOB>');
  });

  test('of a hold has the buttons of the card, and says who answered without them', async () => {
    const { rollout, at, message } = await posted(held, 'hold');
    const asked = JSON.stringify((await find(at))?.blocks);
    for (const part of [
      '❓ checkout v54: holding at 5%',
      'Resume or roll back.',
      actionId('resume'),
      actionId('rollback'),
    ])
      expect(asked).toContain(part);
    const answered = { ...message, answer: { at: noon + 60_000, text: 'bob <!here> resumed.' } };
    await notifier.restate({ ...rollout, phase: phases().baking }, answered);
    const drawn = JSON.stringify((await find(at))?.blocks);
    expect(drawn).toContain('☑️ checkout v54 is not held any more');
    expect(drawn).toMatch(
      /Serin held from <!date[^>]*> to <!date[^>]*>\. bob &lt;!here&gt; resumed\. You need to do nothing\./,
    );
    for (const gone of [actionId('resume'), actionId('rollback'), 'Resume or roll back.'])
      expect(drawn).not.toContain(gone);
  });

  test('of a hold that was answered, says all the same how the rollout ended', async () => {
    const { rollout, at, message } = await posted(held, 'hold');
    const answered = { ...message, answer: { at: noon + 60_000, text: 'bob resumed.' } };
    await notifier.restate({ ...rollout, phase: phases().baking }, answered);
    await notifier.card({ ...rollout, alarmMessages: [answered], phase: phases().completed }, first);
    const drawn = JSON.stringify((await find(at))?.blocks);
    expect(drawn).toContain('✅ checkout v54 was completed');
    expect(drawn).not.toContain('Serin held from');
  });

  test('that is gone is left at that', async () => {
    const { rollout, at, message } = await posted(held, 'hold');
    await slack.client.chat.delete(at);
    const before = (await inChannel()).length;
    await notifier.restate(rollout, { ...message, answer: { at: noon, text: 'bob resumed.' } });
    expect(await inChannel()).toHaveLength(before);
  });
});

describe('a message about an alarm, when its rollout', () => {
  const asks = { rollout: 'r', did: 'Asks what to do.' };
  const byAlarm = { kind: 'alarm', name: 'checkout-5xx', detail: '' } as const;
  const back = { ...phases()['rolling-back'], status: 'rolling-back' } as Extract<Phase, { status: 'rolling-back' }>;
  const zero = { targets: [aTarget({ stable: 'v53', observed: anObserved({ weight: 0 }) })] };

  /** A rollout with its card and a message about an alarm that asks; the record knows where it stands or does not. */
  async function alarmed(isPlaceKnown: boolean) {
    const rollout = await withCard();
    const key = `breach ${rollout.id}`;
    const at = await notifier.alarm('#deploys', aBreach(), asks, rollout, { key, again: false });
    const message = isPlaceKnown ? { key, ...at } : { key, channel: '#deploys', ts: null };
    return { rollout: { ...rollout, alarmMessages: [message] }, at };
  }

  async function asItStands({ ts }: { readonly ts: string }) {
    return (await inChannel()).find((message) => message.ts === ts);
  }

  /** How the message stands after the card was drawn like this. */
  async function afterDrawing(other: Partial<Rollout>, isPlaceKnown = true) {
    const { rollout, at } = await alarmed(isPlaceKnown);
    await notifier.card({ ...rollout, ...other }, first);
    const posted = await asItStands(at);
    return { drawn: JSON.stringify(posted?.blocks), text: posted?.text ?? '' };
  }

  test.each([
    ['known', true],
    ['not known', false],
  ])('was rolled back, says so without its button, also where its place is %s', async (_what, isPlaceKnown) => {
    const phase: Phase = { status: 'rolled-back', at: noon + 120_000, reason: { ...byAlarm, since: noon } };
    const ended = { phase, ...zero, wentBackFrom: 5, backAt: noon + 31_000 };
    const { drawn, text } = await afterDrawing(ended, isPlaceKnown);
    expect(drawn).not.toContain(actionId('rollback'));
    expect(drawn).toContain('↩️ checkout v54 was rolled back from 5%');
    expect(drawn).toContain('*checkout-5xx* fired at <!date^');
    expect(text.split('\n')).toEqual([
      '↩️ checkout v54 was rolled back from 5%: checkout-5xx fired. All traffic is on v53 since 12:00 UTC, 31 s after the alarm. You need to do nothing.',
      'checkout-5xx fired at 2026-01-05 12:00 UTC: AWS/Lambda Errors is 5.25, limit 1.',
    ]);
  });

  test('was rolled back and a target was not read since, says nothing about the traffic', async () => {
    const targets = [...zero.targets, aTarget({ observed: anObserved({ weight: null }) })];
    const { drawn } = await afterDrawing({ phase: { status: 'rolled-back', at: noon, reason: byAlarm }, targets });
    expect(drawn).toContain('v54 was rolled back');
    expect(drawn).not.toContain('All traffic');
  });

  test('was completed, says so, and keeps one button as long as it can be rolled back', async () => {
    const { drawn } = await afterDrawing({ phase: phases().returnable });
    expect(drawn.split(actionId('rollback'))).toHaveLength(2);
    expect(drawn).toMatch(/v54 is live since <!date[^>]*>\. You need to do nothing\. You can roll back until /);
  });

  test('was completed and cannot be rolled back any more, has no button', async () => {
    const { drawn } = await afterDrawing({ phase: phases().completed });
    expect(drawn).not.toContain(actionId('rollback'));
    expect(drawn).toContain('v54 is live since');
    expect(drawn).not.toContain('You can roll back');
  });

  test('is taken back by a person, names who, and has no button', async () => {
    const { drawn } = await afterDrawing({ phase: back });
    expect(drawn).not.toContain(actionId('rollback'));
    expect(drawn).toContain(', because bob asked for it: words. You need to do nothing.');
  });

  test('is taken back by a pipeline, names its role, and has no button', async () => {
    const by = { arn: 'arn:aws:sts::123456789012:assumed-role/deploy/run-7' };
    const { drawn } = await afterDrawing({ phase: { ...back, reason: { kind: 'iam', by, text: '' } } });
    expect(drawn).not.toContain(actionId('rollback'));
    expect(drawn).toContain(', because role/deploy (run-7) asked for it. You need to do nothing.');
  });

  test('bakes, keeps its headline and its button', async () => {
    const { drawn } = await afterDrawing({ phase: phases().baking });
    expect(drawn).toContain(actionId('rollback'));
    expect(drawn).toContain('🔴 checkout v54: ');
    expect(drawn).toContain('Asks what to do.');
  });

  test('is taken back by an alarm, says since when, that nothing is to be done, and has no button', async () => {
    const { drawn } = await afterDrawing({ phase: { ...back, reason: byAlarm }, wentBackFrom: 25 });
    expect(drawn).not.toContain(actionId('rollback'));
    expect(drawn).toContain('⏪ checkout v54 is rolling back from 25%');
    expect(drawn).toMatch(/Serin rolls back since <!date[^>]*>\. You need to do nothing\./);
  });

  test('is taken back while other alarms fire too, names them and not those that fired before the start', async () => {
    const firing = {
      value: 'ALARM',
      since: noon,
      suppressed: false,
      excused: false,
      hadData: true,
      unanswered: false,
    } as const;
    const alarms = { 'checkout-5xx': firing, 'checkout-p99': firing, 'old <!here>': { ...firing, excused: true } };
    const config = aService({ alarms: Object.keys(alarms) });
    const { drawn, text } = await afterDrawing({ phase: { ...back, reason: byAlarm }, alarms, config });
    for (const shown of [drawn, text]) expect(shown).toContain('You need to do nothing. checkout-p99 fires too.');
    const phase: Phase = { status: 'rolled-back', at: noon + 120_000, reason: byAlarm };
    const ended = await afterDrawing({ phase, ...zero, alarms, config });
    expect(ended.drawn).toContain('You need to do nothing. checkout-p99 fired too.');
  });

  test('has every target back and is verified, says that all traffic is back', async () => {
    const { drawn } = await afterDrawing({ phase: { ...back, reason: byAlarm }, ...zero, backAt: noon });
    expect(drawn).toMatch(
      /All traffic is on v53 since <!date[^>]*>\. You need to do nothing\. Serin verifies that it stays there\./,
    );
  });

  test('cannot be brought back, says what to do, and has a button to try again', async () => {
    const { drawn } = await afterDrawing({ phase: phases().stuck });
    expect(drawn).toContain('🆘 checkout v54 cannot be rolled back');
    expect(drawn).toContain('/canary resume checkout');
    expect(drawn).toContain('Try again');
  });

  test('ends, has one outcome, however often it is drawn and whatever it was before', async () => {
    const { rollout, at } = await alarmed(true);
    for (const phase of [back, phases().returnable, phases().completed, phases().completed])
      await notifier.card({ ...rollout, phase }, first);
    const drawn = JSON.stringify((await asItStands(at))?.blocks);
    expect(drawn.split('serin:outcome')).toHaveLength(2);
    expect(drawn).toContain('was completed');
    expect(drawn).not.toContain('goes back');
  });

  test('ends and somebody deleted it, is left at that', async () => {
    for (const isPlaceKnown of [true, false]) {
      const { rollout, at } = await alarmed(isPlaceKnown);
      await slack.client.chat.delete(at);
      const before = (await inChannel()).length;
      expect(await notifier.card({ ...rollout, phase: phases().completed }, first)).toEqual(rollout.card);
      expect(await inChannel()).toHaveLength(before);
    }
  });

  test('ends and its channel is gone, is left at that', async () => {
    const rollout = { ...(await withCard()), alarmMessages: [{ key: 'k', channel: '#gone', ts: null }] };
    expect(await notifier.card({ ...rollout, phase: phases().completed }, first)).toEqual(rollout.card);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', fields: { channel: '#gone' } }));
  });

  test('has ended before it is posted, says so at once', async () => {
    const phase: Phase = { status: 'rolled-back', at: noon + 1, reason: byAlarm };
    const rollout = await withCard({ phase, ...zero });
    const at = await notifier.alarm('#deploys', aBreach(), asks, rollout, {
      key: `late ${rollout.id}`,
      again: false,
    });
    const drawn = JSON.stringify((await asItStands(at))?.blocks);
    expect(drawn).not.toContain(actionId('rollback'));
    expect(drawn).toContain('↩️ checkout v54 was rolled back');
    expect(drawn).not.toContain('Asks what to do.');
  });

  test('ended before the alarm fired, keeps the alarm as its headline', async () => {
    const rollout = await withCard({ phase: phases().returnable });
    const at = await notifier.alarm('#deploys', aBreach({ since: noon + 60_000 }), asks, rollout, {
      key: `after ${rollout.id}`,
      again: false,
    });
    await notifier.card({ ...rollout, phase: phases().completed }, first);
    const drawn = JSON.stringify((await asItStands(at))?.blocks);
    expect(drawn).toContain('🔴 checkout-5xx is firing, after checkout v54 ended');
    expect(drawn).toContain('Asks what to do.');
  });

  test('ends, leaves the message of another rollout alone', async () => {
    const { at } = await alarmed(true);
    await notifier.card({ ...(await withCard()), phase: back }, first);
    expect(JSON.stringify((await asItStands(at))?.blocks)).toContain(actionId('rollback'));
  });
});

test('a breach that is tried again answers with where the first one stands', async () => {
  const once = { key: 'breach again', again: false };
  const at = await notifier.alarm('#deploys', aBreach(), outcome, null, once);
  expect(await notifier.alarm('#deploys', aBreach(), outcome, null, { ...once, again: true })).toEqual(at);
});

describe('an answer', () => {
  test('goes to the response_url, to the person only, and leaves what was clicked on', async () => {
    const hooks = await startLoopback(() => ({}));
    const to = { user: slack.users.alice, channel: slack.channels.deploys, responseUrl: `${hooks.url}r/1` };
    await speaking(slack.client, [hooks.url]).reply(to, aReply({ text: 'Done so.' }), null);
    expect(hooks.received).toHaveLength(1);
    expect(JSON.parse(hooks.received[0]?.body ?? '')).toMatchObject({
      response_type: 'ephemeral',
      replace_original: false,
      text: '✅ Done so.',
      blocks: [{ type: 'section' }],
    });
    await hooks.stop();
  });

  test.each([
    ['there is no response_url', ''],
    ['the response_url is not one of Slack', 'http://127.0.0.1:9/r'],
  ])('is shown in the channel to the person only when %s', async (_when, responseUrl) => {
    const api = await startLoopback(() => ({ json: { ok: true } }));
    await speaking(createWebClient('t', { log, apiUrl: api.url })).reply(
      { user: 'U1', channel: 'C1', responseUrl },
      aReply(),
      null,
    );
    expect(api.received.map(({ path }) => path)).toEqual(['/chat.postEphemeral']);
    expect(Object.fromEntries(new URLSearchParams(api.received[0]?.body))).toMatchObject({
      channel: 'C1',
      user: 'U1',
      text: '✅ Started.',
    });
    await api.stop();
  });
});

describe('when Slack', () => {
  type Answering = Answer | ((sent: Readonly<Record<string, string>>) => Answer);
  const fine: Answer = {
    json: {
      ok: true,
      ts: '1.1',
      permalink: 'https://x.slack.com/p11',
      messages: [],
      channels: [{ id: 'C9', name: 'deploys' }],
    },
  };

  /** A Slack that answers each method with what `answers` has for it, and with ok otherwise. */
  async function against(answers: Readonly<Record<string, Answering>>) {
    const api = await startLoopback(({ path, body }) => {
      const answer = answers[path.slice(1)] ?? fine;
      return typeof answer === 'function' ? answer(Object.fromEntries(new URLSearchParams(body))) : answer;
    });
    return { api, notifier: speaking(createWebClient('t', { log, apiUrl: api.url })) };
  }

  const refused = (error: string) => ({ json: { ok: false, error } });
  const limited = { status: 429, headers: { 'retry-after': '30' } };

  test('gets the verdict that decided, with its table as text', async () => {
    const rollout = await withCard();
    await notifier.thread(rollout, { kind: 'verdict', verdict: aVerdict() }, first);
    await notifier.thread(rollout, { kind: 'verdict', verdict: aVerdict() }, { ...first, again: true });
    const messages = await inThread(rollout.card);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.text).toContain('Error rate: v54: 2.1%');
    expect(messages[0]?.blocks?.length).toBeGreaterThan(3);
  });

  test('is told of a breach, it takes one call and one for the reason in its thread, also where the id of the channel is not known yet', async () => {
    const { api, notifier } = await against({ 'chat.postMessage': { json: { ok: true, ts: '1.1', channel: 'C7' } } });
    await notifier.alarm('#deploys', aBreach(), outcome, null, { key: 'one', again: false });
    await notifier.alarm('#deploys', aBreach(), outcome, null, { key: 'two', again: false });
    expect(api.received.map(({ path }) => path)).toEqual(Array.from({ length: 4 }, () => '/chat.postMessage'));
    const sent = api.received.map(({ body }) => new URLSearchParams(body));
    expect(sent.map((each) => each.get('channel'))).toEqual(['#deploys', 'C7', 'C7', 'C7']);
    expect(sent.map((each) => each.get('thread_ts'))).toEqual([null, '1.1', null, '1.1']);
    await api.stop();
  });

  test.each(['channel_not_found', 'is_archived'])('answers %s, the channel is looked up anew', async (error) => {
    const lists = ['C8', 'C9', 'C9'];
    const { api, notifier } = await against({
      'conversations.list': () => ({ json: { ok: true, channels: [{ id: lists.shift(), name: 'deploys' }] } }),
      'chat.postMessage': ({ channel }) =>
        channel === 'C9' ? { json: { ok: true, ts: '1.1', channel } } : refused(error),
    });
    expect(await notifier.card(aRollout(), first)).toMatchObject({ channel: 'C9', ts: '1.1' });
    expect(api.received.filter(({ path }) => path === '/conversations.list')).toHaveLength(2);
    await api.stop();
  });

  test('does not find the channel under its only id, the message fails, to be tried again', async () => {
    const { api, notifier } = await against({ 'chat.postMessage': refused('channel_not_found') });
    await expect(notifier.card(aRollout(), first)).rejects.toThrow('channel_not_found');
    expect(api.received.filter(({ path }) => path === '/chat.postMessage')).toHaveLength(1);
    await api.stop();
  });

  test('is over its rate limit, the message fails at once, so that the outbox tries again', async () => {
    const { api, notifier } = await against({ 'chat.postMessage': limited });
    await expect(notifier.card(aRollout(), first)).rejects.toThrow(/rate/i);
    await api.stop();
  });

  test('does not take the blocks, the text gets through alone', async () => {
    const { api, notifier } = await against({
      'chat.postMessage': ({ blocks }) => (blocks === '[]' ? fine : refused('invalid_blocks')),
    });
    expect(await notifier.card(aRollout(), first)).toMatchObject({ ts: '1.1' });
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error', fields: { word: 'invalid_blocks' } }));
    await api.stop();
  });

  test('does not take a new kind of block, the message gets through without it', async () => {
    const { api, notifier } = await against({
      'chat.postMessage': ({ blocks }) => (blocks?.includes('data_visualization') ? refused('invalid_blocks') : fine),
    });
    const verdict = aVerdict({});
    const minutes = [0, 60_000].map((at) => ({
      ...{ at, share: 0.05, canary: { requests: 10, errors: 1 }, stable: { requests: 10, errors: 0 } },
    }));
    const decisive = { at: 0, verdict, minutes };
    const rollout = aRollout({
      card: { channel: 'C9', ts: '1.1', permalink: '' },
      analysis: { sources: [], split: 'request', shares: [], verdict, decisive },
    });
    await notifier.thread(rollout, { kind: 'verdict', verdict }, first);
    const [refusedOne, taken] = api.received.map(({ body }) => new URLSearchParams(body).get('blocks') ?? '');
    expect(refusedOne).toContain('data_visualization');
    expect(taken).toContain('Error rate');
    expect(taken).not.toContain('data_visualization');
    await api.stop();
  });

  test('does not let Serin read earlier messages, a message goes out twice rather than never', async () => {
    const { api, notifier } = await against({ 'conversations.replies': refused('missing_scope') });
    const rollout = aRollout({ card: { channel: 'C9', ts: '1.1', permalink: '' } });
    await notifier.thread(rollout, { kind: 'baseline' }, { key: 'k', again: true });
    expect(api.received.map(({ path }) => path)).toEqual(['/conversations.replies', '/chat.postMessage']);
    await api.stop();
  });

  test('does not answer a look for earlier messages, nothing is posted', async () => {
    const { api, notifier } = await against({ 'conversations.replies': limited });
    const rollout = aRollout({ card: { channel: 'C9', ts: '1.1', permalink: '' } });
    await expect(notifier.thread(rollout, { kind: 'baseline' }, { key: 'k', again: true })).rejects.toThrow();
    expect(api.received.map(({ path }) => path)).not.toContain('/chat.postMessage');
    await api.stop();
  });

  test('is told of the end of a rollout without alarms, it is not asked for earlier messages', async () => {
    const { api, notifier } = await against({});
    const reason = { kind: 'alarm', name: 'checkout-5xx', detail: '' } as const;
    const phase: Phase = { status: 'rolled-back', at: 0, reason };
    await notifier.card(aRollout({ phase, card: { channel: 'C9', ts: '1.1', permalink: '' } }), first);
    expect(api.received.map(({ path }) => path)).toEqual(['/chat.update']);
    await api.stop();
  });

  test('does not let Serin read earlier messages, a used button stays', async () => {
    const { api, notifier } = await against({ 'conversations.history': refused('missing_scope') });
    const card = { channel: 'C9', ts: '1.1', permalink: '' };
    const alarmMessages = [{ key: 'k', channel: 'C9', ts: '2.2' }];
    expect(await notifier.card(aRollout({ phase: phases()['rolling-back'], card, alarmMessages }), first)).toEqual(
      card,
    );
    await api.stop();
  });

  test('does not answer when a used button is to go, the card is drawn again at the next try', async () => {
    const { api, notifier } = await against({ 'conversations.history': limited });
    const card = { channel: 'C9', ts: '1.1', permalink: '' };
    const alarmMessages = [{ key: 'k', channel: 'C9', ts: '2.2' }];
    const rollout = aRollout({ phase: phases()['rolling-back'], card, alarmMessages });
    await expect(notifier.card(rollout, first)).rejects.toThrow(/rate/i);
    await api.stop();
  });

  test('posts a card at an open gate, approvers are mentioned by the update that follows, which tells nobody', async () => {
    const { api, notifier } = await against({});
    await notifier.card(aRollout({ step: 0, phase: aGate([]) }), first);
    const sent = api.received.filter(({ path }) => /chat\.(post|update)/.test(path));
    expect(sent.map(({ path }) => path)).toEqual(['/chat.postMessage', '/chat.update']);
    expect(sent.map(({ body }) => decodeURIComponent(body).includes('<!subteam^S0PAYMENTS>'))).toEqual([false, true]);
    await api.stop();
  });

  test('gives no link, the card stands without one', async () => {
    const { api, notifier } = await against({ 'chat.getPermalink': refused('fatal_error') });
    expect(await notifier.card(aRollout(), first)).toEqual({ channel: 'C9', ts: '1.1', permalink: '' });
    await api.stop();
  });

  test('refuses an update for another reason than that the card is gone, no second card is posted', async () => {
    const { api, notifier } = await against({ 'chat.update': refused('fatal_error') });
    const rollout = aRollout({ card: { channel: 'C9', ts: '1.1', permalink: '' } });
    await expect(notifier.card(rollout, first)).rejects.toThrow(/fatal_error/);
    expect(api.received.map(({ path }) => path)).toEqual(['/chat.update']);
    await api.stop();
  });
});

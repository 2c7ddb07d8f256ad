import type { ModalView } from '@slack/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSlackHandler, type SlackHandler } from '../../../../src/adapters/slack/inbound/app.ts';
import { reasonField } from '../../../../src/adapters/slack/views/modals/reject.ts';
import { actionId, encodeValue } from '../../../../src/adapters/slack/views/parts/button.ts';
import { verify } from '../../../../src/command/mac.ts';
import { parseSignedCommand } from '../../../../src/command/wire-format.ts';
import type { SignedCommand } from '../../../../src/ports/inbound/command.ts';
import { type KeptLog, keptLog } from '../support/kept-log.ts';
import { recordingBus } from '../support/recording-bus.ts';
import { homeClickBody, homeOpenedBody, keys, noon, slackRequest, submissionBody } from '../support/slack-request.ts';

let sent: SignedCommand[];
let answered: string[];
let opened: ModalView[];
let isBusAway: boolean;
let log: KeptLog;
let handler: SlackHandler;

beforeEach(() => {
  sent = [];
  answered = [];
  opened = [];
  isBusAway = false;
  log = keptLog();
  const bus = recordingBus(sent);
  handler = createSlackHandler({
    secrets: async () => keys,
    bus: { send: (command) => (isBusAway ? Promise.reject(new Error('away')) : bus.send(command)) },
    clock: { now: () => noon, wait: async () => undefined },
    log,
    responseUrls: {
      async answer(url) {
        answered.push(url);
      },
    },
    openModal: async (_trigger, modal) => {
      opened.push(modal);
      return true;
    },
    path: '/slack/events',
  });
});

const deliver = async (body: string) =>
  (await handler(slackRequest(body, { contentType: 'application/json' }))).statusCode;
const value = encodeValue({ service: 'checkout', rollout: 'r-1', step: 2, since: 5 });
const approve = { action_id: actionId('approve'), value };

describe('the event of an App Home that is opened', () => {
  test('is handed over signed, and answered in the App Home of its person', async () => {
    expect(await deliver(homeOpenedBody())).toBe(200);
    expect(sent.map(({ command }) => command)).toMatchObject([
      {
        issuedAt: noon,
        by: { id: 'U2', name: '' },
        team: 'T1',
        origin: { channelId: 'U2', channelName: '', isHome: true },
        replyTo: { user: 'U2', responseUrl: '', home: true },
        body: { name: 'home' },
      },
    ]);
    expect(verify(parseSignedCommand(JSON.parse(JSON.stringify(sent[0]))), keys.macKey)).toBe(true);
  });

  test('has the same key when Slack sends it again, and another for another one', async () => {
    for (const id of ['Ev1', 'Ev1', 'Ev2']) await deliver(homeOpenedBody({}, { event_id: id }));
    const [first, again, other] = sent.map(({ command }) => command.key);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test('asks for nothing where the tab of messages was opened', async () => {
    expect(await deliver(homeOpenedBody({ tab: 'messages' }))).toBe(200);
    expect(sent).toEqual([]);
  });

  test('fails when the bus does not take it, so that Slack sends it again', async () => {
    isBusAway = true;
    expect(await deliver(homeOpenedBody())).toBe(500);
    isBusAway = false;
    expect(await deliver(homeOpenedBody())).toBe(200);
    expect(sent).toHaveLength(1);
  });

  test.each<[string, object, object, number, string]>([
    ['of another workspace', {}, { team_id: 'T2' }, 403, 'other-workspace'],
    ['of another app', {}, { api_app_id: 'A2' }, 403, 'other-app'],
    ['without a workspace', {}, { team_id: null }, 403, 'other-workspace'],
    ['without a person', { user: undefined }, {}, 400, 'malformed'],
    ['without an id', {}, { event_id: undefined }, 400, 'malformed'],
    ['of another kind', { type: 'message' }, {}, 404, 'kind-not-handled'],
  ])('%s goes no further', async (_what, event, other, status, why) => {
    expect(await deliver(homeOpenedBody(event, other))).toBe(status);
    expect(sent).toEqual([]);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { status, why } }]);
  });
});

describe('a click in the App Home', () => {
  test('is handed over as the one under the card is, to be answered there', async () => {
    expect((await handler(slackRequest(homeClickBody(approve)))).statusCode).toBe(200);
    expect(sent[0]!.command).toMatchObject({
      by: { id: 'U2', name: 'bob' },
      team: 'T1',
      origin: { channelId: 'U2', channelName: '', isHome: true },
      replyTo: { user: 'U2', responseUrl: '', home: true },
      body: { name: 'approve', service: 'checkout', rollout: 'r-1', at: { step: 2, since: 5 } },
    });
    expect(verify(parseSignedCommand(JSON.parse(JSON.stringify(sent[0]))), keys.macKey)).toBe(true);
  });

  test('that reached nobody fails, so that Slack marks its button', async () => {
    isBusAway = true;
    expect((await handler(slackRequest(homeClickBody(approve)))).statusCode).toBe(500);
    expect(answered).toEqual([]);
  });

  test('on Reject opens its modal, whose submission is handed over for an answer in the App Home', async () => {
    await handler(slackRequest(homeClickBody({ action_id: actionId('reject'), value })));
    expect(opened).toHaveLength(1);
    const { callback_id, private_metadata } = opened[0]!;
    const state = { values: { [reasonField.block]: { [reasonField.action]: { value: 'too slow' } } } };
    const body = submissionBody({ callback_id, private_metadata, state });
    expect((await handler(slackRequest(body))).statusCode).toBe(200);
    expect(sent[0]!.command).toMatchObject({
      origin: { channelId: 'U2', channelName: '', isHome: true },
      replyTo: { user: 'U2', responseUrl: '', home: true },
      body: { name: 'reject', service: 'checkout', text: 'too slow' },
    });
    expect(verify(parseSignedCommand(JSON.parse(JSON.stringify(sent[0]))), keys.macKey)).toBe(true);
  });

  test('in another view than the Home does not pass for one', async () => {
    await handler(slackRequest(homeClickBody(approve, { view: { id: 'V1', type: 'modal' } })));
    expect(sent.filter(({ command }) => command.origin.isHome)).toEqual([]);
  });

  test('by a guest of another workspace goes no further', async () => {
    const guest = { user: { id: 'U9', name: 'eve', team_id: 'T2' } };
    expect((await handler(slackRequest(homeClickBody(approve, guest)))).statusCode).toBe(403);
    expect(sent).toEqual([]);
  });
});

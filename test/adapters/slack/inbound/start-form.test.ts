import type { ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createSlackHandler,
  type SlackHandler,
  type SlackHandlerDeps,
} from '../../../../src/adapters/slack/inbound/app.ts';
import { encodeMetadata } from '../../../../src/adapters/slack/views/parts/modal.ts';
import type { SignedCommand } from '../../../../src/ports/inbound/command.ts';
import { keptLog } from '../support/kept-log.ts';
import { recordingBus } from '../support/recording-bus.ts';
import {
  clickBody,
  keys,
  noon,
  shortcutBody,
  slackRequest,
  slashBody,
  submissionBody,
} from '../support/slack-request.ts';

const from = { channelId: 'C1', channelName: 'deploys', responseUrl: 'https://hooks.slack.com/commands/T1/1/x' };
const digest = '0123456789ab';
const confirmed = { rollout: digest, versions: digest, plan: digest, config: digest, findings: digest };
const shown = { service: 'checkout', label: 'v54', confirmed };

let sent: SignedCommand[];
let opened: { readonly triggerId: string; readonly modal: ModalView }[];
let handler: SlackHandler;

const aHandler = (other: Partial<SlackHandlerDeps> = {}): SlackHandler =>
  createSlackHandler({
    secrets: async () => keys,
    bus: recordingBus(sent),
    clock: { now: () => noon, wait: async () => undefined },
    log: keptLog(),
    responseUrls: { answer: async () => undefined },
    openModal: async (triggerId, modal) => {
      opened.push({ triggerId, modal });
      return true;
    },
    path: '/slack/events',
    ...other,
  });

beforeEach(() => {
  sent = [];
  opened = [];
  handler = aHandler();
});

const say = async (text: string, other: Readonly<Record<string, string>> = {}) => {
  const { body = '' } = await handler(slackRequest(slashBody(text, other)));
  return body === '' ? null : JSON.parse(body);
};

/** What is chosen in the form, as Slack sends it. */
const chosen = (service: string | null, version?: object) => ({
  service: { 'serin:start-service': { type: 'static_select', selected_option: service && { value: service } } },
  ...(version && { [`version ${service}`]: { 'serin:start-version': version } }),
});
const fromList = (label: string) => ({ type: 'static_select', selected_option: { value: label } });
const typed = (value: string | null) => ({ type: 'plain_text_input', value });

const aView = (values: object, metadata: object = { from, shown }) => ({
  type: 'modal',
  callback_id: 'serin:start',
  external_id: 'slash:1',
  private_metadata: encodeMetadata(metadata as Parameters<typeof encodeMetadata>[0]),
  app_installed_team_id: 'T1',
  blocks: [{ type: 'input', block_id: 'service' }],
  state: { values },
});

/** Chooses something in the form. */
const choose = (values: object, view: object = {}, other: object = {}) => {
  const action = { type: 'static_select', action_id: 'serin:start-service', block_id: 'service' };
  const inModal = { channel: undefined, message: undefined, response_url: undefined, container: { type: 'view' } };
  return handler(
    slackRequest(clickBody(action, { ...inModal, view: { id: 'V1', ...aView(values), ...view }, ...other })),
  );
};

/** Submits the form; returns what Slack does with it. */
async function submit(values: object, metadata?: object, other: object = {}) {
  const { body = '', statusCode } = await handler(
    slackRequest(submissionBody({ ...aView(values, metadata), ...other })),
  );
  expect(statusCode).toBe(200);
  return body === '' ? null : JSON.parse(body);
}

describe('the plan in the form', () => {
  const withPlan = (plan: string) => ({
    ...chosen('checkout', fromList('v54')),
    'plan checkout': { 'serin:start-plan': fromList(plan) },
  });

  test.each([
    ['fast', { plan: 'fast' }],
    ['own plan', {}],
  ])('%s goes to the worker when it is chosen, and with the start', async (plan, going) => {
    await choose(withPlan(plan));
    await submit(withPlan(plan));
    expect(sent.map(({ command }) => command.body)).toEqual([
      { name: 'start-form', view: 'slash:1', service: 'checkout', label: 'v54', ...going },
      expect.objectContaining({ name: 'start', label: 'v54', ...going }),
    ]);
    expect(sent.map(({ command }) => 'plan' in command.body)).toEqual(['plan' in going, 'plan' in going]);
  });
});

describe('a command without words', () => {
  test.each([[''], ['start'], ['  START  ']])('(%j) opens the form, and asks the worker to draw it', async (text) => {
    expect(await say(text)).toBeNull();
    expect(opened).toMatchObject([{ triggerId: '1.2.abc', modal: { type: 'modal', callback_id: 'serin:start' } }]);
    const { external_id: view } = opened[0]!.modal;
    expect(sent).toMatchObject([
      {
        command: {
          by: { id: 'U1', name: 'alice' },
          origin: { channelId: 'C1', channelName: 'deploys' },
          replyTo: { user: 'U1', channel: 'C1', responseUrl: from.responseUrl },
          body: { name: 'start-form', view, service: null, label: null },
        },
      },
    ]);
  });

  test('shows nothing of any service before the worker has authorised', async () => {
    await say('');
    expect(JSON.stringify(opened[0]!.modal.blocks)).toMatch(/^.{0,80}Reading your services/);
    expect(JSON.parse(opened[0]!.modal.private_metadata ?? '')).toEqual({ from });
  });

  test('that Slack sends twice asks for the same form', async () => {
    await say('');
    await say('');
    expect(opened[0]!.modal.external_id).toBe(opened[1]!.modal.external_id);
    expect(sent[0]!.command.key).toBe(sent[1]!.command.key);
  });

  test('is told what to type where Slack opens no form, and hands nothing over', async () => {
    handler = aHandler({ openModal: async () => false });
    expect((await say('')).text).toMatch(/did not open the form.*`\/canary start &lt;service&gt;/);
    expect(sent).toEqual([]);
  });

  test('is told when the bus does not take it', async () => {
    handler = aHandler({ bus: { send: () => Promise.reject(new Error('no bus')) } });
    expect((await say('')).text).toMatch(/could not queue/);
  });

  test('names no channel outside the pinned workspace', async () => {
    handler = aHandler({ secrets: async () => ({ ...keys, enterpriseId: 'E1' }) });
    await say('', { team_id: 'T9', enterprise_id: 'E1' });
    expect(sent[0]!.command.origin).toEqual({ channelId: 'C1', channelName: '' });
  });
});

describe('the shortcut on a message', () => {
  const use = (message: object, other: object = {}) => handler(slackRequest(shortcutBody(message, other)));

  test('opens the form, and gives the worker the words of the message', async () => {
    const attachments = [{ text: 'Published *v54*', fallback: 'build 812' }];
    expect(await use({ text: '<https://ci.example.com/7|checkout> is built', attachments })).toMatchObject({
      body: '',
    });
    expect(opened).toMatchObject([{ triggerId: '1.3.def', modal: { callback_id: 'serin:start' } }]);
    expect(sent[0]!.command).toMatchObject({
      by: { id: 'U2', name: 'bob' },
      origin: { channelId: 'C1', channelName: 'deploys' },
      replyTo: { user: 'U2', channel: 'C1', responseUrl: 'https://hooks.slack.com/actions/T1/1/y' },
      body: {
        name: 'start-form',
        view: opened[0]!.modal.external_id,
        service: null,
        label: null,
        message: 'checkout is built Published *v54* build 812',
      },
    });
  });

  test.each([[{ text: '' }], [{}], [{ text: null }]])(
    'on a message without words (%j) opens the form alone',
    async (message) => {
      await use(message);
      expect(sent[0]!.command.body).not.toHaveProperty('message');
    },
  );

  test('takes no more of a message than has room, in whole characters', async () => {
    await use({ text: `${'x'.repeat(999)}😀` });
    expect(sent[0]!.command.body).toMatchObject({ message: 'x'.repeat(999) });
  });

  test('is told what to type where Slack opens no form', async () => {
    const told: string[] = [];
    const answer = async (_url: string, { text }: { readonly text: string }) => {
      told.push(text);
    };
    handler = aHandler({ openModal: async () => false, responseUrls: { answer } });
    expect((await use({ text: 'v54' })).statusCode).toBe(200);
    expect(told).toEqual([expect.stringMatching(/did not open the form/)]);
    expect(sent).toEqual([]);
  });

  test('of another workspace, or with a message that is none, hands nothing over', async () => {
    await use({ text: 'v54' }, { team: { id: 'T9' }, user: { id: 'U9', team_id: 'T9' } });
    await use({ text: 7 });
    expect([sent, opened]).toEqual([[], []]);
  });
});

describe('a choice in the form', () => {
  test('asks the worker to draw it anew, for the place where it was opened', async () => {
    expect(await choose(chosen('checkout', fromList('v54')))).toMatchObject({ statusCode: 200, body: '' });
    expect(sent[0]!.command).toMatchObject({
      by: { id: 'U2', name: 'bob' },
      team: 'T1',
      origin: { channelId: 'C1', channelName: 'deploys' },
      replyTo: { user: 'U2', channel: 'C1', responseUrl: from.responseUrl },
      body: { name: 'start-form', view: 'slash:1', service: 'checkout', label: 'v54' },
    });
  });

  test.each<[string, object, object]>([
    ['nothing yet', chosen(null), { service: null, label: null }],
    ['a service', chosen('checkout'), { service: 'checkout', label: null }],
    ['a version that was typed', chosen('calls', typed(' v54 ')), { service: 'calls', label: 'v54' }],
    [
      'a version of another service',
      { ...chosen('calls'), ...chosen('checkout', typed('v54')), ...chosen('calls') },
      { service: 'calls', label: null },
    ],
    ['a text that is no version', chosen('calls', typed('v54 yes force')), { service: 'calls', label: null }],
    ['a name that is no service', chosen('../secrets', typed('v54')), { service: null, label: 'v54' }],
  ])('with %s says only what can be meant', async (_what, values, body) => {
    await choose(values);
    expect(sent[0]!.command.body).toMatchObject(body);
  });

  test.each<[string, object, object]>([
    ['of another version', { private_metadata: '{"service":"checkout"}' }, {}],
    ['without its external id', { external_id: undefined }, {}],
    ['in a message', {}, { view: undefined }],
  ])('%s hands nothing over, and Slack marks its field', async (_what, view, other) => {
    expect((await choose(chosen('checkout'), view, other)).statusCode).toBe(500);
    expect(sent).toEqual([]);
  });

  test('of another workspace hands nothing over', async () => {
    const stranger = { team: { id: 'T9' }, user: { id: 'U9', team_id: 'T9' } };
    expect((await choose(chosen('checkout'), { app_installed_team_id: 'T9' }, stranger)).statusCode).toBe(403);
    expect(sent).toEqual([]);
  });
});

describe('a submitted form', () => {
  test('starts exactly what it showed', async () => {
    expect(await submit(chosen('checkout', fromList('v54')))).toBeNull();
    const body = {
      name: 'start',
      service: 'checkout',
      label: 'v54',
      explicit: {},
      force: false,
      adopt: false,
      confirmed,
    };
    expect(sent[0]!.command).toMatchObject({ by: { id: 'U2' }, origin: { channelId: 'C1' } });
    expect(sent[0]!.command.body).toEqual(body);
  });

  test.each<[string, object, object | undefined]>([
    ['another version than it showed', chosen('checkout', fromList('v55')), undefined],
    ['another service than it showed', chosen('calls', typed('v54')), undefined],
    ['a version before it showed one', chosen('checkout', fromList('v54')), { from }],
  ])('with %s asks to be shown it, like a typed start', async (_what, values, metadata) => {
    expect(await submit(values, metadata)).toBeNull();
    expect(sent[0]!.command.body).not.toHaveProperty('confirmed');
  });

  test.each<[string, object, string, RegExp]>([
    ['no service', chosen(null), 'service', /Choose a service/],
    ['the versions of another service', chosen('calls'), 'service', /versions of calls are not shown yet/],
    ['no version', chosen('checkout', typed(null)), 'version checkout', /Name one version/],
    ['words behind the version', chosen('checkout', typed('v54 yes force')), 'version checkout', /Name one version/],
    ['a pair', chosen('checkout', typed('checkout-api=17')), 'version checkout', /Name one version/],
    ['a mention', chosen('checkout', typed('<!channel>')), 'version checkout', /Name one version/],
    ['a version too long', chosen('checkout', typed('v'.repeat(101))), 'version checkout', /at most 100/],
  ])('with %s says so under its field, and hands nothing over', async (_what, values, block, words) => {
    const answer = await submit(values);
    expect(answer).toEqual({ response_action: 'errors', errors: { [block]: expect.stringMatching(words) } });
    expect(sent).toEqual([]);
  });

  test('with a service that cannot be one is no command', async () => {
    expect(await submit(chosen('Check Out', typed('v54')))).toMatchObject({
      errors: { service: expect.stringMatching(/incomplete or too long/) },
    });
    expect(sent).toEqual([]);
  });

  test('with a start that nobody was shown is of another version', async () => {
    const forged = { from, shown: { ...shown, confirmed: 'yes' } };
    expect(await submit(chosen('checkout', fromList('v54')), forged)).toMatchObject({ response_action: 'update' });
    expect(sent).toEqual([]);
  });

  test('hands over the note and the link, in one line, without what is around them', async () => {
    const added = { note: { note: typed(' for the sale ') }, change: { change: typed('https://example.com/7') } };
    await submit({ ...chosen('checkout', fromList('v54')), ...added });
    expect(sent[0]!.command.body).toMatchObject({ notes: { note: 'for the sale', change: 'https://example.com/7' } });
    const lines = { note: { note: typed('a\n\u2028✓ Approved\u0007by\u00a0 bob\n') } };
    await submit({ ...chosen('checkout', fromList('v54')), ...lines });
    expect(sent[1]!.command.body).toMatchObject({ notes: { note: 'a ✓ Approved by bob' } });
    await submit({ ...chosen('checkout', fromList('v54')), note: { note: typed(null) } });
    expect(sent[2]!.command.body).not.toHaveProperty('notes');
  });

  test('hands over the moment of the start, and says under its field where it cannot be read', async () => {
    const at = (text: string | null) => ({
      ...chosen('checkout', fromList('v54')),
      'start-at': { 'start-at': typed(text) },
    });
    await submit(at(' tomorrow 09:00 '));
    expect(sent[0]!.command.body).toMatchObject({ startAt: 'tomorrow 09:00' });
    await submit(at(null));
    expect(sent[1]!.command.body).not.toHaveProperty('startAt');
    const answer = await submit(at('9am'));
    expect(answer).toEqual({ response_action: 'errors', errors: { 'start-at': expect.stringMatching(/tomorrow/) } });
    expect(sent).toHaveLength(2);
  });

  test.each([['javascript:alert(1)'], ['https://a.example|<!channel>'], [`https://a.example/${'x'.repeat(500)}`]])(
    'with a link that is none (%s) says so under its field',
    async (change) => {
      const answer = await submit({ ...chosen('checkout', fromList('v54')), change: { change: typed(change) } });
      expect(answer).toEqual({ response_action: 'errors', errors: { change: expect.stringMatching(/https:/) } });
      expect(sent).toEqual([]);
    },
  );

  test('counts once, however often Slack sends it', async () => {
    await submit(chosen('checkout', fromList('v54')));
    await submit(chosen('checkout', fromList('v54')));
    expect(sent[0]!.command.key).toBe(sent[1]!.command.key);
  });
});

describe('a slow Slack and a slow bus', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Passes the time until a promise is settled. @returns milliseconds */
  async function passUntil(answer: Promise<unknown>): Promise<number> {
    let isSettled = false;
    let ms = 0;
    const settled = answer.finally(() => {
      isSettled = true;
    });
    while (!isSettled && ms < 10_000) {
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      ms += 50;
      await vi.advanceTimersByTimeAsync(50);
    }
    await settled;
    return ms;
  }
  const slowly = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return true;
  };
  const stuck = { send: () => new Promise<void>(() => undefined) };

  test('leave time for the answer within the 3 s of Slack, once the form is open', async () => {
    handler = aHandler({ openModal: slowly, bus: stuck });
    const answer = say('');
    expect(await passUntil(answer)).toBeLessThanOrEqual(2600);
    expect((await answer).text).toContain('does not know yet');
  });

  test('leave a command without a form the whole patience', async () => {
    handler = aHandler({ openModal: slowly, bus: stuck });
    expect(await passUntil(say('pause checkout'))).toBeGreaterThanOrEqual(2200);
  });
});

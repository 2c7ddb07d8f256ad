import { beforeEach, describe, expect, test } from 'vitest';
import {
  createSlackHandler,
  type SlackHandler,
  type SlackHandlerDeps,
} from '../../../../src/adapters/slack/inbound/app.ts';
import {
  actionId,
  type ButtonName,
  buttonNames,
  encodeValue,
} from '../../../../src/adapters/slack/views/parts/button.ts';
import type { View } from '../../../../src/adapters/slack/views/parts/view.ts';
import { verify } from '../../../../src/command/mac.ts';
import { parseSignedCommand } from '../../../../src/command/wire-format.ts';
import type { SignedCommand } from '../../../../src/ports/inbound/command.ts';
import { type KeptLog, keptLog } from '../support/kept-log.ts';
import { recordingBus } from '../support/recording-bus.ts';
import { clickBody, keys, noon, slackRequest, slashBody } from '../support/slack-request.ts';

let sent: SignedCommand[];
let told: { readonly url: string; readonly view: View; readonly replaces: boolean | undefined }[];
let log: KeptLog;
let handler: SlackHandler;

const aHandler = (other: Partial<SlackHandlerDeps> = {}): SlackHandler =>
  createSlackHandler({
    secrets: async () => keys,
    bus: recordingBus(sent),
    clock: { now: () => noon, wait: async () => undefined },
    log,
    responseUrls: {
      async answer(url, view, replaces) {
        told.push({ url, view, replaces });
      },
    },
    openModal: async () => false,
    path: '/slack/events',
    ...other,
  });

beforeEach(() => {
  sent = [];
  told = [];
  log = keptLog();
  handler = aHandler();
});

/** What the person sees at once. */
async function answerTo(text: string, other: Readonly<Record<string, string>> = {}) {
  const response = await handler(slackRequest(slashBody(text, other)));
  expect(response.statusCode).toBe(200);
  return JSON.parse(response.body ?? '') as { response_type: string; text: string; blocks: unknown[] };
}

describe('a typed command', () => {
  test('is handed over signed, with who, where and when, and left to the worker to answer', async () => {
    expect(await handler(slackRequest(slashBody('start checkout v54')))).toMatchObject({ statusCode: 200, body: '' });
    expect(sent).toHaveLength(1);
    expect(sent[0]!.command).toMatchObject({
      v: 1,
      issuedAt: noon,
      by: { id: 'U1', name: 'alice' },
      team: 'T1',
      origin: { channelId: 'C1', channelName: 'deploys' },
      replyTo: { user: 'U1', channel: 'C1', responseUrl: 'https://hooks.slack.com/commands/T1/1/x' },
      body: { name: 'start', service: 'checkout', label: 'v54', force: false, adopt: false },
    });
    expect(verify(parseSignedCommand(JSON.parse(JSON.stringify(sent[0]))), keys.macKey)).toBe(true);
  });

  test('that asks for help is answered without the bus', async () => {
    expect((await answerTo('help')).text).toContain('/canary start &lt;service&gt; &lt;version&gt;');
    expect((await answerTo('help skip')).text).not.toContain('start');
    expect((await answerTo('help')).text).toContain('/canary rollback');
    expect(sent).toEqual([]);
  });

  test('that is misspelt is answered without the bus, with what was meant', async () => {
    expect((await answerTo('strart checkout v54')).text).toMatch(/Did you mean "start"\?\nUsage: `\/canary start/);
    expect((await answerTo('stop checkout')).text).toBe(
      '⛔ "stop" is not a command. `pause` keeps the traffic where it is; `rollback` sends it back.',
    );
    expect(sent).toEqual([]);
  });

  test('repeats nothing that could mention somebody', async () => {
    expect((await answerTo('<!channel>&lt;!channel&gt;')).text).not.toContain('<!');
  });

  test('of another name is answered at once', async () => {
    const answer = await answerTo('start checkout v54', { command: '/carnary' });
    expect(answer.text).toContain('does not answer `/carnary`');
    expect(sent).toEqual([]);
  });

  test.each([
    ['sync', { name: 'sync', service: 'shop', plan: 'p-1' }],
    ['look-at-sync', { name: 'sync', service: 'shop', plan: null }],
    ['stop-sync', { name: 'stop-sync', service: 'shop', sync: 'p-1' }],
  ] as const)('on %s of a sync is handed over with the id that it was drawn for', async (name, body) => {
    const click = { action_id: actionId(name), value: encodeValue({ service: 'shop', id: 'p-1' }) };
    await handler(slackRequest(clickBody(click)));
    expect(sent[0]!.command.body).toEqual(body);
    expect(parseSignedCommand(JSON.parse(JSON.stringify(sent[0]))).command.body).toEqual(body);
  });

  const shown = {
    ...({
      service: 'checkout',
      label: 'v54',
      explicit: { 'checkout-api': '17' },
      force: false,
      fix: true,
      adopt: false,
    } as const),
    confirmed: {
      rollout: '0'.repeat(12),
      versions: '1'.repeat(12),
      plan: '2'.repeat(12),
      config: '3'.repeat(12),
      findings: '4'.repeat(12),
    },
  } as const;

  test('on Start is handed over as it was shown, for an answer in its place', async () => {
    await handler(slackRequest(clickBody({ action_id: actionId('start'), value: encodeValue(shown) })));
    const { body, replyTo } = sent[0]!.command;
    expect(body).toEqual({ name: 'start', ...shown });
    expect(replyTo).toMatchObject({ user: 'U2', replaces: true });
    expect(verify(parseSignedCommand(JSON.parse(JSON.stringify(sent[0]))), keys.macKey)).toBe(true);
  });

  test('on Start with a value that was not drawn so is told so, and starts nothing', async () => {
    const { confirmed: _, ...typed } = shown;
    await handler(slackRequest(clickBody({ action_id: actionId('start'), value: JSON.stringify(typed) })));
    expect(sent).toEqual([]);
    expect(told[0]!.view.text).toContain('another version of Serin');
  });

  test('on Cancel is answered in the place of what was shown, without the bus', async () => {
    await handler(slackRequest(clickBody({ action_id: actionId('cancel-start'), value: '<!channel>' })));
    expect(sent).toEqual([]);
    expect(told).toMatchObject([
      { replaces: true, view: { text: 'Cancelled. Nothing of &lt;!channel&gt; was started.' } },
    ]);
  });

  test('that the bus does not take is answered with the error', async () => {
    handler = aHandler({ bus: { send: () => Promise.reject(new Error('no bus')) } });
    expect((await answerTo('pause checkout')).text).toMatch(/could not queue the command.*Nothing was changed/);
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'the bus did not take the command' }),
    );
  });

  test('that is not of the form the worker takes is answered, and not handed over to be dropped', async () => {
    expect((await answerTo('pause checkout', { user_id: 'U'.repeat(65) })).text).toMatch(/incomplete or too long/);
    expect(sent).toEqual([]);
  });

  test('that the bus does not answer in time is answered as open, not as failed', async () => {
    handler = aHandler({ bus: { send: () => new Promise(() => undefined) }, patienceMs: 1 });
    expect((await answerTo('pause checkout')).text).toMatch(/does not know yet/);
  });
});

describe('the key of a command', () => {
  const keyOf = (index: number) => sent[index]!.command.key;

  test('is the same for an identical replay, so that the worker takes it once', async () => {
    const request = slackRequest(slashBody('start checkout v54'));
    await handler(structuredClone(request));
    await handler(structuredClone(request));
    expect(sent).toHaveLength(2);
    expect(keyOf(0)).toBe(keyOf(1));
  });

  test('is the same for a retry that Slack sends with a new timestamp', async () => {
    await handler(slackRequest(slashBody('start checkout v54')));
    await handler(slackRequest(slashBody('start checkout v54'), { at: noon + 5000 }));
    expect(keyOf(0)).toBe(keyOf(1));
  });

  test('differs between two commands, even with the same words', async () => {
    await handler(slackRequest(slashBody('skip checkout', { trigger_id: '1.1.a' })));
    await handler(slackRequest(slashBody('skip checkout', { trigger_id: '1.1.b' })));
    await handler(slackRequest(slashBody('skip calls', { trigger_id: '1.1.b' })));
    expect(new Set(sent.map(({ command }) => command.key)).size).toBe(3);
  });

  test('comes from the signature where Slack sends no trigger', async () => {
    await handler(slackRequest(slashBody('skip checkout', { trigger_id: '' })));
    await handler(slackRequest(slashBody('skip checkout', { trigger_id: '' })));
    await handler(slackRequest(slashBody('skip checkout', { trigger_id: '' }), { at: noon + 1000 }));
    expect(keyOf(0)).toBe(keyOf(1));
    expect(keyOf(0)).not.toBe(keyOf(2));
  });

  test('of a click differs between people and between moments', async () => {
    const action = {
      action_id: actionId('pause'),
      value: encodeValue({ service: 'checkout', rollout: 'r1', step: 0, since: 0 }),
    };
    await handler(slackRequest(clickBody(action)));
    await handler(slackRequest(clickBody(action)));
    await handler(slackRequest(clickBody({ ...action, action_ts: '1767614401.5' })));
    await handler(slackRequest(clickBody(action, { user: { id: 'U3', name: 'carol', team_id: 'T1' } })));
    expect(keyOf(0)).toBe(keyOf(1));
    expect(new Set(sent.map(({ command }) => command.key)).size).toBe(3);
  });
});

test('the age of a request is carried over to a clock that runs differently', async () => {
  handler = aHandler({ clock: { now: () => 5_000_000, wait: async () => undefined }, slackNow: () => noon });
  await handler(slackRequest(slashBody('pause checkout'), { at: noon - 60_000 }));
  await handler(slackRequest(slashBody('pause checkout'), { at: noon + 60_000 }));
  expect(sent.map(({ command }) => command.issuedAt)).toEqual([4_940_000, 5_000_000]);
});

describe('a click', () => {
  const value = { service: 'checkout', rollout: 'r1', step: 2, since: 1234 };
  const ids = { service: 'checkout', rollout: 'r1', at: { step: 2, since: 1234 } };
  const bodies: Record<Exclude<ButtonName, 'reject'>, object> = {
    approve: { name: 'approve', ...ids },
    withdraw: { name: 'withdraw', ...ids },
    pause: { name: 'pause', ...ids },
    resume: { name: 'resume', ...ids },
    'put-back': { name: 'put-back', ...ids },
    accept: { name: 'accept', ...ids },
    promote: { name: 'promote', ...ids },
    rollback: { name: 'rollback', ...ids, text: '' },
    skip: { name: 'skip', ...ids },
  };

  test.each(buttonNames.filter((name) => name !== 'reject'))(
    'on %s is handed over with what the button carries',
    async (name) => {
      const response = await handler(slackRequest(clickBody({ action_id: actionId(name), value: encodeValue(value) })));
      expect(response).toMatchObject({ statusCode: 200, body: '' });
      expect(sent[0]!.command).toMatchObject({
        by: { id: 'U2', name: 'bob' },
        origin: { channelId: 'C1', channelName: 'deploys' },
        replyTo: { user: 'U2', channel: 'C1', responseUrl: 'https://hooks.slack.com/actions/T1/1/y' },
      });
      expect(sent[0]!.command.body).toEqual(bodies[name]);
      expect(verify(parseSignedCommand(sent[0]), keys.macKey)).toBe(true);
      expect(told).toEqual([]);
    },
  );

  const stopped = { service: 'checkout', label: 'v55', stop: 1234 };
  test.each([
    ['resume-queue', { name: 'resume-queue', service: 'checkout', stop: 1234 }],
    ['leave-queue', { name: 'leave-queue', service: 'checkout', label: 'v55' }],
  ] as const)('on %s of a queue that has stopped is handed over for that stop', async (name, body) => {
    await handler(slackRequest(clickBody({ action_id: actionId(name), value: encodeValue(stopped) })));
    expect(sent[0]!.command.body).toEqual(body);
    expect(verify(parseSignedCommand(sent[0]), keys.macKey)).toBe(true);
    await handler(slackRequest(clickBody({ action_id: actionId(name), value: encodeValue(value) })));
    expect(sent).toHaveLength(1);
    expect(told[0]?.view.text).toMatch(/another version/);
  });

  test('that the bus does not take is answered through the response_url', async () => {
    handler = aHandler({ bus: { send: () => Promise.reject(new Error('no bus')) } });
    const response = await handler(
      slackRequest(clickBody({ action_id: actionId('rollback'), value: encodeValue(value) })),
    );
    expect(response.statusCode).toBe(200);
    expect(told).toHaveLength(1);
    expect(told[0]?.url).toBe('https://hooks.slack.com/actions/T1/1/y');
    expect(told[0]?.view.text).toMatch(/could not queue/);
  });

  test('that lacks what the worker needs is told so, and is not handed over to be dropped', async () => {
    const action = { action_id: actionId('rollback'), value: encodeValue(value) };
    const response = await handler(slackRequest(clickBody(action, { channel: undefined })));
    expect(response.statusCode).toBe(200);
    expect(sent).toEqual([]);
    expect(told[0]?.view.text).toMatch(/incomplete or too long.*Nothing was changed/);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error: { code: 'malformed-command' } } }]);
  });

  test.each([
    ['with a value that is none', { action_id: actionId('approve'), value: 'checkout' }],
    ['without a value', { action_id: actionId('approve') }],
    [
      'with a service that cannot be',
      { action_id: actionId('approve'), value: encodeValue({ ...value, service: 'X!' }) },
    ],
    ['on a button that there is not', { action_id: 'serin:destroy', value: encodeValue(value) }],
  ])('%s is told that the button is of another version', async (_what, action) => {
    const response = await handler(slackRequest(clickBody(action)));
    expect(response.statusCode).toBe(200);
    expect(sent).toEqual([]);
    expect(told[0]?.view.text).toMatch(/another version/);
  });

  test('that cannot be answered is logged and acknowledged', async () => {
    handler = aHandler({ responseUrls: { answer: () => Promise.reject(new Error('gone')) } });
    expect((await handler(slackRequest(clickBody({ action_id: 'other' })))).statusCode).toBe(200);
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'a click could not be answered' }),
    );
  });
});

test('the URL verification of Slack is answered', async () => {
  const body = JSON.stringify({ type: 'url_verification', challenge: 'c1' });
  const response = await handler(slackRequest(body, { contentType: 'application/json' }));
  expect(response.statusCode).toBe(200);
  expect(JSON.parse(response.body ?? '')).toEqual({ challenge: 'c1' });
});

test('a signed ssl_check is answered', async () => {
  expect(await handler(slackRequest('ssl_check=1&token=old'))).toMatchObject({ statusCode: 200, body: '' });
});

test('secrets that cannot be read give 500 and a line in the log', async () => {
  handler = aHandler({ secrets: () => Promise.reject(new Error('no SSM')) });
  expect(await handler(slackRequest(slashBody('list')))).toEqual({ statusCode: 500, body: '' });
  expect(log.lines).toMatchObject([{ level: 'error', message: 'the Slack function failed' }]);
});

test('no secret reaches the log', async () => {
  await handler(slackRequest(slashBody('start checkout v54')));
  await handler(slackRequest(slashBody('start checkout v54'), { secret: 'wrong' }));
  expect(log.lines).toHaveLength(2);
  expect(JSON.stringify(log.lines)).not.toMatch(new RegExp(`${keys.signingSecret}|${keys.macKey}|hooks\\.slack`));
});

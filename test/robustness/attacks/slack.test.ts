import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actionId, encodeValue } from '../../../src/adapters/slack/views/parts/button.ts';
import { verify } from '../../../src/command/mac.ts';
import { parseSignedCommand } from '../../../src/command/wire-format.ts';
import { clickBody, type Oddities, slackRequest, slashBody } from '../../adapters/slack/support/slack-request.ts';
import { jsonBombs, oddTexts } from './odd-texts.ts';
import { planted } from './planted.ts';
import { openPremises, type Premises } from './premises.ts';
import { leaksIn } from './secrets.ts';

const HOUR = 60 * 60_000;
const SECRETS = ['SSM GetParameters'];
/** The answer to a click, which goes to the person alone. */
const ANSWER = 'hooks POST /commands/T1/planted-response-url';

let premises: Premises;
beforeAll(async () => {
  premises = await openPremises(['slack']);
});
afterAll(() => premises.close());

const ours = () => ({ team_id: premises.workspace.teamId, api_app_id: premises.workspace.appId });

/** A typed command, of this workspace and app unless it says otherwise. */
const typed = (text: string, other: Readonly<Record<string, string>> = {}) =>
  slashBody(text, { ...ours(), response_url: planted.responseUrl, ...other });

/** A click in this workspace and app unless it says otherwise. */
const clicked = (action: object, other: object = {}) =>
  clickBody(action, {
    api_app_id: premises.workspace.appId,
    team: { id: premises.workspace.teamId, domain: 'example' },
    user: { id: 'U2', name: 'bob', team_id: premises.workspace.teamId },
    response_url: planted.responseUrl,
    ...other,
  });

/** What the workspace's own key has signed now, unless it says otherwise. */
const signed = (body: string, odd: Oddities = {}) =>
  slackRequest(body, { secret: planted.signingSecret, at: premises.now(), ...odd });

const pause = { action_id: actionId('pause') };
const value = { service: 'checkout', rollout: 'r1', step: 0, since: 0 };

async function attack(event: string | object) {
  const { answer, asked, done, thrown } = await premises.attack('slack', event);
  expect(thrown).toBeUndefined();
  const { statusCode, body } = answer as { statusCode: number; body: string };
  expect(asked.filter((call) => !SECRETS.includes(call))).toEqual(done);
  return { statusCode, body, done };
}

describe('a request that Slack did not send so', () => {
  const now = () => premises.now();
  it.each<[string, () => string | object, number]>([
    ['is unsigned', () => signed(typed('list'), { signature: null }), 401],
    ['is signed with another key', () => signed(typed('list'), { secret: 'guessed' }), 401],
    ['is signed with the key of the MAC', () => signed(typed('list'), { secret: planted.macKey }), 401],
    ['is signed with nothing', () => signed(typed('list'), { secret: '' }), 401],
    ['has an empty signature', () => signed(typed('list'), { signature: '' }), 401],
    [
      'has a signature of the length of a megabyte',
      () => signed(typed('list'), { signature: 'v0='.padEnd(1e6, 'f') }),
      401,
    ],
    ['has a signature outside ASCII', () => signed(typed('list'), { signature: `v0=${'ü'.repeat(64)}` }), 401],
    ['is stale', () => signed(typed('list'), { at: now() - HOUR }), 401],
    ['is from the future', () => signed(typed('list'), { at: now() + HOUR }), 401],
    ['is from the end of time', () => signed(typed('list'), { timestamp: '999999999999' }), 401],
    ['has a time in another notation', () => signed(typed('list'), { timestamp: '1e9' }), 401],
    ['has a time below zero', () => signed(typed('list'), { timestamp: '-1' }), 401],
    [
      'has a body of another one',
      () => ({ ...signed(typed('list')), body: Buffer.from(typed('rollback checkout')).toString('base64') }),
      401,
    ],
    [
      'lacks its last character',
      () => ({ ...signed(typed('list')), body: Buffer.from(typed('list').slice(0, -1)).toString('base64') }),
      401,
    ],
    ['has lost its body', () => ({ ...signed(typed('list')), body: null }), 401],
    ['is too large', () => signed(`${typed('list')}&x=${'x'.repeat(1_000_000)}`), 413],
    ['comes by another path', () => signed(typed('list'), { path: '/slack/events/../discovery' }), 404],
    ['comes by another method', () => signed(typed('list'), { method: 'PUT' }), 405],
    ['is an event of the bus', () => ({ source: 'serin', 'detail-type': 'Command', detail: {} }), 400],
    ['is an alarm', () => ({ source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' }), 400],
    ['is nothing', () => 'null', 400],
    ['is a number', () => '0', 400],
    [
      'has a header in its prototype',
      () =>
        JSON.stringify(signed(typed('list'), { signature: null })).replace(
          '"headers":{',
          '"headers":{"__proto__":{"x-slack-signature":"v0=1"},',
        ),
      401,
    ],
    [
      'has headers that are lists',
      () => JSON.stringify(signed(typed('list'))).replace(/"x-slack-signature":("[^"]*")/, '"x-slack-signature":[$1]'),
      400,
    ],
  ])('%s: refused, and nothing is asked of AWS but the keys', async (_how, event, status) => {
    const { statusCode, body, done } = await attack(event());
    expect({ statusCode, body, done }).toEqual({ statusCode: status, body: '', done: [] });
  });

  // Slack signed these, so the person is told why: nothing is asked of AWS, nothing goes to the bus, and the words name no key.
  it.each<[string, () => object]>([
    ['types in another workspace', () => signed(typed('list', { team_id: 'T0OTHER' }))],
    ['types in another app', () => signed(typed('list', { api_app_id: 'A0OTHER' }))],
    ['types in no workspace', () => signed(typed('list', { team_id: '' }))],
    [
      'types in another workspace of an organisation',
      () => signed(typed('list', { team_id: 'T2', enterprise_id: 'E1' })),
    ],
    ['submits a form', () => signed(`payload=${encodeURIComponent('{"type":"view_submission"}')}`)],
    ['asks for choices', () => signed(`payload=${encodeURIComponent('{"type":"block_suggestion"}')}`)],
  ])('%s: refused in the answer, and nothing is asked of AWS but the keys', async (_how, event) => {
    const { statusCode, body, done } = await attack(event());
    expect({ statusCode, done }).toEqual({ statusCode: 200, done: [] });
    expect(body).toMatch(/Nothing was changed|Refused: /);
  });

  it.each<[string, () => object]>([
    ['in another workspace', () => ({ team: { id: 'T0OTHER' } })],
    ['as somebody of another workspace', () => ({ user: { id: 'U2', team_id: 'T0OTHER' } })],
    [
      'as somebody of another workspace of an organisation, where none is pinned',
      () => ({ enterprise: { id: 'E1' }, user: { id: 'U2', team_id: 'T0OTHER' } }),
    ],
    ['as an organisation', () => ({ enterprise: { id: 'E1' }, user: { id: 'U2', team_id: 'E1' } })],
    [
      'in an organisation’s installation',
      () => ({ team: null, enterprise: { id: 'E1' }, is_enterprise_install: true }),
    ],
    ['in another app', () => ({ api_app_id: 'A0OTHER' })],
    ['in no workspace', () => ({ team: null })],
  ])('clicks %s: refused through the response_url, and nothing is asked of AWS but the keys', async (_how, other) => {
    const { statusCode, body, done } = await attack(signed(clicked({ ...pause, value: encodeValue(value) }, other())));
    expect({ statusCode, body, done }).toEqual({ statusCode: 200, body: '', done: [ANSWER] });
  });

  it('clicks in another workspace, with an address that is not of Slack: refused, and nothing is sent there', async () => {
    const other = { team: { id: 'T0OTHER' }, response_url: 'https://example.com/collect' };
    const { statusCode, body, done } = await attack(signed(clicked(pause, other)));
    expect({ statusCode, body, done }).toEqual({ statusCode: 403, body: '', done: [] });
  });

  it('comes again and again: the command has the same key, so that it counts once', async () => {
    const request = signed(typed('rollback checkout'));
    const before = premises.sent.length;
    await attack(request);
    await attack(request);
    const keys = premises.sent
      .slice(before)
      .filter(({ what }) => what === 'PutEvents')
      .map(({ body }) => JSON.parse(JSON.parse(body).Entries[0].Detail).command.key);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });
});

describe('a request that is signed and odd', () => {
  it.each(Object.entries(jsonBombs))('is JSON that is %s: refused', async (_what, json) => {
    const plain = await attack(signed(json, { contentType: 'application/json' }));
    const form = await attack(signed(`payload=${encodeURIComponent(json).slice(0, 990_000)}`));
    for (const { statusCode, done } of [plain, form]) {
      expect(done).toEqual([]);
      expect([400, 403, 404, 413]).toContain(statusCode);
    }
  });

  it.each(Object.entries(jsonBombs))(
    'is a click in whose message there is %s: refused or a pause',
    async (_what, json) => {
      const click = decodeURIComponent(
        clicked({ ...pause, value: encodeValue(value) })
          .slice('payload='.length)
          .replaceAll('+', ' '),
      );
      const body = `payload=${encodeURIComponent(click.replace(/^\{/, `{"message":{"blocks":${json}},`))}`;
      const { statusCode, done } = await attack(signed(body));
      expect([200, 413]).toContain(statusCode);
      expect(done).toEqual(statusCode === 200 ? ['EventBridge PutEvents'] : []);
    },
  );

  it.each([
    ['the text', () => `${typed('list')}&text=start+checkout+v54`],
    ['the person', () => `${typed('list')}&user_id=U9`],
    ['the name', () => `${typed('list')}&user_name=bob`],
    ['the workspace', () => `${typed('list')}&team_id=${premises.workspace.teamId}`],
    ['the channel', () => `${typed('list')}&channel_id=C2`],
    ['the response_url', () => `${typed('list')}&response_url=https%3A%2F%2Fexample.com`],
    ['the command', () => `${typed('list')}&command=%2Fcanary`],
  ])('says %s twice: refused', async (_what, body) => {
    const { statusCode, done } = await attack(signed(body()));
    expect({ statusCode, done }).toEqual({ statusCode: 400, done: [] });
  });

  it.each<[string, object]>([
    ['has no actions', { actions: undefined }],
    ['has two actions', { actions: [pause, pause].map((one) => ({ type: 'button', block_id: 'b', ...one })) }],
    ['has an enterprise whose id is a number', { is_enterprise_install: true, enterprise: { id: 1 } }],
    ['has an empty list of actions', { actions: [] }],
    ['has an action that is null', { actions: [null] }],
    ['has an action that is a text', { actions: ['pause'] }],
    ['has actions that are an object', { actions: { 0: pause } }],
    ['has an action without a type', { actions: [{ action_id: 'serin:pause', block_id: 'b' }] }],
    ['has an action whose id is an object', { actions: [{ type: 'button', action_id: {}, block_id: 'b' }] }],
    ['has no person', { user: undefined }],
    ['has a person who is null', { user: null }],
    ['has a person without an id', { user: {} }],
    ['has a person whose id is an object', { user: { id: {} } }],
    ['is an event too', { event: { type: 'app_mention' } }],
    ['is an event too, that is null', { event: null }],
    ['is a command too', { command: '/canary', text: 'start checkout v54' }],
    ['is an external select too', { name: 'x' }],
    ['has a channel that is null', { channel: null }],
    ['has a channel that is a text', { channel: 'C1' }],
    ['has a response_url that is an object', { response_url: {} }],
  ])('is a click that %s: refused, and no more than the person is told', async (_how, other) => {
    const { statusCode, done, body } = await attack(signed(clicked({ ...pause, value: encodeValue(value) }, other)));
    const isTold = statusCode === 200;
    expect(done.filter((call) => call !== ANSWER)).toEqual([]);
    expect([200, 400, 403]).toContain(statusCode);
    expect(isTold).toBe(done.length === 1 || body.includes('Nothing was changed'));
  });

  it.each<[string, object]>([
    ['a message that is null', { message: null, container: null }],
    ['a function', { function_data: { execution_id: {}, function: { callback_id: 1 } } }],
    ['the install of an enterprise', { is_enterprise_install: true, enterprise: { id: 'E1' } }],
    ['state and a view', { state: { values: null }, view: null }],
  ])('is a click beside which there is %s: only the click counts', async (_what, other) => {
    const { statusCode, done } = await attack(signed(clicked({ ...pause, value: encodeValue(value) }, other)));
    expect({ statusCode, done }).toEqual({ statusCode: 200, done: ['EventBridge PutEvents'] });
  });

  it.each<[string, () => string]>([
    ['of the certificate', () => 'ssl_check=1'],
    ['of the certificate, and a command', () => `ssl_check=1&${typed('rollback checkout')}`],
    ['of the address, and a command', () => `type=url_verification&challenge=x&${typed('rollback checkout')}`],
  ])('is a check %s: answered, and no command is taken from it', async (_what, body) => {
    const { statusCode, done } = await attack(signed(body()));
    expect({ statusCode, done }).toEqual({ statusCode: 200, done: [] });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty text', ''],
    ['no JSON', 'checkout'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a service that is a path', JSON.stringify({ ...value, service: '../checkout' })],
    ['a service with a new line', JSON.stringify({ ...value, service: 'checkout\n' })],
    ['a service in capitals', JSON.stringify({ ...value, service: 'Checkout' })],
    ['a service of 41 letters', JSON.stringify({ ...value, service: 'x'.repeat(41) })],
    ['a rollout without a name', JSON.stringify({ ...value, rollout: '' })],
    ['a rollout of 256 letters', JSON.stringify({ ...value, rollout: 'r'.repeat(256) })],
    ['a rollout that is a list', JSON.stringify({ ...value, rollout: ['r1'] })],
    ['a step below zero', JSON.stringify({ ...value, step: -1 })],
    ['half a step', JSON.stringify({ ...value, step: 0.5 })],
    ['a step beyond all numbers', JSON.stringify({ ...value, step: 0 }).replace('"step":0', '"step":1e999')],
    ['a time as a text', JSON.stringify({ ...value, since: '0' })],
    ['a field too many', JSON.stringify({ ...value, by: 'U9' })],
    ['a prototype', `{"__proto__":{"by":"U9"},${JSON.stringify(value).slice(1)}`],
    ['a bomb', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('clicks on a button that carries %s: the person is told, and nothing is asked', async (_what, text) => {
    const { statusCode, done } = await attack(signed(clicked({ ...pause, value: text })));
    expect(statusCode).toBe(200);
    expect(done).toEqual([ANSWER]);
  });

  it.each(Object.entries(oddTexts))(
    'types %s: answered, with a command that the worker takes or a refusal',
    async (_what, text) => {
      const before = premises.sent.length;
      const { statusCode } = await attack(signed(typed(text)));
      expect(statusCode).toBe(200);
      for (const command of handedOver(before)) expect(verify(command, planted.macKey)).toBe(true);
    },
  );

  it.each([
    ['half a surrogate pair at the end', `${'x'.repeat(79)}😀`],
    ['half a surrogate pair', 'bob\ud83d'],
    ['40,000 characters', 'x'.repeat(40_000)],
    ['control characters', 'bob\u0000\u001b[31m\n'],
  ])('is a click of somebody whose name has %s: the command is whole text', async (_what, name) => {
    const before = premises.sent.length;
    const user = { id: 'U2', name, team_id: premises.workspace.teamId };
    const { statusCode } = await attack(
      signed(clicked({ ...pause, value: encodeValue(value) }, { user, channel: { id: 'C1', name } })),
    );
    expect(statusCode).toBe(200);
    const commands = handedOver(before);
    expect(commands).toHaveLength(1);
    for (const { command } of commands) expect(Buffer.from(command.by.name).toString()).toBe(command.by.name);
    for (const { command } of commands)
      expect(Buffer.from(command.origin.channelName).toString()).toBe(command.origin.channelName);
  });

  it.each(['__proto__=17', 'constructor=17', 'toString=17'])(
    'starts with %s: refused, or a command that the worker takes',
    async (pair) => {
      const before = premises.sent.length;
      const { statusCode } = await attack(signed(typed(`start checkout v54 ${pair}`)));
      expect(statusCode).toBe(200);
      for (const command of handedOver(before)) expect(verify(command, planted.macKey)).toBe(true);
    },
  );
});

/** What went to the bus since so many requests had been sent, as the worker reads it. */
function handedOver(since: number) {
  return premises.sent
    .slice(since)
    .filter(({ what }) => what === 'PutEvents')
    .map(({ body }) => parseSignedCommand(JSON.parse(JSON.parse(body).Entries[0].Detail)));
}

it('tells no secret meanwhile, at the level of debugging', () => {
  expect(leaksIn(premises)).toEqual([]);
  expect(premises.outside()).toEqual([]);
});

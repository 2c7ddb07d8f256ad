import { beforeEach, describe, expect, test } from 'vitest';
import type { SignedCommand } from '../../src/ports/command.ts';
import { createSlackHandler, type SlackHandler, type SlackKeys } from '../../src/slack/app.ts';
import { actionId, encodeValue } from '../../src/slack/button.ts';
import { type KeptLog, keptLog } from './kept-log.ts';
import { recordingBus } from './recording-bus.ts';
import { clickBody, keys, noon, type Oddities, slackRequest, slashBody } from './slack-request.ts';

let sent: SignedCommand[];
let log: KeptLog;
let handler: SlackHandler;

const knowing = (known: SlackKeys): SlackHandler =>
  createSlackHandler({
    secrets: async () => known,
    bus: recordingBus(sent),
    clock: { now: () => noon, wait: async () => undefined },
    log,
    responseUrls: { answer: async () => undefined },
    path: '/slack/events',
  });

beforeEach(() => {
  sent = [];
  log = keptLog();
  handler = knowing(keys);
});

const minutes = (count: number) => count * 60_000;
const click = {
  action_id: actionId('pause'),
  value: encodeValue({ service: 'checkout', rollout: 'r1', step: 0, since: 0 }),
};
const list = slashBody('list');

async function statusOf(event: unknown): Promise<number | undefined> {
  return (await handler(event)).statusCode;
}

test.each<[string, Oddities]>([
  ['as AWS delivers it, in base64', {}],
  ['as local emulators deliver it, plain', { base64: false }],
  ['with a charset', { contentType: 'application/x-www-form-urlencoded; charset=utf-8' }],
  ['with a content type in capitals', { contentType: 'Application/X-WWW-Form-Urlencoded' }],
  ['behind a named stage', { stage: 'prod', path: '/prod/slack/events' }],
  ['five minutes ago', { at: noon - minutes(5) }],
  ['by a clock that is five minutes ahead', { at: noon + minutes(5) }],
])('lets in what Slack sent %s', async (_how, odd) => {
  expect(await statusOf(slackRequest(list, odd))).toBe(200);
  expect(sent).toHaveLength(1);
});

test.each<[string, string, Oddities, number, string]>([
  ['an old timestamp', list, { at: noon - minutes(5) - 1000 }, 401, 'not-signed'],
  ['a future timestamp', list, { at: noon + minutes(5) + 1000 }, 401, 'not-signed'],
  ['an hour in the future', list, { at: noon + minutes(60) }, 401, 'not-signed'],
  ['a timestamp that is no number', list, { timestamp: 'now' }, 401, 'not-signed'],
  ['an empty timestamp', list, { timestamp: '' }, 401, 'not-signed'],
  ['the signature of another secret', list, { secret: 'other' }, 401, 'not-signed'],
  ['no signature', list, { signature: null }, 401, 'not-signed'],
  ['a signature that is none', list, { signature: 'v0' }, 401, 'not-signed'],
  ['a signature of another version', list, { signature: 'v1=00' }, 401, 'not-signed'],
  ['an unsigned ssl_check', 'ssl_check=1', { signature: null }, 401, 'not-signed'],
  ['a wrongly signed ssl_check', 'ssl_check=1&command=/canary&text=list', { secret: 'other' }, 401, 'not-signed'],
  ['a form for JSON', list, { contentType: 'application/json' }, 400, 'malformed'],
  ['broken JSON', '{"a":', { contentType: 'application/json' }, 400, 'malformed'],
  ['JSON that is no object', 'null', { contentType: 'application/json' }, 400, 'malformed'],
  ['JSON that is a list', '[]', { contentType: 'application/json' }, 400, 'malformed'],
  ['a payload that is no object', 'payload=null', {}, 400, 'malformed'],
  ['a payload that is broken', 'payload=%7B', {}, 400, 'malformed'],
  ['an empty body', '', {}, 404, 'kind-not-handled'],
  ['two payloads', 'payload=%7B%7D&payload=%7B%7D', {}, 400, 'malformed'],
  [
    'a kind that nobody answers',
    `payload=${JSON.stringify({ type: 'shortcut', team: { id: 'T1' } })}`,
    {},
    404,
    'kind-not-handled',
  ],
  [
    'an event of the Events API',
    '{"type":"event_callback"}',
    { contentType: 'application/json' },
    404,
    'kind-not-handled',
  ],
  ['a command of another workspace', slashBody('list', { team_id: 'T2' }), {}, 403, 'other-workspace'],
  ['a command that names two workspaces', `${list}&team_id=T2`, {}, 400, 'malformed'],
  ['a command of another app', slashBody('list', { api_app_id: 'A2' }), {}, 403, 'other-app'],
  ['a click of another workspace', clickBody(click, { team: { id: 'T2' } }), {}, 403, 'other-workspace'],
  ['a click without a workspace', clickBody(click, { team: null }), {}, 403, 'other-workspace'],
  [
    'a click by a guest of another workspace',
    clickBody(click, { user: { id: 'U9', name: 'eve', team_id: 'T2' } }),
    {},
    403,
    'other-workspace',
  ],
  ['a click of another app', clickBody(click, { api_app_id: 'A2' }), {}, 403, 'other-app'],
  ['a body beyond any of Slack', `${list}&x=${'x'.repeat(1_000_000)}`, {}, 413, 'too-large'],
  ['a GET', list, { method: 'GET' }, 405, 'other-method'],
  ['another path', list, { path: '/slack/install' }, 404, 'other-path'],
])('turns away %s', async (_what, body, odd, status, why) => {
  expect(await statusOf(slackRequest(body, odd))).toBe(status);
  expect(sent).toEqual([]);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { status, why } }]);
});

describe('with an enterprise pinned', () => {
  const ours = { id: 'E1', name: 'Example' };
  const statusFrom = async (body: string) => {
    return (await knowing({ ...keys, enterpriseId: 'E1' })(slackRequest(body))).statusCode;
  };

  test('lets in what belongs to it', async () => {
    expect(await statusFrom(slashBody('list', { enterprise_id: 'E1' }))).toBe(200);
    expect(await statusFrom(clickBody(click, { enterprise: ours }))).toBe(200);
    expect(sent).toHaveLength(2);
  });

  test.each([
    ['a command of another', slashBody('list', { enterprise_id: 'E2' })],
    ['a command of none', list],
    ['a click of another', clickBody(click, { enterprise: { ...ours, id: 'E2' } })],
    ['a click of none', clickBody(click, { enterprise: null })],
  ])('turns away %s', async (_what, body) => {
    expect(await statusFrom(body)).toBe(403);
    expect(sent).toEqual([]);
    expect(log.lines).toMatchObject([{ fields: { why: 'other-enterprise' } }]);
  });
});

test('a header that only Serin sets is not taken from outside', async () => {
  const event = slackRequest(list) as { headers: Record<string, string> };
  event.headers['x-serin-issued-at'] = '9999999999999';
  await handler(event);
  expect(sent[0]?.command.issuedAt).toBe(noon);
});

test('header names in capitals are read', async () => {
  const event = slackRequest(list) as { headers: Record<string, string> };
  event.headers = Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toUpperCase(), value]));
  expect(await statusOf(event)).toBe(200);
});

describe('an event that is no request', () => {
  test.each([
    ['nothing', undefined],
    ['an EventBridge event', { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }],
    ['a queue message', { Records: [{ body: '{}' }] }],
    ['a text', 'hello'],
    ['a request in the older format', { httpMethod: 'POST', path: '/slack/events', headers: {}, body: list }],
  ])('%s is answered with 400', async (_what, event) => {
    expect(await statusOf(event)).toBe(400);
    expect(log.lines).toMatchObject([{ fields: { why: 'not-an-http-request' } }]);
  });
});

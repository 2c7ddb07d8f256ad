import { beforeEach, describe, expect, test } from 'vitest';
import { createSlackHandler, type SlackHandler, type SlackKeys } from '../../../../src/adapters/slack/inbound/app.ts';
import { actionId, encodeValue } from '../../../../src/adapters/slack/views/parts/button.ts';
import type { View } from '../../../../src/adapters/slack/views/parts/view.ts';
import { verify } from '../../../../src/command/mac.ts';
import { parseSignedCommand } from '../../../../src/command/wire-format.ts';
import type { SignedCommand } from '../../../../src/ports/inbound/command.ts';
import { type KeptLog, keptLog } from '../support/kept-log.ts';
import { recordingBus } from '../support/recording-bus.ts';
import { clickBody, keys, noon, type Oddities, slackRequest, slashBody } from '../support/slack-request.ts';

let sent: SignedCommand[];
let told: { readonly url: string; readonly view: View }[];
let log: KeptLog;
let handler: SlackHandler;

const knowing = (known: SlackKeys): SlackHandler =>
  createSlackHandler({
    secrets: async () => known,
    bus: recordingBus(sent),
    clock: { now: () => noon, wait: async () => undefined },
    log,
    responseUrls: {
      answer: async (url, view) => {
        told.push({ url, view });
      },
    },
    openModal: async () => false,
    path: '/slack/events',
  });

beforeEach(() => {
  sent = [];
  told = [];
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

test.each([
  [
    'the fields of a click that may be left out',
    slackRequest(
      clickBody(
        { ...click, block_id: null, action_ts: null },
        {
          ...{ response_url: null, is_enterprise_install: null, enterprise: null, view: null },
          user: { id: 'U2', username: 'bob', name: null, team_id: keys.teamId },
          channel: { id: 'C1', name: null },
        },
      ),
    ),
  ],
  [
    'the fields of a command that may be left out',
    slackRequest(
      JSON.stringify({
        ...{ command: '/canary', team_id: keys.teamId, api_app_id: keys.appId, user_id: 'U1', channel_id: 'C1' },
        ...{ text: 'list', enterprise_id: null, user_name: null, channel_name: null, trigger_id: null },
        response_url: null,
      }),
      { contentType: 'application/json' },
    ),
  ],
])('takes null for left out in %s', async (_where, event) => {
  expect(await statusOf(event)).toBe(200);
  expect(sent).toHaveLength(1);
});

test('takes null for left out in what API Gateway wraps around a request', async () => {
  const { headers, requestContext, ...rest } = slackRequest(list, { base64: false }) as {
    readonly headers: object;
    readonly requestContext: object;
  };
  const event = {
    ...rest,
    isBase64Encoded: null,
    headers: { ...headers, 'x-forwarded-for': null },
    requestContext: { ...requestContext, stage: null },
  };
  expect(await statusOf(event)).toBe(200);
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
  ['a command that names two workspaces', `${list}&team_id=T2`, {}, 400, 'malformed'],
  ['a body beyond any of Slack', `${list}&x=${'x'.repeat(1_000_000)}`, {}, 413, 'too-large'],
  ['a GET', list, { method: 'GET' }, 405, 'other-method'],
  ['another path', list, { path: '/slack/install' }, 404, 'other-path'],
])('turns away %s', async (_what, body, odd, status, why) => {
  expect(await statusOf(slackRequest(body, odd))).toBe(status);
  expect(sent).toEqual([]);
  expect(told).toEqual([]);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { status, why } }]);
});

const responseUrl = 'https://hooks.slack.com/actions/T1/1/y';
const payload = (content: object) =>
  new URLSearchParams({ payload: JSON.stringify({ api_app_id: 'A1', team: { id: 'T1' }, ...content }) }).toString();

describe('a refusal of what Slack signed reaches the person', () => {
  test.each<[string, string, string, RegExp]>([
    [
      'of another workspace',
      slashBody('list', { team_id: 'T2' }),
      'other-workspace',
      /another Slack workspace.*enterprise-id/,
    ],
    ['of another app', slashBody('list', { api_app_id: 'A2' }), 'other-app', /another Slack app.*app-id/],
    ['without a person', slashBody('list', { user_id: '' }), 'malformed', /a form that Serin cannot read/],
  ])('of a command %s, as its answer', async (_what, body, why, words) => {
    const response = await handler(slackRequest(body));
    expect(response.statusCode).toBe(200);
    const answer = JSON.parse(response.body ?? '');
    expect(answer).toMatchObject({ response_type: 'ephemeral', blocks: [{ type: 'section' }] });
    expect(answer.text).toMatch(words);
    expect(answer.text).toContain('Nothing was changed');
    expect(sent).toEqual([]);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { why } }]);
  });

  test.each<[string, string, string, number]>([
    ['in another workspace', clickBody(click, { team: { id: 'T2' } }), 'other-workspace', 403],
    ['without a workspace', clickBody(click, { team: null }), 'other-workspace', 403],
    [
      'by a guest of another workspace',
      clickBody(click, { user: { id: 'U9', name: 'eve', team_id: 'T2' } }),
      'other-workspace',
      403,
    ],
    ['in another app', clickBody(click, { api_app_id: 'A2' }), 'other-app', 403],
    ['with two actions', clickBody(click, { actions: [click, click] }), 'malformed', 400],
    [
      'of a shortcut that is none of this version',
      clickBody(click, { type: 'message_action', actions: undefined, callback_id: 'serin:other' }),
      'malformed',
      400,
    ],
  ])('of a click %s, through its response_url', async (_what, body, why, status) => {
    expect(await statusOf(slackRequest(body))).toBe(200);
    expect(sent).toEqual([]);
    expect(told.map(({ url }) => url)).toEqual([responseUrl]);
    expect(told[0]?.view.text).toMatch(/^⛔ Serin refused this: .*Nothing was changed/);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { status, why } }]);
  });

  test('of a form, under its first field', async () => {
    const blocks = [{ type: 'section' }, { type: 'input', block_id: 'label' }, { type: 'input', block_id: 'other' }];
    const response = await handler(slackRequest(payload({ type: 'view_submission', view: { blocks } })));
    expect(response.statusCode).toBe(200);
    const answer = JSON.parse(response.body ?? '');
    expect(answer).toEqual({
      response_action: 'errors',
      errors: { label: expect.stringMatching(/Nothing was changed/) },
    });
  });

  test('of a form without a field, in its place', async () => {
    const response = await handler(slackRequest(payload({ type: 'view_submission' })));
    expect(JSON.parse(response.body ?? '')).toMatchObject({
      response_action: 'update',
      view: { type: 'modal', blocks: [{ text: { text: expect.stringMatching(/Nothing was changed/) } }] },
    });
  });

  test('of a list of choices, as its only choice, in the room that one has', async () => {
    const response = await handler(slackRequest(payload({ type: 'block_suggestion' })));
    const { options } = JSON.parse(response.body ?? '');
    expect(options).toHaveLength(1);
    expect(options[0].text.text).toMatch(/^Refused: /);
    expect(options[0].text.text.length).toBeLessThanOrEqual(75);
  });

  test('or else Slack shows the person an error of the app', async () => {
    expect(await statusOf(slackRequest(payload({ type: 'shortcut' })))).toBe(404);
    const silent = createSlackHandler({
      secrets: async () => keys,
      bus: recordingBus(sent),
      clock: { now: () => noon, wait: async () => undefined },
      log,
      responseUrls: { answer: () => Promise.reject(new Error('gone')) },
      openModal: async () => false,
      path: '/slack/events',
    });
    expect(await silent(slackRequest(clickBody(click, { team: { id: 'T2' } })))).toEqual({ statusCode: 403, body: '' });
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'a refusal did not reach the person' }),
    );
  });

  test('but nobody is told what is not known to come from Slack', async () => {
    const forged = slackRequest(clickBody(click, { team: { id: 'T2' } }), { secret: 'guessed' });
    expect(await handler(forged)).toEqual({ statusCode: 401, body: '' });
    expect(await handler(slackRequest(slashBody('list', { team_id: 'T2' }), { signature: null }))).toEqual({
      statusCode: 401,
      body: '',
    });
    expect(told).toEqual([]);
  });
});

describe('with an enterprise pinned', () => {
  const ours = { id: 'E1', name: 'Example' };
  const statusFrom = async (body: string) => {
    return (await knowing({ ...keys, enterpriseId: 'E1' })(slackRequest(body))).statusCode;
  };

  const grid = { team: { id: 'T1', domain: 'd', enterprise_id: 'E1' }, enterprise: ours };
  const command = () => sent[0]?.command;

  test('lets in what belongs to it', async () => {
    expect(await statusFrom(slashBody('list', { enterprise_id: 'E1' }))).toBe(200);
    expect(await statusFrom(clickBody(click, { enterprise: ours }))).toBe(200);
    expect(sent).toHaveLength(2);
    expect(command()).toMatchObject({ team: 'T1', origin: { channelId: 'C1', channelName: 'deploys' } });
    expect(command()).not.toHaveProperty('organisation');
  });

  test('hands over a click by a user of another workspace, with the organisation to ask about', async () => {
    const body = clickBody(click, { ...grid, user: { id: 'W1', name: 'p', team_id: 'T2' } });
    expect(await statusFrom(body)).toBe(200);
    expect(command()).toMatchObject({ by: { id: 'W1' }, organisation: 'E1', origin: { channelName: 'deploys' } });
    expect(verify(parseSignedCommand(JSON.parse(JSON.stringify(sent[0]))), keys.macKey)).toBe(true);
  });

  test('hands over a click by a user whose team is the organisation', async () => {
    expect(await statusFrom(clickBody(click, { ...grid, user: { id: 'W1', name: 'p', team_id: 'E1' } }))).toBe(200);
    expect(command()).not.toHaveProperty('organisation');
    expect(told).toEqual([]);
  });

  test('hands over a click in an installation for the whole organisation, where the name of a channel proves nothing', async () => {
    const user = { id: 'W1', name: 'p', team_id: 'E1' };
    const body = clickBody(click, { team: null, enterprise: ours, is_enterprise_install: true, user });
    expect(await statusFrom(body)).toBe(200);
    expect(command()).toMatchObject({ team: 'E1', origin: { channelId: 'C1', channelName: '' } });
  });

  test('hands over a command from another workspace of it, where the name of a channel proves nothing', async () => {
    const other = { team_id: 'T2', enterprise_id: 'E1', is_enterprise_install: 'true' };
    expect(await statusFrom(slashBody('list', other))).toBe(200);
    expect(command()).toMatchObject({ team: 'T2', origin: { channelId: 'C1', channelName: '' } });
    expect(command()).not.toHaveProperty('organisation');
  });

  test.each([
    ['a command of another', slashBody('list', { enterprise_id: 'E2' })],
    ['a command of none', list],
    ['a click of another', clickBody(click, { enterprise: { ...ours, id: 'E2' } })],
    ['a click of none', clickBody(click, { enterprise: null })],
    ['a click by a guest of another', clickBody(click, { ...grid, user: { id: 'W9', team_id: 'E2' } })],
  ])('turns away %s, and says so', async (_what, body) => {
    const response = await knowing({ ...keys, enterpriseId: 'E1' })(slackRequest(body));
    expect(response.statusCode).toBe(200);
    expect(sent).toEqual([]);
    expect(`${response.body}${told[0]?.view.text}`).toContain('another Slack organisation');
    expect(log.lines).toMatchObject([{ fields: { why: 'other-enterprise', status: 403 } }]);
  });
});

test('headers that only Serin sets are not taken from outside', async () => {
  const event = slackRequest(slashBody('list', { team_id: 'T2', enterprise_id: 'E1' })) as {
    headers: Record<string, string>;
  };
  event.headers['x-serin-in-workspace'] = 'true';
  event.headers['x-serin-ask-organisation'] = 'E9';
  await knowing({ ...keys, enterpriseId: 'E1' })(event);
  expect(sent[0]?.command.origin.channelName).toBe('');
  expect(sent[0]?.command).not.toHaveProperty('organisation');
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
    [
      'a request in the older format',
      { httpMethod: 'POST', openModal: async () => false, path: '/slack/events', headers: {}, body: list },
    ],
  ])('%s is answered with 400', async (_what, event) => {
    expect(await statusOf(event)).toBe(400);
    expect(log.lines).toMatchObject([{ fields: { why: 'not-an-http-request' } }]);
  });
});

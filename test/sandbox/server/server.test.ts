import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slashCommand } from '../../../src/sandbox/slack/user.ts';
import { type ASandbox, aSandbox } from '../a-sandbox.ts';

let sandbox: ASandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());

const get = (path: string) => fetch(sandbox.url + path);
const post = (path: string, body: string) => fetch(sandbox.url + path, { method: 'POST', body });

describe('GET /sandbox/state', () => {
  it('tells time, Slack, services and alarms', async () => {
    const state = await (await get('/sandbox/state')).json();
    expect(state).toEqual({
      now: expect.any(Number),
      speed: 0,
      slack: {
        apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/$/),
        token: expect.stringMatching(/^xoxb-/),
        teamId: expect.stringMatching(/^T/),
        appId: 'A0SERIN',
        channels: { deploys: expect.stringMatching(/^C/) },
        users: { alice: expect.any(String), bob: expect.any(String), carol: expect.any(String) },
      },
      services: {
        checkout: {
          rollout: null,
          targets: [
            { kind: 'lambda-alias', name: 'lambda-alias checkout-api:live', weight: 0 },
            { kind: 'lambda-alias', name: 'lambda-alias checkout-events:live', weight: 0 },
          ],
        },
        calls: {
          rollout: null,
          targets: [{ kind: 'route53', name: expect.stringContaining('app.example.com'), weight: 0 }],
        },
      },
      environments: {},
      components: {},
      mismatches: {},
      changeovers: {},
      alarms: {
        'checkout-5xx': 'INSUFFICIENT_DATA',
        'checkout-p99': 'INSUFFICIENT_DATA',
        'checkout-canary-errors': 'INSUFFICIENT_DATA',
        'calls-failed-joins': 'INSUFFICIENT_DATA',
      },
    });
  });
});

describe('POST /sandbox/clock', () => {
  it('advances, and answers when all that became due has been done', async () => {
    const before = (await sandbox.state()).now;
    const response = await post('/sandbox/clock', '{"advance":"3m"}');
    expect([response.status, await response.json()]).toEqual([200, { now: before + 180_000, speed: 0 }]);
    expect((await sandbox.state()).alarms).toEqual({
      'checkout-5xx': 'OK',
      'checkout-p99': 'OK',
      'checkout-canary-errors': 'OK',
      'calls-failed-joins': 'OK',
    });
  });

  it('changes the speed', async () => {
    await post('/sandbox/clock', '{"speed":30}');
    expect((await sandbox.state()).speed).toBe(30);
    await post('/sandbox/clock', '{"speed":0}');
  });

  it('says all that is wrong with a body', async () => {
    const response = await post('/sandbox/clock', '{"speed":-1,"advance":"soon"}');
    expect(response.status).toBe(400);
    const { error, problems } = (await response.json()) as { error: string; problems: string[] };
    expect([error, problems.length]).toEqual(['bad-request', 3]);
  });
});

describe('POST /sandbox/faults', () => {
  it('answers how the arm behaves now', async () => {
    const response = await post('/sandbox/faults', '{"service":"calls","arm":"canary","latencyMs":900}');
    expect(await response.json()).toEqual({ service: 'calls', arm: 'canary', errorRate: 0.0005, latencyMs: 900 });
  });

  it('says which services there are', async () => {
    const response = await post('/sandbox/faults', '{"service":"shop","arm":"canary","errorRate":1}');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ problems: ['service: must be one of checkout, calls'] });
  });
});

describe('POST /sandbox/what-if', () => {
  const wish = { service: 'checkout', traffic: 6000, users: 500, errors: 0.01, canaryErrors: 0.5, latency: 1 };

  it('tries the plan of a service in a world', async () => {
    const response = await post('/sandbox/what-if', JSON.stringify(wish));
    expect(await response.json()).toMatchObject({ fault: { summary: { stopped: { share: 1 } } } });
    expect(response.status).toBe(200);
  });

  it('says all that is wrong with a world', async () => {
    const response = await post('/sandbox/what-if', JSON.stringify({ ...wish, traffic: 0, canaryErrors: 0.001 }));
    expect(response.status).toBe(400);
    const { problems } = (await response.json()) as { problems: string[] };
    expect(problems).toContain('canaryErrors: the canary fails less than today; write at least as much as errors');
  });
});

describe('POST /slack/events', () => {
  it('answers through the production handler', async () => {
    expect(await sandbox.type('alice', 'help status')).toContain('/canary status');
    const unsigned = await post('/slack/events', 'command=%2Fcanary&text=list');
    expect(unsigned.status).toBe(401);
  });

  it('takes a response_url under its own address, and shows what is sent there to that user only', async () => {
    const before = (await sandbox.shown('carol')).length;
    await sandbox.type('carol', 'list');
    expect((await sandbox.shown('carol')).length).toBe(before + 1);
    expect(JSON.stringify(await sandbox.shown('carol'))).toContain('checkout');
    expect(await sandbox.shown('bob')).toEqual([]);
  });

  it('shows it by the name of the user too', async () => {
    const byName = await (await get('/sandbox/ephemerals?user=carol')).json();
    expect(byName).toEqual(await sandbox.shown('carol'));
    expect(byName).not.toEqual([]);
  });

  it('lets nobody write to a response_url that no request brought', async () => {
    expect((await post('/sandbox/response/guessed', '{"text":"hello"}')).status).toBe(404);
  });

  /** Sends a command of Carol's, with an address for its answer. */
  const command = async (responseUrl: string, secret = 'sandbox') => {
    const { slack } = await sandbox.state();
    const actor = {
      user: { id: slack.users.carol as string, name: 'carol' },
      channel: { id: slack.channels.deploys as string, name: 'deploys' },
      teamId: slack.teamId,
      appId: slack.appId,
      responseUrl,
    };
    const { headers, body } = slashCommand(actor, 'list', { secret, at: Date.now(), nonce: responseUrl });
    const { status } = await fetch(`${sandbox.url}/slack/events`, { method: 'POST', headers, body });
    await sandbox.advance('2s');
    return status;
  };

  it('turns away a command signed with another secret', async () => {
    expect(await command(`${sandbox.url}/sandbox/response/x`, 'guessed')).toBe(401);
  });

  it.each([
    ['localhost', () => `${sandbox.url.replace('127.0.0.1', 'localhost')}/sandbox/response/local`, true],
    ['nowhere, in the channel instead', () => '', false],
    ['elsewhere, in the channel instead', () => 'https://example.com/', false],
  ])('shows what is answered to %s to that user', async (_name, responseUrl, isAnswered) => {
    const before = (await sandbox.shown('carol')).length;
    expect(await command(responseUrl())).toBe(200);
    const [shown, ...others] = (await sandbox.shown('carol')).slice(before);
    expect(others).toEqual([]);
    expect(JSON.stringify(shown)).toContain('checkout');
    expect(JSON.stringify(shown).includes('response_type')).toBe(isAnswered);
  });
});

describe('a link to a message', () => {
  it('leads to the channel in which it is', async () => {
    await sandbox.type('carol', 'start calls canary');
    const { slack } = await sandbox.state();
    const [card] = await sandbox.messages();
    const web = new WebClient(slack.token, { slackApiUrl: slack.apiUrl });
    const channel = slack.channels.deploys as string;
    const { permalink = '' } = await web.chat.getPermalink({ channel, message_ts: card?.ts as string });
    expect(permalink).toContain(`${sandbox.url}/slack/archives/`);
    const page = await fetch(permalink);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('calls')]);
  });

  it('leads there by the name of the channel too', async () => {
    expect((await get('/slack/archives/deploys')).status).toBe(200);
  });

  it('leads nowhere when there is no such channel', async () => {
    expect((await get('/slack/archives/C0NOWHERE/p1')).status).toBe(404);
  });
});

it('says at / what to do next', async () => {
  const response = await get('/');
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await response.text()).toContain('npm run canary -- start checkout v54 --as alice');
});

describe('the console', () => {
  const asBrowser = (path: string) => fetch(sandbox.url + path, { headers: { accept: 'text/html,*/*;q=0.8' } });

  it('is at / for browsers, runs only scripts of its own, and has its assets', async () => {
    const page = await asBrowser('/');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const [script] = /\/assets\/[^"]+\.js/.exec(await page.text()) as RegExpExecArray;
    expect((await get(script)).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('gives nothing from outside its folder', async () => {
    expect((await asBrowser('/assets/%2e%2e/%2e%2e/%2e%2e/package.json')).status).toBe(404);
  });
});

it.each([
  ['GET', '/nowhere', '', 404, 'not-found'],
  ['GET', '/sandbox/faults', '', 405, 'method-not-allowed'],
  ['DELETE', '/slack/events', '', 405, 'method-not-allowed'],
  ['POST', '/sandbox/clock', 'x'.repeat(1_000_001), 413, 'too-large'],
  ['GET', '/sandbox/ephemerals', '', 400, 'bad-request'],
])('answers %s %s with a code and JSON', async (method, path, body, status, error) => {
  const response = await fetch(sandbox.url + path, { method, ...(body === '' ? {} : { body }) });
  expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ error })]);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Part, Patch } from '../../../src/sandbox/live/parts.ts';
import { type ASandbox, aSandbox } from '../a-sandbox.ts';

let sandbox: ASandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());

interface Heard {
  readonly event: string;
  readonly patch: Patch;
}

/** The world as a console would have it. */
async function listen() {
  const gone = new AbortController();
  const response = await fetch(`${sandbox.url}/sandbox/events`, { signal: gone.signal });
  const parts = new Map<string, Part>();
  const events: string[] = [];
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<Heard> => {
    for (;;) {
      const [, event, data] = /event: (\w+)\ndata: (.*)\n\n/.exec(text) ?? [];
      if (event !== undefined && data !== undefined) {
        text = text.slice(text.indexOf('\n\n', text.indexOf('data: ')) + 2);
        return { event, patch: JSON.parse(data) as Patch };
      }
      const { value, done } = await reader.read();
      if (done) throw new Error('The stream has ended.');
      text += value;
    }
  };
  /** Takes in what is sent until something holds. */
  const until = async (holds: (parts: readonly Part[]) => boolean): Promise<readonly Part[]> => {
    while (!holds([...parts.values()])) {
      const { event, patch } = await next();
      events.push(event);
      for (const key of patch.drop) parts.delete(key);
      for (const [key, part] of Object.entries(patch.set)) parts.set(key, part);
    }
    return [...parts.values()];
  };
  return { response, events, until, leave: () => gone.abort() };
}

const ofKind = <K extends Part['kind']>(parts: readonly Part[], kind: K) =>
  parts.filter((part): part is Extract<Part, { kind: K }> => part.kind === kind);

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) });

describe('GET /sandbox/events', () => {
  it('tells everything at first, and then what changes', async () => {
    const { response, events, until, leave } = await listen();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const first = await until((parts) => parts.length > 0);
    expect(events).toEqual(['world']);
    expect(ofKind(first, 'service').map(({ name, rollout }) => [name, rollout])).toEqual([
      ['checkout', null],
      ['calls', null],
    ]);
    expect(ofKind(first, 'alarm')).toContainEqual({
      kind: 'alarm',
      name: 'checkout-p99',
      service: 'checkout',
      state: 'INSUFFICIENT_DATA',
      watches: 'latency',
      threshold: 1000,
    });

    expect(
      (await post('/sandbox/say', { user: 'alice', channel: 'deploys', text: '/canary start checkout v54' })).status,
    ).toBe(200);
    await sandbox.advance('2m');
    const parts = await until((all) => ofKind(all, 'message').some(({ only }) => only === null));
    const { slack } = await sandbox.state();
    const [typed] = ofKind(parts, 'message');
    expect(typed).toMatchObject({ from: 'typed', only: slack.users.alice, text: '/canary start checkout v54' });
    expect(ofKind(parts, 'message').find(({ only }) => only === null)?.text).toContain('waiting for approval');
    const told = await until((all) => ofKind(all, 'minute').length >= 4);
    expect(ofKind(told, 'minute').find(({ service }) => service === 'checkout')).toMatchObject({
      requests: 0,
      users: 0,
      stable: { requests: 600 + 600, p99: expect.any(Number) },
      canary: { requests: 0, p99: null },
      watched: { requests: 600 },
    });
    const calls = ofKind(told, 'call');
    expect(calls.map(({ operation }) => operation)).toContain('PutEvents');
    expect(calls.find(({ operation }) => operation === 'PutItem')).toMatchObject({
      service: 'DynamoDB',
      changes: false,
    });
    expect(events.slice(1).every((event) => event === 'patch')).toBe(true);
    leave();
  });

  it('tells one who comes later the same world at once', async () => {
    const { until, events, leave } = await listen();
    const parts = await until((all) => all.length > 0);
    expect(events).toEqual(['world']);
    expect(ofKind(parts, 'service')[0]?.rollout).toMatchObject({
      canary: 'v54',
      phase: { status: 'awaiting-approval' },
    });
    leave();
  });
});

describe('POST /sandbox/click', () => {
  it('clicks a button as Slack would, and the click is judged like any other', async () => {
    const { until, leave } = await listen();
    const card = ofKind(await until((all) => all.length > 0), 'message').find(({ only }) => only === null);
    const { elements } = card!.blocks.findLast((block) => (block as Row).type === 'actions') as Row;
    const approve = elements.find(({ action_id }) => action_id === 'serin:approve');
    const click = { channel: 'deploys', ts: card!.ts, actionId: 'serin:approve', blockId: '', value: approve?.value };
    expect((await post('/sandbox/click', { ...click, user: 'alice' })).status).toBe(200);
    await sandbox.advance('2s');
    expect((await sandbox.state()).services.checkout?.rollout?.status).toBe('awaiting-approval');
    await post('/sandbox/click', { ...click, user: 'bob' });
    await sandbox.advance('2s');
    expect((await sandbox.state()).services.checkout?.rollout?.status).not.toBe('awaiting-approval');
    leave();
  });
});

interface Row {
  readonly type: string;
  readonly elements: readonly { readonly action_id: string; readonly value: string }[];
}

describe('a request that another site may have sent', () => {
  const body = { user: 'alice', channel: 'deploys', text: '/canary list' };

  it.each([
    ['a foreign origin', { origin: 'http://evil.example' }, 403],
    ['the origin of another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['no origin, and a browser that says it is of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['no origin, as programs send it', {}, 200],
  ])('with %s gets the answer it should', async (_, headers: Record<string, string>, status) => {
    expect((await post('/sandbox/say', body, headers)).status).toBe(status);
  });

  it('with the origin of the console is taken', async () => {
    expect((await post('/sandbox/say', body, { origin: sandbox.url })).status).toBe(200);
  });
});

it.each([
  [{ user: 'mallory', channel: 'deploys', text: '/canary list' }, 'user: must be one of alice, bob, carol'],
  [{ user: 'bob', channel: 'random', text: '/canary list' }, 'channel: must be one of deploys'],
  [
    { user: 'bob', channel: 'deploys', text: '/canaryx list' },
    'text: must begin with /canary; nothing else is answered here',
  ],
])('refuses to say %j, and says why', async (body, problem) => {
  const response = await post('/sandbox/say', body);
  expect([response.status, await response.json()]).toEqual([400, { error: 'bad-request', problems: [problem] }]);
});

import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Arm } from '../../../src/routing/arm.ts';
import { readToken, signedText } from '../../../src/routing/token.ts';

interface Answer {
  readonly ok: boolean;
  readonly text: string;
}
/** The example as a team would copy it: plain JavaScript. */
const EXAMPLE = '../../../examples/hooks/meeting.mjs';
const { createHandler } = (await import(EXAMPLE)) as { createHandler: (parts: object) => () => Promise<Answer> };

interface SdpSignal {
  readonly to: string;
  readonly type: string;
  readonly sdp: string;
}
/** What is in each room: both arms share it, as they share a database. */
type Rooms = Map<string, unknown[]>;

const NOW = Date.UTC(2026, 0, 5, 9, 0, 0);
const SECRET = 'a secret of the edge';
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** A server on loopback. */
async function serving(reply: (request: IncomingMessage, body: string) => Reply): Promise<string> {
  const server = createServer(async (request, response) => {
    const { status, body } = reply(request, await textOf(request));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The signalling of one arm; `stores` is what it makes of what it is sent. */
function signalling(rooms: Rooms, stores: (signal: SdpSignal) => unknown = (signal) => signal): Promise<string> {
  return serving(({ method, url = '' }, body) => {
    const { pathname, searchParams } = new URL(url, 'http://loopback');
    const room = rooms.get(pathname) ?? [];
    if (method === 'POST') {
      rooms.set(pathname, [...room, stores(JSON.parse(body))]);
      return { status: 200, body: {} };
    }
    return { status: 200, body: room.filter((signal) => (signal as SdpSignal).to === searchParams.get('to')) };
  });
}

/** The front end behind the edge: whose token picks an arm gets the front end of that arm. */
function frontEnds(apis: Readonly<Record<Arm, string>>): Promise<string> {
  return serving(({ headers }) => {
    const token = readToken(/serin-override=([^;]*)/.exec(headers.cookie ?? '')?.[1] ?? null, NOW);
    if (token === null) return { status: 403, body: {} };
    const text = signedText('override', 'web', token.value, token.expires);
    const isOurs = createHmac('sha256', SECRET).update(text).digest('base64url') === token.signature;
    return isOurs ? { status: 200, body: { api: apis[token.value as Arm] } } : { status: 403, body: {} };
  });
}

/** What the hook answers where the arms are so. Waits of a loopback are not waited for, but for the one until users connect. */
async function tried(canary: (rooms: Rooms) => Promise<string>, parts: object = {}): Promise<Answer> {
  const rooms: Rooms = new Map();
  const site = await frontEnds({ stable: await signalling(rooms), canary: await canary(rooms) });
  const wait = (ms: number) => (ms < 1_000 ? Promise.resolve() : new Promise<never>(() => undefined));
  return createHandler({ site, split: 'web', secret: SECRET, now: () => NOW, wait, ...parts })();
}

describe('a meeting of a user of each arm', () => {
  it('succeeds over a real data channel where both arms work', async () => {
    const seen: string[] = [];
    const answer = await tried((rooms) =>
      signalling(rooms, (signal) => {
        seen.push(`${signal.type} to ${signal.to}`, ...(signal.sdp.match(/^a=candidate:.*$/gm) ?? []));
        return signal;
      }),
    );
    expect(answer).toEqual({ ok: true, text: 'A user of stable and one of the canary met, each calling the other' });
    expect(seen.filter((line) => line.includes(' to '))).toEqual(['answer to stable', 'offer to stable']);
    const candidates = seen.filter((line) => line.startsWith('a=candidate'));
    expect(candidates.length).toBeGreaterThan(0);
    for (const candidate of candidates) expect(candidate).toContain(' 127.0.0.1 ');
  });

  it.each([
    ['is broken', () => serving(() => ({ status: 502, body: {} })), /^stable calls canary: canary answers 502 at http/],
    ['is gone', async () => 'http://127.0.0.1:1', /^stable calls canary: canary does not answer at http.*: \w+/],
    ['keeps rooms of its own', () => signalling(new Map()), /^stable calls canary: canary never gets the offer$/],
    [
      'calls a field otherwise',
      (rooms: Rooms) => signalling(rooms, ({ sdp, ...rest }) => ({ ...rest, description: sdp })),
      /^stable calls canary: stable gets an answer without sdp$/,
    ],
  ])('fails with a reason where the signalling of the canary %s', async (_, canary, reason) => {
    const answer = await tried(canary);
    expect(answer.ok).toBe(false);
    expect(answer.text).toMatch(reason);
  });

  it('fails where the two find each other and cannot connect', async () => {
    const deaf = (rooms: Rooms) =>
      signalling(rooms, ({ sdp, ...rest }) => ({
        ...rest,
        sdp: sdp.replace(/^a=ice-pwd:.*$/gm, `a=ice-pwd:${'x'.repeat(22)}`),
      }));
    const answer = await tried(deaf, { wait: () => Promise.resolve() });
    expect(answer).toEqual({ ok: false, text: 'stable calls canary: the two are in one room and cannot connect' });
  });

  it('fails where the edge does not take its token', async () => {
    const answer = await tried((rooms) => signalling(rooms), { secret: 'another' });
    expect(answer).toEqual({ ok: false, text: expect.stringMatching(/^stable calls canary: stable answers 403 at /) });
  });
});

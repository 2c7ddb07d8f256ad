import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hookToken } from '../../../src/command/hook-token.ts';
import { signalToken } from '../../../src/command/signal-token.ts';
import { jsonBombs } from './odd-texts.ts';
import { planted } from './planted.ts';
import { openPremises, type Premises } from './premises.ts';
import { leaksIn } from './secrets.ts';

let premises: Premises;
beforeAll(async () => {
  premises = await openPremises(['signals', 'alarm']);
});
afterAll(() => premises.close());

const tokenOf = (service: string, generation: number, key: string = planted.signalKey) =>
  signalToken({ service, generation }, key);
const TOKEN = tokenOf('search', 2);
const HEALTHY = JSON.stringify({ name: 'monitor', health: 'healthy' });

interface Odd {
  readonly path?: unknown;
  readonly query?: unknown;
  readonly method?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

function sent({
  path = '/signals/search',
  query = '',
  method = 'PUT',
  headers = { authorization: `Bearer ${TOKEN}` },
  body = HEALTHY,
  isBase64Encoded = false,
}: Odd) {
  const requestContext = { stage: '$default', http: { method } };
  return { version: '2.0', rawPath: path, rawQueryString: query, headers, requestContext, body, isBase64Encoded };
}

async function attack(event: string | object) {
  const { answer, asked: calls, done, thrown } = await premises.attack('signals', event);
  expect(thrown).toBeUndefined();
  const { statusCode, headers, body } = answer as { statusCode: number; headers: Record<string, string>; body: string };
  for (const value of Object.values(headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);
  expect(body.length).toBeLessThan(2_000);
  return { statusCode, body, calls, done };
}

const unauthorized = async (odd: Odd) => {
  const { statusCode, body, calls, done } = await attack(sent(odd));
  expect({ statusCode, done }).toEqual({ statusCode: 401, done: [] });
  return { body, calls };
};

/** The one answer to whoever has not the token. */
const REFUSED = expect.stringContaining('"error":"unauthorized"');

describe('whoever has not the token of a service', () => {
  it.each<[string, Odd]>([
    ['no header', { headers: {} }],
    ['no headers at all', { headers: null }],
    ['an empty token', { headers: { authorization: 'Bearer ' } }],
    ['the token without its scheme', { headers: { authorization: TOKEN } }],
    ['two tokens, the right one second', { headers: { authorization: `Bearer x,Bearer ${TOKEN}` } }],
    ['a line in the header', { headers: { authorization: `Bearer ${TOKEN}\r\nx: 1` } }],
    ['the token in a cookie', { headers: { cookie: `authorization=Bearer ${TOKEN}` } }],
    ['the token in the address', { headers: {}, query: `authorization=Bearer%20${TOKEN}` }],
    [
      'the token in the body',
      { headers: {}, body: JSON.stringify({ token: TOKEN, name: 'monitor', health: 'healthy' }) },
    ],
    ['a header of a megabyte', { headers: { authorization: `Bearer ${'x'.repeat(1_000_000)}` } }],
    ['a digest of zeros', { headers: { authorization: `Bearer serin-signal-2-${'0'.repeat(64)}` } }],
    ['the token of another service', { headers: { authorization: `Bearer ${tokenOf('checkout', 2)}` } }],
    ['its token for another service', { path: '/signals/checkout' }],
    ['the token of a generation that does not count', { headers: { authorization: `Bearer ${tokenOf('search', 1)}` } }],
    ['its own generation with another digest', { headers: { authorization: `Bearer ${TOKEN.replace('-2-', '-3-')}` } }],
    [
      'a token by the key of commands',
      { headers: { authorization: `Bearer ${tokenOf('search', 2, planted.macKey)}` } },
    ],
    [
      'a token of a hook by the same key',
      {
        headers: {
          authorization: `Bearer serin-signal-2-${hookToken({ service: 'search', rollout: 'r', step: 1, call: 1 }, planted.signalKey)}`,
        },
      },
    ],
    ['a service that there is not', { path: '/signals/nobody' }],
    [
      'the right token of a service that there is not',
      { path: '/signals/nobody', headers: { authorization: `Bearer ${tokenOf('nobody', 1)}` } },
    ],
    ['a service that is a word of JavaScript', { path: '/signals/__proto__' }],
    ['a path that climbs', { path: '/signals/../signals/search' }],
    ['a path that climbs, encoded', { path: '/signals/%73earch' }],
    ['another path', { path: '/slack/events' }],
    ['a body of six megabytes', { headers: { authorization: 'Bearer x' }, body: 'x'.repeat(6_000_000) }],
  ])('with %s gets the one answer', async (_what, odd) => {
    expect((await unauthorized(odd)).body).toEqual(REFUSED);
  });

  it('costs no read of any service, a thousand times over', async () => {
    await unauthorized({ headers: { authorization: 'Bearer x' } });
    const before = premises.sent.length;
    for (let i = 0; i < 1_000; i += 1) {
      await unauthorized({ path: `/signals/s${i}`, headers: { authorization: `Bearer ${tokenOf('search', 2)}` } });
    }
    expect(premises.sent.length).toBe(before);
  });
});

describe('whoever has the token', () => {
  it.each<[string, Odd, number]>([
    ['a body of 100,001 bytes', { body: 'x'.repeat(100_001) }, 413],
    ['a body of six megabytes', { body: 'x'.repeat(6_000_000) }, 413],
    ['one in base64', { body: 'eA'.repeat(3_000_000), isBase64Encoded: true }, 413],
    ['no body', { body: null }, 400],
    ['a body that says that it is base64 and is not', { isBase64Encoded: true }, 400],
    ['a name of another service', { body: JSON.stringify({ name: 'checkout-5xx', health: 'healthy' }) }, 400],
    ['an alarm of CloudWatch', { body: JSON.stringify({ name: 'signal:monitor', health: 'healthy' }) }, 400],
    ['a health that is none', { body: JSON.stringify({ name: 'monitor', health: 'promote' }) }, 400],
    ['a moment in a year', { body: JSON.stringify({ name: 'monitor', health: 'healthy', at: 4e12 }) }, 400],
    ['a moment beyond all numbers', { body: '{"name":"monitor","health":"healthy","at":1e999}' }, 400],
    ['a sender out of a prototype', { query: 'from=__proto__&name=monitor' }, 400],
    ['100,000 parameters', { query: 'name=monitor&'.repeat(100_000) }, 400],
    ...Object.entries(jsonBombs).map(([name, body]): [string, Odd, number] => [`a body of ${name}`, { body }, 400]),
  ])('and sends %s is refused, and nothing is put on the bus', async (_what, odd, status) => {
    const { statusCode, done } = await attack(sent(odd));
    expect(done).toEqual([]);
    // Some bombs are larger than any body may be.
    expect(status === 400 ? [400, 413] : [status]).toContain(statusCode);
  });

  it.each(['GET', 'DELETE', 'TRACE', 'put', '', 'PUT\r\nX: 1'])('comes by the method %j: refused', async (method) => {
    const { statusCode, calls } = await attack(sent({ method }));
    expect({ statusCode, calls }).toEqual({ statusCode: 405, calls: [] });
  });

  it('can tell the health of its service, of no other, and say nothing else', async () => {
    const body = JSON.stringify({
      ...{ v: 9, service: 'checkout', name: 'monitor', health: 'unhealthy', detail: { command: 'start' } },
      ...{ source: 'aws.cloudwatch', 'detail-type': 'Command', EventBusName: 'other' },
    });
    const before = premises.sent.length;
    expect((await attack(sent({ body }))).statusCode).toBe(202);
    const [put] = premises.sent.slice(before).filter(({ what }) => what === 'PutEvents');
    const [entry] = JSON.parse(put?.body ?? '').Entries;
    expect(entry).toMatchObject({ EventBusName: 'serin', Source: 'serin.signal', DetailType: 'Health Signal' });
    const { at, ...detail } = JSON.parse(entry.Detail);
    expect(detail).toEqual({ v: 1, service: 'search', name: 'monitor', health: 'unhealthy' });
    expect(Math.abs(at - premises.now())).toBeLessThan(60_000);
    await premises.deliver();
  });

  it('changes nothing by a repeat of an older signal', async () => {
    const stored = async () => {
      const [signal] = await premises.signals.load('search');
      return [signal?.health, signal?.revision];
    };
    const old = JSON.stringify({ name: 'monitor', health: 'healthy', at: premises.now() - 60_000 });
    const now = JSON.stringify({ name: 'monitor', health: 'unhealthy', at: premises.now() });
    for (const body of [old, now]) expect((await attack(sent({ body }))).statusCode).toBe(202);
    await premises.deliver();
    const [health, revision] = await stored();
    expect(health).toBe('unhealthy');
    for (const body of [old, now, old]) expect((await attack(sent({ body }))).statusCode).toBe(202);
    await premises.deliver();
    expect(await stored()).toEqual([health, revision]);
  });
});

it('refuses what is no request', async () => {
  for (const event of ['null', '[]', {}, { rawPath: '/signals/search' }, { source: 'serin', detail: {} }]) {
    const { statusCode, calls } = await attack(event);
    expect({ statusCode, calls }).toEqual({ statusCode: 400, calls: [] });
  }
});

it('tells no secret meanwhile, at the level of debugging, nor any token', () => {
  expect(leaksIn(premises)).toEqual([]);
  expect(premises.outside()).toEqual([]);
  expect(premises.written().signals).not.toContain('serin-signal-');
  expect(premises.sent.filter(({ body }) => body.includes('serin-signal-'))).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonBombs } from './odd-texts.ts';
import { planted } from './planted.ts';
import { openPremises, type Premises } from './premises.ts';
import { leaksIn } from './secrets.ts';

const ORIGIN = 'https://shop.example.com';

let premises: Premises;
beforeAll(async () => {
  premises = await openPremises(['discovery']);
});
afterAll(() => premises.close());

interface Odd {
  readonly path?: unknown;
  readonly query?: unknown;
  readonly method?: unknown;
  readonly headers?: unknown;
  readonly stage?: unknown;
}

function asked({
  path = '/discovery/checkout',
  query = 'user=u1',
  method = 'GET',
  headers = {},
  stage = '$default',
}: Odd) {
  return { version: '2.0', rawPath: path, rawQueryString: query, headers, requestContext: { stage, http: { method } } };
}

async function attack(event: string | object) {
  const { answer, asked: calls, done, thrown } = await premises.attack('discovery', event);
  expect(thrown).toBeUndefined();
  expect(done).toEqual([]);
  const { statusCode, headers, body } = answer as { statusCode: number; headers: Record<string, string>; body: string };
  expect(statusCode).toBeLessThan(500);
  for (const value of Object.values(headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);
  return { statusCode, headers, body, calls };
}

describe('a question to discovery', () => {
  it.each<[string, Odd]>([
    ['climbs out of its path', { path: '/discovery/../slack/events' }],
    ['climbs out of its path, encoded', { path: '/discovery/%2e%2e%2fcheckout' }],
    ['climbs in its service', { path: '/discovery/checkout/../lobby' }],
    ['has a slash at the end', { path: '/discovery/checkout/' }],
    ['has two slashes', { path: '//discovery/checkout' }],
    ['is in capitals', { path: '/discovery/CHECKOUT' }],
    ['has a new line', { path: '/discovery/checkout\n' }],
    ['has a zero', { path: '/discovery/checkout\u0000' }],
    ['has letters of another alphabet', { path: '/discovery/сheckout' }],
    ['is for Object.prototype', { path: '/discovery/constructor' }],
    ['is for a prototype', { path: '/discovery/__proto__' }],
    ['is for a service that there is not', { path: '/discovery/nobody' }],
    ['is for one that tells nobody', { path: '/discovery/lobby' }],
    ['is for a service of 41 letters', { path: `/discovery/${'x'.repeat(41)}` }],
    ['has a path of a megabyte', { path: `/discovery/${'x'.repeat(1_000_000)}` }],
    ['has an empty path', { path: '' }],
    ['has a path behind a stage of its own', { path: '/serin/discovery/checkout', stage: 'prod' }],
  ])('%s: there is no such service', async (_how, odd) => {
    const { statusCode, calls } = await attack(asked(odd));
    expect(statusCode).toBe(404);
    expect(calls.filter((call) => !call.startsWith('SSM Get'))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no user', ''],
    ['an empty user', 'user='],
    ['two users', 'user=u1&user=u2'],
    ['two users, one of them encoded', 'user=u1&%75ser=u2'],
    ['a list of users', 'user[]=u1'],
    ['an id of 129 characters', `user=${'x'.repeat(129)}`],
    ['an id of a megabyte', `user=${'x'.repeat(1_000_000)}`],
    ['an id with a new line', 'user=u1%0d%0aSet-Cookie:%20x'],
    ['an id with a zero', 'user=%00'],
    ['300,000 parameters', 'a=b&'.repeat(300_000)],
    ['broken encodings', '%user=%'],
  ])('has %s: refused before anything is read', async (_what, query) => {
    const { statusCode, calls } = await attack(asked({ query }));
    expect({ statusCode, calls }).toEqual({ statusCode: 400, calls: [] });
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'CONNECT', 'get', '', 'GET\r\nX: 1', 'x'.repeat(100_000)])(
    'comes by the method %j: refused',
    async (method) => {
      const { statusCode, calls } = await attack(asked({ method }));
      expect({ statusCode, calls }).toEqual({ statusCode: 405, calls: [] });
    },
  );

  it.each<[string, unknown]>([
    ['null', 'null'],
    ['a list', '[]'],
    ['empty', {}],
    ['a request without a method', { rawPath: '/discovery/checkout', requestContext: {} }],
    ['a request whose path is a list', asked({ path: ['/discovery/checkout'] })],
    ['a request whose query is an object', asked({ query: { user: 'u1' } })],
    ['a request whose headers are lists', asked({ headers: { origin: [ORIGIN] } })],
    ['a request whose method is an object', asked({ method: { toString: 'GET' } })],
    ['an event of the bus', { source: 'serin', 'detail-type': 'Command', detail: {} }],
    ['an alarm', { source: 'aws.cloudwatch', detail: { alarmName: 'x' } }],
    ['a direct call', { serin: {} }],
    ...Object.entries(jsonBombs),
  ])('is %s: refused', async (_what, event) => {
    const { statusCode, calls } = await attack(event as string | object);
    expect({ statusCode, calls }).toEqual({ statusCode: 400, calls: [] });
  });

  it.each([
    'https://evil.example.com',
    `${ORIGIN}.evil.example.com`,
    `${ORIGIN}\r\nSet-Cookie: x=1`,
    `${ORIGIN}, https://evil.example.com`,
    ` ${ORIGIN}`,
    'null',
    '*',
    'x'.repeat(1_000_000),
    'https://сhop.example.com',
  ])('comes from a page of %j: the page may not read it, and its address is not repeated', async (origin) => {
    for (const method of ['GET', 'OPTIONS', 'POST']) {
      const { headers, body } = await attack(asked({ method, headers: { Origin: origin } }));
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(JSON.stringify([headers, body])).not.toContain('evil');
    }
  });

  it.each(['"'.repeat(100_000), ','.repeat(1_000_000), 'W/'.repeat(100_000), '\r\nX: 1', '"0-stable-é"'])(
    'knows the answer %.10j: answered',
    async (tag) => {
      const { statusCode } = await attack(asked({ headers: { 'if-none-match': tag } }));
      expect(statusCode).toBe(200);
    },
  );

  it.each(['😀'.repeat(32), '\u202eu1', "' OR 1=1 --", '<script>', '{{x}}', '%25', 'U1'])(
    'is about the user %j: answered, and the user is not repeated',
    async (user) => {
      const { statusCode, body } = await attack(asked({ query: `user=${encodeURIComponent(user)}` }));
      expect(statusCode).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ service: 'checkout', arm: 'stable', rollout: null });
      expect(Object.keys(JSON.parse(body))).toEqual(['service', 'arm', 'rollout', 'revision', 'actions']);
    },
  );

  it('asks for a thousand services that there are not: they cost no more reads than one', async () => {
    const before = premises.sent.length;
    for (let i = 0; i < 1000; i++) await attack(asked({ path: `/discovery/s${i}` }));
    expect(premises.sent.length - before).toBeLessThanOrEqual(1);
    expect(premises.written().discovery).not.toContain(planted.functionKey);
  });
});

it('tells no secret meanwhile, at the level of debugging', () => {
  expect(leaksIn(premises)).toEqual([]);
  expect(premises.outside()).toEqual([]);
});

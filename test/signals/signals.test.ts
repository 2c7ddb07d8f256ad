import { describe, expect, it } from 'vitest';
import { signalToken } from '../../src/command/signal-token.ts';
import { anIntake, KEY, NOW, type Sent, TOKEN } from './a-signal.ts';

const tokenOf = (service: string, generation = 1) => signalToken({ service, generation }, KEY);

describe('a signal with the token of its service', () => {
  it.each(['PUT', 'POST'])(
    'is put on the bus by %s, with the moment that it came where it names none',
    async (method) => {
      const { send, taken } = anIntake();
      const { statusCode, body } = await send({ method });
      expect([statusCode, body]).toEqual([202, { service: 'checkout', name: 'own-check', health: 'healthy' }]);
      expect(taken).toEqual([
        { v: 1, service: 'checkout', name: 'own-check', health: 'healthy', at: NOW, value: undefined, link: undefined },
      ]);
    },
  );

  it('keeps its moment, its value and its link, in base64 too', async () => {
    const { send, taken } = anIntake();
    const told = { health: 'unhealthy', at: NOW - 5, value: 3, link: 'https://example.com/check' };
    expect((await send({ body: { name: 'own-check', ...told }, isBase64: true })).statusCode).toBe(202);
    expect(taken).toEqual([{ v: 1, service: 'checkout', name: 'own-check', ...told }]);
  });

  it('may have its name in the address', async () => {
    const { send, taken } = anIntake();
    await send({ query: 'name=own-check', body: { health: 'unknown' } });
    expect(taken).toMatchObject([{ name: 'own-check', health: 'unknown' }]);
  });

  it('is of the service of the address, whatever its body says, and counts as no other version', async () => {
    const { send, taken } = anIntake();
    await send({ body: { v: 7, service: 'search', name: 'own-check', health: 'healthy' } });
    expect(taken).toMatchObject([{ v: 1, service: 'checkout' }]);
  });

  it('is refused with all that is wrong, in words that say what to write', async () => {
    const { send, taken } = anIntake();
    const body = { name: 'Own Check', health: 'fine', at: 'now', value: {}, link: 7 };
    const { statusCode, body: answer } = await send({ body });
    expect(statusCode).toBe(400);
    expect(answer).toEqual({
      error: 'bad-signal',
      message: 'Nothing was taken of this signal. docs/guides/signals.md has its fields.',
      problems: [
        'name has lower-case letters, digits and -, a letter first, at most 60; it is in the body, or in the address as ?name=',
        'health is healthy, unhealthy or unknown',
        'at is a moment in whole milliseconds since 1970',
        'value is a number, or a text of at most 2000 characters',
        'link is a text of at most 2000 characters',
      ],
    });
    expect(taken).toEqual([]);
  });

  it.each<[string, Sent, string]>([
    ['a name that the service does not list', { body: { name: 'other', health: 'healthy' } }, 'and none of this name'],
    ['no name', { body: { health: 'healthy' } }, 'name has lower-case letters'],
    [
      'seconds instead of milliseconds',
      { body: { name: 'own-check', health: 'healthy', at: Math.floor(NOW / 1000) } },
      'not in seconds',
    ],
    [
      'a moment at which it has expired',
      { body: { name: 'own-check', health: 'healthy', at: NOW - 300_000 } },
      'has expired',
    ],
    ['a moment in the future', { body: { name: 'own-check', health: 'healthy', at: NOW + 60_001 } }, 'in the future'],
    ['a body that is no JSON', { body: '{' }, 'the body is no JSON object'],
    ['a body that is null', { body: 'null' }, 'the body is no JSON object'],
    ['a body that is a list', { body: '[]' }, 'the body is no JSON object'],
    [
      'a sender that nobody knows',
      { query: 'from=constructor&name=own-check' },
      'from is none of alertmanager, datadog, grafana',
    ],
    ['two senders', { query: 'from=grafana&from=datadog&name=own-check' }, 'from is in the address twice'],
    ['two names', { query: 'name=own-check&name=prometheus' }, 'name is in the address twice'],
    ['a query that is too long', { query: `x=${'x'.repeat(1000)}` }, 'the query has more than 1000 characters'],
  ])('is refused with %s', async (_what, sent, problem) => {
    const { send, taken } = anIntake();
    const { statusCode, body } = await send(sent);
    expect([statusCode, body.problems?.length]).toEqual([400, 1]);
    expect(body.problems?.[0]).toContain(problem);
    expect(taken).toEqual([]);
  });

  it('is refused above 100,000 bytes, in base64 too, and taken at exactly that', async () => {
    const { send, taken } = anIntake();
    const of = (bytes: number) => {
      const body = JSON.stringify({ name: 'own-check', health: 'healthy', x: '' });
      return body.replace('""', `"${'x'.repeat(bytes - body.length)}"`);
    };
    for (const isBase64 of [false, true]) {
      const { statusCode, body } = await send({ body: of(100_003), isBase64 });
      expect([statusCode, body.error, body.message]).toEqual([413, 'too-large', expect.stringContaining('max_alerts')]);
      expect((await send({ body: of(99_999), isBase64 })).statusCode).toBe(202);
    }
    expect(taken).toHaveLength(2);
  });
});

describe('whoever has not the token of the service', () => {
  const refused: readonly [string, Sent][] = [
    ['no header', { headers: {} }],
    ['another scheme', { headers: { authorization: `Basic ${TOKEN}` } }],
    ['the token alone', { headers: { authorization: TOKEN } }],
    ['two tokens', { headers: { authorization: `Bearer ${TOKEN},Bearer ${TOKEN}` } }],
    ['a token in another header', { headers: { 'x-authorization': `Bearer ${TOKEN}` } }],
    ['a token in the address', { headers: {}, query: `token=${TOKEN}` }],
    ['a wrong token', { token: `serin-signal-1-${'0'.repeat(64)}` }],
    ['the token of another service', { token: tokenOf('search') }],
    ['a token of a generation that does not count', { token: tokenOf('checkout', 2) }],
    ['the right token of a service that there is not', { path: '/signals/search', token: tokenOf('search') }],
    ['a service that has no name of one', { path: '/signals/../checkout' }],
    ['no service', { path: '/signals/' }],
    ['another path', { path: '/slack/events' }],
  ];

  it.each(refused)('is refused with %s, as with all the others', async (_what, sent) => {
    const { send, taken } = anIntake();
    const answer = await send(sent);
    expect(answer).toEqual({
      statusCode: 401,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'www-authenticate': 'Bearer',
      },
      body: {
        error: 'unauthorized',
        message:
          'Send `authorization: Bearer <token>` with the token of this service. `serin token <service>` prints it.',
      },
    });
    expect(taken).toEqual([]);
  });

  it('costs no look at any service, and is not told that a body is wrong or large', async () => {
    const { send, asked } = anIntake();
    for (const path of ['/signals/checkout', '/signals/nobody']) {
      expect((await send({ path, token: 'x', body: 'x'.repeat(1_000_000) })).statusCode).toBe(401);
    }
    expect(asked).toEqual([]);
  });
});

it('takes the scheme in any case, and the header', async () => {
  const { send } = anIntake();
  expect((await send({ headers: { Authorization: `BEARER  ${TOKEN}` } })).statusCode).toBe(202);
});

it.each(['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'put'])(
  'refuses the method %s before the token',
  async (method) => {
    const { send } = anIntake();
    const { statusCode, headers } = await send({ method });
    expect([statusCode, headers.allow]).toEqual([405, 'PUT, POST']);
  },
);

it('refuses what is no request', async () => {
  const { handler } = anIntake();
  for (const event of [null, [], {}, { rawPath: 1 }, 'x']) expect((await handler(event)).statusCode).toBe(400);
});

describe('a service that was applied a moment ago', () => {
  it.each([
    ['a signal', { signals: [], generations: [1] }],
    ['a token', { signals: [{ name: 'own-check', expires: 300_000 }], generations: [2] }],
    ['everything', null],
  ])('is read again when the copy lacks %s', async (_what, old) => {
    const now = { signals: [{ name: 'own-check', expires: 300_000 }], generations: [1] };
    const { send } = anIntake({ source: { settings: async (_service, fresh) => (fresh ? now : old) } });
    expect((await send({})).statusCode).toBe(202);
  });

  it('is read once where the copy has all', async () => {
    const { send, asked } = anIntake();
    await send({});
    expect(asked).toEqual(['checkout']);
  });
});

describe('what AWS does not answer', () => {
  const fails = () => Promise.reject(new Error('ThrottlingException'));
  it.each([
    ['the key', { source: { key: fails } }],
    ['the settings', { source: { settings: fails } }],
    ['the bus', { put: fails }],
  ])('%s: the sender is told to send it again', async (_what, parts) => {
    const { send, taken, logged } = anIntake(parts);
    const { statusCode, headers, body } = await send({});
    expect([statusCode, headers['retry-after'], body.error]).toEqual([503, '5', 'unavailable']);
    expect(taken).toEqual([]);
    expect(logged).toHaveLength(1);
  });
});

it('logs who said what of which service, and never a token, a value or a body', async () => {
  const { send, logged } = anIntake();
  await send({ body: { name: 'own-check', health: 'healthy', value: 'private words' } });
  await send({ body: { name: 'own-check', health: 'private words' } });
  await send({ token: `serin-signal-1-${'f'.repeat(64)}` });
  expect(logged).toEqual([
    '{"service":"checkout","signal":"own-check","health":"healthy","message":"took a health signal"}',
  ]);
});

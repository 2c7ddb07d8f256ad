import { describe, expect, it } from 'vitest';
import { createDiscovery } from '../../src/discovery/discovery.ts';
import { emptyRecord } from '../../src/domain/rollout/record.ts';
import type { DiscoverySettings, DiscoverySource } from '../../src/ports/discovery-source.ts';
import { aRollout } from '../rollout/builders.ts';
import { aRequest } from './a-request.ts';

const shop = 'https://shop.example.com';
const settings: DiscoverySettings = {
  stable: null,
  actions: {
    order: { stable: 'https://api.example.com/order', canary: 'https://canary.example.com/order' },
    pay: { stable: 'https://api.example.com/v1/pay', canary: 'https://api.example.com/v2/pay' },
  },
  origins: [shop],
};

/** Discovery of the service `order` at a weight; what it logs is kept. */
function aDiscovery(weight = 100, source: Partial<DiscoverySource> = {}) {
  const logged: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (_: object, text: string) => logged.push(text) };
  const rollout = aRollout({ situation: 'baking', weight, agreed: weight });
  const ask = createDiscovery({
    source: {
      settings: async (service) => (service === 'order' ? settings : null),
      record: async () => ({ ...emptyRecord('order'), rollout }),
      ...source,
    },
    log,
  });
  return { ask, logged };
}

describe('GET /discovery/<service>', () => {
  it('answers the arm of the user, the rollout and revision behind it, and the URLs of every action in the arm', async () => {
    const { statusCode, headers, body } = await aDiscovery().ask(aRequest());
    expect([statusCode, JSON.parse(body)]).toEqual([
      200,
      {
        service: 'order',
        arm: 'canary',
        rollout: 'checkout-1',
        revision: 2,
        actions: { order: 'https://canary.example.com/order', pay: 'https://api.example.com/v2/pay' },
      },
    ]);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, max-age=5',
    });
  });

  it('gives everybody in a room the arm of the room, whoever they are', async () => {
    const { ask } = aDiscovery(50);
    const armOfOne = async (query: string) => JSON.parse((await ask(aRequest({ query }))).body).arm;
    const users = Array.from({ length: 20 }, (_, at) => `user-${at}`);
    const alone = await Promise.all(users.map((user) => armOfOne(`user=${user}`)));
    expect(new Set(alone)).toEqual(new Set(['stable', 'canary']));
    for (const room of ['blue', 'green', 'red']) {
      const inRoom = await Promise.all(users.map((user) => armOfOne(`user=${user}&room=${room}`)));
      expect(new Set(inRoom)).toEqual(new Set([await armOfOne(`user=${room}`)]));
    }
  });

  describe('of a service with environments', () => {
    const order = { a: 'https://a.example/order', b: 'https://b.example/order' };
    const sided: DiscoverySettings = { actions: { order }, origins: [], stable: 'a' };

    it('answers the side, and its URLs', async () => {
      const rollout = aRollout({
        situation: 'baking',
        weight: 100,
        agreed: 100,
        environments: { stable: 'b', canary: 'a' },
      });
      const record = async () => ({ ...emptyRecord('order'), rollout });
      const { body } = await aDiscovery(100, { settings: async () => sided, record }).ask(aRequest());
      expect(JSON.parse(body)).toMatchObject({ arm: 'canary', side: 'a', actions: { order: order.a } });
    });

    it('answers nothing while the record cannot be read, which alone says which side is stable', async () => {
      const source = { settings: async () => sided, record: async () => 'unreadable' as const };
      const { statusCode, headers } = await aDiscovery(0, source).ask(aRequest());
      expect([statusCode, headers['retry-after']]).toEqual([503, '5']);
    });
  });

  it('answers the URLs of stable to who is there', async () => {
    const { body } = await aDiscovery(0).ask(aRequest());
    expect(JSON.parse(body).actions).toEqual({
      order: 'https://api.example.com/order',
      pay: 'https://api.example.com/v1/pay',
    });
  });

  it('answers 304 to who knows it already, and all of it again when the arm or a URL changed', async () => {
    const { ask } = aDiscovery();
    const { etag } = (await ask(aRequest())).headers;
    const again = (tag: string, discovery = aDiscovery()) =>
      discovery.ask(aRequest({ headers: { 'if-none-match': tag } })).then(({ statusCode, body }) => [statusCode, body]);
    expect(await again(String(etag))).toEqual([304, '']);
    expect(await again(`"other", W/${etag}`)).toEqual([304, '']);
    expect((await again('"other"'))[0]).toBe(200);
    expect((await again(String(etag), aDiscovery(0)))[0]).toBe(200);
    const moved = { ...settings, actions: { order: { stable: 'https://a.example', canary: 'https://b.example' } } };
    expect((await again(String(etag), aDiscovery(100, { settings: async () => moved })))[0]).toBe(200);
  });

  it('answers HEAD without a body', async () => {
    const { statusCode, headers, body } = await aDiscovery().ask(aRequest({ method: 'HEAD' }));
    expect([statusCode, typeof headers.etag, body]).toEqual([200, 'string', '']);
  });

  it.each([
    [404, 'unknown-service', { path: '/discovery/nobody' }],
    [400, 'bad-user', { query: '' }],
    [405, 'method-not-allowed', { method: 'POST' }],
  ])('answers %i %s, which nothing remembers', async (status, code, over) => {
    const { statusCode, headers, body } = await aDiscovery().ask(aRequest(over));
    expect([statusCode, JSON.parse(body).error, headers['cache-control']]).toEqual([status, code, 'no-store']);
    expect(headers.allow).toBe(status === 405 ? 'GET, HEAD, OPTIONS' : undefined);
  });

  it('answers stable, for a second, when the record cannot be read', async () => {
    const { headers, body } = await aDiscovery(100, { record: async () => 'unreadable' }).ask(aRequest());
    expect(JSON.parse(body)).toMatchObject({ arm: 'stable', rollout: null, revision: 0 });
    expect(headers['cache-control']).toBe('private, max-age=1');
  });

  it('answers 503 when it does not know the URLs, and logs why', async () => {
    const discovery = aDiscovery(100, { settings: () => Promise.reject(new Error('SSM is away')) });
    const { statusCode, headers, body } = await discovery.ask(aRequest());
    expect([statusCode, headers['retry-after'], JSON.parse(body).error]).toEqual([503, '5', 'unavailable']);
    expect(body).not.toContain('SSM');
    expect(discovery.logged).toEqual(['discovery could not answer']);
  });

  it.each([undefined, null, 'text', {}, { source: 'aws.events' }, { Records: [] }, { rawPath: '/discovery/order' }])(
    'answers 400 to %j, which is no request',
    async (event) => {
      expect((await aDiscovery().ask(event)).statusCode).toBe(400);
    },
  );
});

describe('a page of another origin', () => {
  const from = (origin: string, over = {}) => aDiscovery().ask(aRequest({ headers: { origin }, ...over }));

  it('may read the answer when its origin is listed', async () => {
    const { headers } = await from(shop);
    expect(headers).toMatchObject({ 'access-control-allow-origin': shop, vary: 'Origin' });
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it.each(['https://evil.example.com', 'https://shop.example.com.evil.example', 'null', 'http://shop.example.com'])(
    'may not when it is %s',
    async (origin) => {
      for (const over of [{}, { method: 'OPTIONS' }]) {
        const { headers } = await from(origin, over);
        expect(headers).not.toHaveProperty('access-control-allow-origin');
        expect(headers.vary).toBe('Origin');
      }
    },
  );

  it('is told before that it may send what it knows', async () => {
    const { statusCode, headers, body } = await from(shop, { method: 'OPTIONS', query: '' });
    expect([statusCode, body]).toEqual([204, '']);
    expect(headers).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': 'If-None-Match',
      'access-control-max-age': '600',
    });
  });
});

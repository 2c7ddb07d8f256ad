import { describe, expect, it } from 'vitest';
import { armOf } from '../../src/routing/arm.ts';
import { type Asked, aBrowser, type Edge } from './an-edge.ts';

/** What not every build can do. */
export type Ability = 'knows the country' | 'shows its response function what its request function changed';

/** A build of the functions at the edge, for one runtime. */
export interface Build {
  /** A distribution with the built functions; the settings have everything in them that this build has, and this change. */
  anEdge(change?: object): Promise<Edge>;
  /** What it lacks, and why. */
  readonly lacks: Readonly<Partial<Record<Ability, string>>>;
}

const CANARY = { weight: 50 };

/** An id whose bucket, in the split of these tests, has this arm at 50%. */
function idOn(arm: 'stable' | 'canary', kind = 'id'): string {
  for (let n = 0; ; n += 1) {
    const key = `${kind}-${n}`;
    if (armOf({ salt: 'r-1', weight: 50, key }) === arm) return key;
  }
}

function jwt(payload: unknown): string {
  return `Bearer e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.unverified`;
}

/** What holds of every build of the functions, whatever they run in. */
export function edgeContract({ anEdge, lacks }: Build): void {
  describe('the functions at the edge', () => {
    it('send a request to the origin of its side, by the longest path that fits', async () => {
      const edge = await anEdge();
      edge.split({ weight: 100 });
      expect((await edge.ask({ uri: '/index.html' })).where).toBe('site-b.s3.eu-west-1.amazonaws.com');
      expect((await edge.ask({ uri: '/api/orders' })).where).toBe('api-b.example.com/live');
      edge.split({ weight: 0 });
      expect((await edge.ask({ uri: '/api/orders' })).where).toBe('api-a.example.com/live');
    });

    it('leave the origin of the distribution where no path fits', async () => {
      const only = (domain: string) => [{ path: '/app/', kind: 'bucket', domain }];
      const edge = await anEdge({ sides: { a: only('a.example.com'), b: only('b.example.com') } });
      expect((await edge.ask({ uri: '/other' })).where).toBeNull();
      expect((await edge.ask({ uri: '/app/x' })).where).toBe('a.example.com');
    });

    it('name the side for the cache and the browser, whatever the viewer claims', async () => {
      const edge = await anEdge();
      const { request } = await edge.ask({ headers: { 'x-serin-side': 'b' } });
      expect(request.headers['x-serin-side']?.value).toBe('a');
      expect((await edge.ask()).response.headers?.['x-serin-side']?.value).toBe('a');
    });

    it('follow the sides when a rollout completes: the same side, now as stable', async () => {
      const edge = await anEdge();
      edge.split({ weight: 100 });
      expect((await edge.ask()).side).toBe('b');
      edge.split({ stable: 'b', canary: 'a', weight: 0 });
      expect((await edge.ask()).side).toBe('b');
    });

    it.each<[string, Asked]>([
      ['a user', { cookies: { uid: idOn('canary') } }],
      ['a user whose id is encoded', { cookies: { uid: encodeURIComponent(idOn('canary', 'ü@x')) } }],
      ['a room in the query', { query: { room: idOn('canary') }, cookies: { uid: idOn('stable') } }],
      ['a room in the path', { uri: `/rooms/${idOn('canary')}/join`, cookies: { uid: idOn('stable') } }],
      ['a tenant in a header', { headers: { 'x-tenant': idOn('canary') }, cookies: { uid: idOn('stable') } }],
      ['a browser that was here', { cookies: { 'serin-visitor': idOn('canary') } }],
    ])('assign by %s', async (_, asked) => {
      const edge = await anEdge();
      edge.split(CANARY);
      expect((await edge.ask(asked)).side).toBe('b');
      edge.split({ weight: 0 });
      expect((await edge.ask(asked)).side).toBe('a');
    });

    it('let everybody in a room meet', async () => {
      const edge = await anEdge();
      edge.split(CANARY);
      const asked = (n: number) => edge.ask({ query: { room: 'room-7' }, cookies: { uid: `u-${n}` } });
      const sides = await Promise.all(Array.from({ length: 30 }, async (_, n) => (await asked(n)).side));
      expect(new Set(sides).size).toBe(1);
    });

    it('take an id that is too long, or encoded wrongly, as no id or as it is', async () => {
      const edge = await anEdge();
      edge.split(CANARY);
      const visitor = idOn('canary');
      expect((await edge.ask({ cookies: { uid: 'u'.repeat(129), 'serin-visitor': visitor } })).side).toBe('b');
      expect((await edge.ask({ cookies: { uid: '%E0%A4%A', 'serin-visitor': visitor } })).side).toMatch(/^[ab]$/);
    });
  });

  describe('a browser that is nobody yet', () => {
    it('gets an id that is its own, in a cookie that is safe, and is where that id belongs from the first request on', async () => {
      const edge = await anEdge();
      edge.split(CANARY);
      const sides = new Set<string>();
      for (let n = 0; n < 20; n += 1) {
        const browser = aBrowser(edge);
        const { side, response } = await browser.open();
        sides.add(side);
        const cookie = response.cookies?.['serin-visitor'];
        expect(cookie?.attributes).toBe('Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000');
        expect(armOf({ salt: 'r-1', weight: 50, key: cookie!.value })).toBe(side === 'b' ? 'canary' : 'stable');
        const again = await browser.open();
        expect(again.side).toBe(side);
        expect(again.response.cookies).not.toHaveProperty('serin-visitor');
      }
      expect(sides).toEqual(new Set(['a', 'b']));
    });

    it('gets none when its user is known', async () => {
      const edge = await anEdge();
      expect((await edge.ask({ cookies: { uid: 'u-1' } })).response.cookies).not.toHaveProperty('serin-visitor');
    });
  });

  describe('a page', () => {
    it('comes from one side while it loads, although its user moves', async () => {
      const edge = await anEdge();
      const browser = aBrowser(edge, { uid: idOn('canary') });
      expect((await browser.open()).side).toBe('a');
      edge.split(CANARY);
      edge.now += 29_000;
      expect((await browser.load()).side).toBe('a');
      expect((await browser.load({ uri: '/api/orders' })).side).toBe('a');
    });

    it('is over after 30 seconds: what it asks for then follows the user', async () => {
      const edge = await anEdge();
      const browser = aBrowser(edge, { uid: idOn('canary') });
      await browser.open();
      edge.split(CANARY);
      edge.now += 31_000;
      expect((await browser.load()).side).toBe('b');
      expect((await browser.load()).side).toBe('b');
    });

    it('that is opened anew follows the user at once', async () => {
      const edge = await anEdge();
      const browser = aBrowser(edge, { uid: idOn('canary') });
      await browser.open();
      edge.split(CANARY);
      expect((await browser.open()).side).toBe('b');
      expect((await browser.load()).side).toBe('b');
    });

    if (!('shows its response function what its request function changed' in lacks))
      it('is what its document was, although the split changed before the answer', async () => {
        const edge = await anEdge();
        const browser = aBrowser(edge, { uid: idOn('canary') });
        expect((await browser.open({}, () => edge.split(CANARY))).side).toBe('a');
        expect((await browser.load()).side).toBe('a');
      });

    it('cannot be claimed for a time to come, or for a side that there is not', async () => {
      const edge = await anEdge();
      const at = Math.floor(edge.now / 1000);
      const load = async (page: string) =>
        (await edge.ask({ headers: { 'sec-fetch-mode': 'cors' }, cookies: { uid: 'u', 'serin-page': page } })).side;
      expect(await load(`b.${at}`)).toBe('b');
      for (const page of [
        `b.${at + 60}`,
        `b.${at - 31}`,
        `c.${at}`,
        `constructor.${at}`,
        'b',
        'b.',
        `b.${at}.5`,
        '.5',
        'b.NaN',
      ])
        expect(await load(page)).toBe('a');
    });
  });

  describe('a cohort', () => {
    const countries: readonly [string, (edge: Edge) => Asked][] =
      'knows the country' in lacks ? [] : [['swiss', () => ({ headers: { 'cloudfront-viewer-country': 'LI' } })]];
    const members: readonly [string, (edge: Edge) => Asked][] = [
      ['staff', (edge) => ({ cookies: { 'serin-cohort': edge.token('cohort', 'staff') } })],
      ['staff', (edge) => ({ headers: { 'x-serin-cohort': edge.token('cohort', 'staff') } })],
      ['beta', () => ({ cookies: { uid: 'u-beta-2' } })],
      ['gold', () => ({ headers: { authorization: jwt({ tier: 'gold' }) } })],
      ['gold', () => ({ headers: { authorization: jwt({ tier: ['silver', 'gold'] }) } })],
      ...countries,
    ];

    it.each(members)('%s is on the canary once it is open, whatever the weight', async (cohort, asked) => {
      const edge = await anEdge();
      const ask = async () => (await edge.ask(asked(edge))).side;
      expect(await ask()).toBe('a');
      edge.split({ cohorts: [cohort] });
      expect(await ask()).toBe('b');
      edge.split({ cohorts: ['somebody-else'] });
      expect(await ask()).toBe('a');
    });

    it.each<[string, (edge: Edge) => Asked]>([
      ['a token that is too old', (edge) => ({ cookies: { 'serin-cohort': edge.token('cohort', 'staff', -1) } })],
      [
        'a token that somebody else signed',
        (edge) => ({ cookies: { 'serin-cohort': edge.token('cohort', 'staff', 60, 'no') } }),
      ],
      ['a token for another use', (edge) => ({ cookies: { 'serin-cohort': edge.token('override', 'staff') } })],
      [
        'a token whose time was changed',
        (edge) => ({ cookies: { 'serin-cohort': edge.token('cohort', 'staff').replace(/\.\d+\./, '.9999999999.') } }),
      ],
      ['a token without a signature', () => ({ cookies: { 'serin-cohort': 'staff.9999999999.' } })],
      ['another id', () => ({ cookies: { uid: 'u-beta-3' } })],
      ['another claim', () => ({ headers: { authorization: jwt({ tier: 'silver' }) } })],
      ['a token that is none', () => ({ headers: { authorization: 'Bearer not.json.at-all' } })],
      ['a token of 5 KB', () => ({ headers: { authorization: jwt({ tier: 'gold', filler: 'x'.repeat(5000) }) } })],
      ['another country', () => ({ headers: { 'cloudfront-viewer-country': 'DE' } })],
    ])('is not shown by %s', async (_, asked) => {
      const edge = await anEdge();
      edge.split({ cohorts: ['staff', 'beta', 'gold', 'swiss'] });
      expect((await edge.ask(asked(edge))).side).toBe('a');
    });

    it('of ids is as good as the ids: who has none is not in it', async () => {
      const edge = await anEdge();
      edge.split({ cohorts: ['beta'] });
      expect((await edge.ask()).side).toBe('a');
    });
  });

  describe('a tester', () => {
    it.each(['cookie', 'header'])('picks an arm with a signed %s, before cohort, room and user', async (by) => {
      const edge = await anEdge();
      const picks = (arm: string, seconds = 3600): Asked => {
        const token = edge.token('override', arm, seconds);
        return by === 'cookie' ? { cookies: { 'serin-override': token } } : { headers: { 'x-serin-override': token } };
      };
      expect((await edge.ask(picks('canary'))).side).toBe('b');
      edge.split({ weight: 100 });
      expect((await edge.ask(picks('stable'))).side).toBe('a');
      expect((await edge.ask(picks('stable', -1))).side).toBe('b');
      expect((await edge.ask(picks('neither'))).side).toBe('b');
    });

    it('may still use what the secret before signed', async () => {
      const edge = await anEdge();
      edge.store.values.set('web.key', 'the-next-secret\nthe-secret-of-the-team');
      expect((await edge.ask({ cookies: { 'serin-override': edge.token('override', 'canary') } })).side).toBe('b');
      edge.store.values.set('web.key', 'the-next-secret\nanother\nthe-secret-of-the-team');
      expect((await edge.ask({ cookies: { 'serin-override': edge.token('override', 'canary') } })).side).toBe('a');
    });

    it.each([
      ['without a secret', null],
      ['with an empty secret', ''],
    ])('is nobody %s', async (_, secret) => {
      const edge = await anEdge();
      edge.store.values.delete('web.key');
      if (secret !== null) edge.store.values.set('web.key', secret);
      expect((await edge.ask({ cookies: { 'serin-override': edge.token('override', 'canary', 60, 'x') } })).side).toBe(
        'a',
      );
      expect((await edge.ask({ cookies: { 'serin-override': edge.token('override', 'canary', 60, '') } })).side).toBe(
        'a',
      );
    });
  });

  describe('while the split cannot be read', () => {
    it.each<[string, (edge: Edge) => void]>([
      [
        'the store is down',
        (edge) => {
          edge.store.down = true;
        },
      ],
      [
        'the store is not associated with the function',
        (edge) => {
          edge.store.isAssociated = false;
        },
      ],
      [
        'the key is gone',
        (edge) => {
          edge.store.values.delete('web');
        },
      ],
      [
        'it is no split',
        (edge) => {
          edge.store.values.set('web', '{"weight":50}');
        },
      ],
      ['it names a side that this build has not', (edge) => edge.split({ canary: 'constructor' })],
    ])('everybody stays where they were, on both arms, and new ones go to the first side: %s', async (_, breakIt) => {
      const edge = await anEdge();
      edge.split(CANARY);
      const onCanary = aBrowser(edge, { uid: idOn('canary') });
      const onStable = aBrowser(edge, { uid: idOn('stable') });
      expect([(await onCanary.open()).side, (await onStable.open()).side]).toEqual(['b', 'a']);
      breakIt(edge);
      edge.now += 3_600_000;
      expect([(await onCanary.open()).side, (await onStable.open()).side]).toEqual(['b', 'a']);
      const { side, response } = await aBrowser(edge).open();
      expect(side).toBe('a');
      expect(response.cookies).toEqual({});
    });
  });
}

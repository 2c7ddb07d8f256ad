import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { discover, type Place } from '../../src/client/discover.ts';

const fallback = { order: 'https://api.example.com/order' };
const stable = { arm: 'stable', rollout: null, revision: 0, actions: fallback, isKnown: false };

/** An answer of discovery: alice is on the canary. */
const anAnswer = (over: object = {}) => ({
  service: 'shop',
  arm: 'canary',
  rollout: 'r-1',
  revision: 3,
  actions: { order: 'https://canary.example.com/order', other: 'https://canary.example.com/other' },
  ...over,
});

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Somebody who is asked, on the loopback; and whoever asks. */
async function asking(listener: RequestListener, over: { timeoutMs?: number; room?: string } = {}) {
  server = createServer(listener);
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return discover({ url: `http://127.0.0.1:${port}/`, service: 'shop', user: 'zoë & co', fallback, ...over });
}

/** Somebody who answers one thing after the other, and then the last again. */
function answering(...answers: readonly unknown[]) {
  const left = [...answers];
  return asking((_, response) => response.end(JSON.stringify(left.length > 1 ? left.shift() : left[0])));
}

describe('the client of discovery', () => {
  it('asks for the user, and tells the arm and the URLs in it', async () => {
    const asked: (string | undefined)[] = [];
    const shop = await asking((request, response) => {
      asked.push(request.method, request.url, request.headers.cookie);
      response.end(JSON.stringify(anAnswer()));
    });
    expect(shop.current()).toEqual(stable);
    const place = {
      arm: 'canary',
      rollout: 'r-1',
      revision: 3,
      actions: { order: 'https://canary.example.com/order' },
      isKnown: true,
    };
    expect(await shop.refresh()).toEqual(place);
    expect(shop.current()).toEqual(place);
    expect(asked).toEqual(['GET', '/discovery/shop?user=zo%C3%AB%20%26%20co', undefined]);
  });

  it('names the room, where there is one', async () => {
    const asked: (string | undefined)[] = [];
    const listener: RequestListener = (request, response) => {
      asked.push(request.url);
      response.end(JSON.stringify(anAnswer()));
    };
    await (await asking(listener, { room: 'r/7' })).refresh();
    expect(asked).toEqual(['/discovery/shop?user=zo%C3%AB%20%26%20co&room=r%2F7']);
  });

  it.each<[string, RequestListener]>([
    ['answers 500', (_, response) => response.writeHead(500).end(JSON.stringify(anAnswer()))],
    ['answers 404', (_, response) => response.writeHead(404).end('{"error":"unknown-service"}')],
    ['answers no JSON', (_, response) => response.end('<html>')],
    ['answers nothing', (_, response) => response.end()],
    ['hangs up', (_, response) => response.destroy()],
    ['hangs up in the middle', (_, response) => response.write('{"arm":', () => response.destroy())],
    ['redirects in circles', (request, response) => response.writeHead(302, { location: request.url }).end()],
    ...[
      null,
      [],
      'canary',
      { ...anAnswer(), service: 'other' },
      { ...anAnswer(), arm: 'blue' },
      { ...anAnswer(), revision: '3' },
      { ...anAnswer(), rollout: {} },
      { ...anAnswer(), actions: {} },
      { ...anAnswer(), actions: null },
      { ...anAnswer(), actions: { order: 'javascript:alert(1)' } },
      { ...anAnswer(), actions: { order: 'http://canary.example.com/order' } },
    ].map((answer): [string, RequestListener] => [
      `answers ${JSON.stringify(answer)}`,
      (_, response) => response.end(JSON.stringify(answer)),
    ]),
  ])('falls back to stable when who is asked %s', async (_, listener) => {
    expect(await (await asking(listener)).refresh()).toEqual(stable);
  });

  it.each<[string, RequestListener]>([
    ['never answers', () => undefined],
    ['never ends', (_, response) => response.write('{"service":')],
  ])('waits no longer than it was told to when who is asked %s', async (_, listener) => {
    expect(await (await asking(listener, { timeoutMs: 50 })).refresh()).toEqual(stable);
  });

  it('falls back to stable when the address is none', async () => {
    const nowhere = discover({ url: 'not an address', service: 'shop', user: 'alice', fallback });
    expect(await nowhere.refresh()).toEqual(stable);
  });

  it('keeps what it knows when it asks again in vain', async () => {
    const shop = await answering(anAnswer(), 'garbage');
    const known = await shop.refresh();
    expect(await shop.refresh()).toEqual(known);
  });

  it('follows a later revision and another rollout, and lets an older revision go', async () => {
    const shop = await answering(
      anAnswer(),
      anAnswer({ revision: 2, arm: 'stable' }),
      anAnswer({ revision: 4, arm: 'stable' }),
      anAnswer({ revision: 1, rollout: 'r-2' }),
      anAnswer({ revision: 0, rollout: null, arm: 'stable' }),
    );
    const seen: string[] = [];
    for (let time = 0; time < 5; time += 1) {
      const { rollout, revision, arm } = await shop.refresh();
      seen.push(`${rollout} ${revision} ${arm}`);
    }
    expect(seen).toEqual(['r-1 3 canary', 'r-1 3 canary', 'r-1 4 stable', 'r-2 1 canary', 'null 0 stable']);
  });

  it('asks once for several who want to know at the same time', async () => {
    let requests = 0;
    const shop = await asking((_, response) => {
      requests += 1;
      response.end(JSON.stringify(anAnswer()));
    });
    const [first, second] = await Promise.all([shop.refresh(), shop.refresh()]);
    expect([first === second, requests]).toEqual([true, 1]);
    await shop.refresh();
    expect(requests).toBe(2);
  });
});

describe('a client that watches', () => {
  /** Resolves with the next place that it is told. */
  const nextOf = (shop: Awaited<ReturnType<typeof answering>>, options: { everyMs?: number; focus?: EventTarget }) => {
    let stop = (): void => undefined;
    const next = new Promise<Place<'order'>>((resolve) => {
      stop = shop.watch({ ...options, onChange: resolve });
    });
    return { next, stop: () => stop() };
  };

  it('asks again when its page has the focus again', async () => {
    const page = new EventTarget();
    const { next, stop } = nextOf(await answering(anAnswer()), { focus: page });
    page.dispatchEvent(new Event('focus'));
    expect((await next).arm).toBe('canary');
    stop();
  });

  it('asks again every so often', async () => {
    const { next, stop } = nextOf(await answering(anAnswer()), { everyMs: 1 });
    expect((await next).arm).toBe('canary');
    stop();
  });

  it('tells a change once, and nothing after it was stopped', async () => {
    const page = new EventTarget();
    const told: string[] = [];
    const shop = await answering(anAnswer(), anAnswer(), anAnswer({ revision: 4, arm: 'stable' }));
    const stop = shop.watch({ focus: page, onChange: ({ arm }) => told.push(arm) });
    const focused = async () => {
      page.dispatchEvent(new Event('focus'));
      await shop.refresh();
    };
    await focused();
    await focused();
    expect(told).toEqual(['canary']);
    stop();
    await focused();
    expect([told, shop.current().arm]).toEqual([['canary'], 'stable']);
  });
});

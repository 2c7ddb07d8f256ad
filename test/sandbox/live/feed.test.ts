import { createServer } from 'node:http';
import { afterAll, beforeAll, it } from 'vitest';
import { createFeed } from '../../../src/sandbox/live/feed.ts';
import type { Part } from '../../../src/sandbox/live/parts.ts';
import { close, listen } from '../../../src/sandbox/server/listen.ts';

let now = 0;
let held: Promise<void> | null = null;
/** Called when somebody asks for everything. */
let asked = (): void => undefined;
const collect = async (): Promise<ReadonlyMap<string, Part>> => {
  asked();
  await held;
  now += 1;
  return new Map([['clock', { kind: 'clock', now, speed: 1 }]]);
};
const feed = createFeed(collect, { error: () => undefined });
let left = (): void => undefined;
const server = createServer((_, response) => {
  response.once('close', () => left());
  feed.listen(response).catch(() => undefined);
});
let url: string;
beforeAll(async () => {
  url = await listen(server, 0);
});
afterAll(() => close(server));

/** Listens, and waits for an event. */
function open() {
  const gone = new AbortController();
  const body = fetch(url, { signal: gone.signal }).then((response) =>
    (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader(),
  );
  let text = '';
  const hears = async (event: string): Promise<void> => {
    const reader = await body;
    while (!text.includes(`event: ${event}\n`)) text += (await reader.read()).value ?? '';
  };
  return { hears, leave: () => gone.abort() };
}

it('goes on for one who comes while the last one leaves', async () => {
  const first = open();
  await first.hears('patch');
  let release = (): void => undefined;
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  held = new Promise((resolve) => {
    release = resolve;
  });
  await isAsked;
  const second = open();
  const hasLeft = new Promise<void>((resolve) => {
    left = resolve;
  });
  const isThere = new Promise<void>((resolve) => {
    server.once('request', () => resolve());
  });
  await isThere;
  first.leave();
  await hasLeft;
  release();
  await second.hears('world');
  await second.hears('patch');
  second.leave();
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { close, listen } from '../../src/sandbox/server/listen.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts the sandbox as `npm start` does. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PORT: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/sandbox/main.ts', ...args], {
    env: { ...inherited, ...env },
  });
  running.push(child);
  let out = '';
  let err = '';
  let heard = (): void => undefined;
  child.stdout.on('data', (data) => {
    out += data;
    heard();
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, out, lines: err.trim().split('\n') }));
  const ready = new Promise<string>((resolve) => {
    heard = () => {
      const url = /^Serin sandbox: (http:\/\/127\.0\.0\.1:\d+)$/m.exec(out)?.[1];
      if (url !== undefined) resolve(url);
    };
  });
  return { child, ready, ended };
}

it('says where it is when its alarms have data, and ends cleanly on Ctrl-C', { timeout: 60_000 }, async () => {
  const { child, ready, ended } = start(['--port', '0', '--speed', '0']);
  const url = await ready;
  const state = (await (await fetch(`${url}/sandbox/state`)).json()) as SandboxState;
  expect(state.alarms).toEqual({
    'checkout-5xx': 'OK',
    'checkout-p99': 'OK',
    'checkout-canary-errors': 'OK',
    'calls-failed-joins': 'OK',
    'invoices-blue-5xx': 'OK',
    'invoices-green-5xx': 'OK',
    'orders-blue-5xx': 'OK',
    'orders-green-5xx': 'OK',
    'shop-failed-pages': 'OK',
  });
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0, lines: [''] });
});

it('says in one line that its port is in use, and which one is free', { timeout: 60_000 }, async () => {
  const other = createServer();
  const port = new URL(await listen(other, 0)).port;
  const { code, lines } = await start([], { PORT: port }).ended;
  const free = createServer();
  await listen(free, Number(lines[0]?.split(' ').at(-1)));
  await close(free);
  await close(other);
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^Port ${port} is in use\\. One that is free now: npm start -- --port \\d+$`)),
  ]);
});

it.each([
  [
    ['--data', '/proc/serin/data'],
    /^\/proc\/serin\/data cannot keep a sandbox: .* Choose another folder for --data\.$/,
  ],
  [['--data', 'package.json'], /^package\.json cannot keep a sandbox: it is not a folder\./],
  [['--config', 'nowhere.yml'], /^There is no file nowhere\.yml/],
  [['--config', 'package.json'], /^package\.json:\d+:\d+ .*npm run serin -- lint package\.json$/],
  [['--config', 'examples/shop.yml', '--config', 'examples/shop.yml'], /^shop is in examples\/shop\.yml and in /],
  [['--speed', 'fast'], /speed.*must be a number from 0 to 3600/],
  [['--sped', '1'], /unknown option '--sped'/],
] as const)('says in one line what is wrong with %j', { timeout: 60_000 }, async (args, line) => {
  const { code, lines } = await start(args).ended;
  expect([code, lines[0]]).toEqual([1, expect.stringMatching(line)]);
});

it.each([
  ['http://127.0.0.1:9', /^AWS at http:\/\/127\.0\.0\.1:9 cannot be used .* Check AWS_ENDPOINT_URL/],
  ['moto', /^AWS_ENDPOINT_URL is moto, which is no address/],
])('says in one line that no AWS is at %s', { timeout: 60_000 }, async (AWS_ENDPOINT_URL, line) => {
  const { code, lines } = await start(['--port', '0'], { AWS_ENDPOINT_URL }).ended;
  expect([code, lines]).toEqual([1, [expect.stringMatching(line)]]);
});

it('says in one line that another sandbox uses its folder, and takes it when that one has ended', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'serin-sandbox-'));
  const args = ['--port', '0', '--speed', '0', '--data', folder];
  const first = start(args);
  await first.ready;
  const { code, lines } = await start(args).ended;
  expect([code, lines]).toEqual([
    1,
    [
      `${folder} cannot keep a sandbox: another sandbox uses it (process ${first.child.pid}). Choose another folder for --data.`,
    ],
  ]);
  first.child.kill('SIGKILL');
  await first.ended;
  const third = start(args);
  const state = (await (await fetch(`${await third.ready}/sandbox/state`)).json()) as SandboxState;
  expect(state.services.checkout?.rollout).toBeNull();
  third.child.kill('SIGTERM');
  expect(await third.ended).toMatchObject({ code: 0, lines: [''] });
  await rm(folder, { recursive: true });
});

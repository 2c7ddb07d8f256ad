import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { close, listen } from '../../src/sandbox/listen.ts';

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

it('says where it is when it is ready, and ends cleanly on Ctrl-C', { timeout: 60_000 }, async () => {
  const { child, ready, ended } = start(['--port', '0', '--speed', '0']);
  const url = await ready;
  expect((await fetch(`${url}/sandbox/state`)).status).toBe(200);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0, lines: [''] });
});

it('says in one line that its port is in use', { timeout: 60_000 }, async () => {
  const other = createServer();
  const port = new URL(await listen(other, 0)).port;
  const { code, lines } = await start([], { PORT: port }).ended;
  await close(other);
  expect([code, lines]).toEqual([
    1,
    [`Port ${port} is in use. Choose another one, for example: npm start -- --port 3100`],
  ]);
});

it.each([
  [['--config', 'nowhere.yml'], /^There is no file nowhere\.yml/],
  [['--config', 'package.json'], /^package\.json:\d+:\d+ .*npx serin lint package\.json$/],
  [['--speed', 'fast'], /speed.*must be a number from 0 to 3600/],
  [['--sped', '1'], /unknown option '--sped'/],
] as const)('says in one line what is wrong with %j', { timeout: 60_000 }, async (args, line) => {
  const { code, lines } = await start(args).ended;
  expect([code, lines[0]]).toEqual([1, expect.stringMatching(line)]);
});

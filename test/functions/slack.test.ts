import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bundle, bundle } from '../../src/build/functions.ts';
import { verify } from '../../src/command/mac.ts';
import { parseSignedCommand } from '../../src/command/wire-format.ts';
import { type Loopback, startLoopback } from '../adapters/slack/support/loopback.ts';
import { keys, slackRequest, slashBody } from '../adapters/slack/support/slack-request.ts';

/** What the bundle may weigh, in bytes: it was 540,000 when this was written, 125,000 of them Bolt and Slack's client. */
const BUDGET = 567_000;

const parameters: Readonly<Record<string, string>> = {
  'signing-secret': keys.signingSecret,
  'bot-token': 'xoxb-test',
  'mac-key': keys.macKey,
  'team-id': keys.teamId,
  'app-id': keys.appId,
  'bot-id': 'B1',
  'bot-user-id': 'U0',
};

let outdir: string;
let built: Bundle;
let aws: Loopback;

beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'serin-build-'));
  const [slack] = await bundle({ outdir, only: ['slack'] });
  if (slack === undefined) throw new Error('src/functions/slack.ts is missing');
  built = slack;
  // SSM and EventBridge as they answer over the wire (AWS JSON 1.1).
  aws = await startLoopback(({ body }) => {
    const { Names, Entries } = JSON.parse(body) as { Names?: string[]; Entries?: unknown[] };
    if (Entries !== undefined) return { json: { FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] } };
    return { json: { Parameters: Names?.map((Name) => ({ Name, Value: parameters[Name.split('/').at(-1) ?? ''] })) } };
  });
});

afterAll(async () => {
  await aws.stop();
  await rm(outdir, { recursive: true });
});

/** Starts a fresh process that loads the bundle, gives it one event, and prints the answer. */
async function inFreshProcess(
  event: object,
  environment: Readonly<Record<string, string>>,
): Promise<{ out: string; err: string; code: number | null }> {
  const script = `
    const { handler } = require(process.argv[1]);
    handler(JSON.parse(process.argv[2]), {}).then((answer) => process.stdout.write('\\n' + JSON.stringify(answer)));
  `;
  const child = spawn(process.execPath, ['-e', script, built.file, JSON.stringify(event)], {
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { out, err, code };
}

const environment = () => ({
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_ENDPOINT_URL: aws.url,
  SERIN_BUS: 'serin',
});

test('the built bundle answers a signed command in a fresh process with one PutEvents', async () => {
  const request = slackRequest(slashBody('start checkout v54'), { at: Date.now() });
  const { out, err, code } = await inFreshProcess(request, environment());
  expect({ err, code }).toEqual({ err: '', code: 0 });
  const answer = JSON.parse(out.split('\n').at(-1) ?? '');
  expect(answer.statusCode).toBe(200);
  // The worker answers, once.
  expect(answer.body).toBe('');
  const events = aws.received.map(({ body }) => JSON.parse(body)).filter((body) => 'Entries' in body);
  expect(events).toHaveLength(1);
  expect(events[0].Entries).toHaveLength(1);
  const [entry] = events[0].Entries;
  expect(entry).toMatchObject({ EventBusName: 'serin', Source: 'serin' });
  const signed = parseSignedCommand(JSON.parse(entry.Detail));
  expect(verify(signed, keys.macKey)).toBe(true);
  expect(signed.command.body).toMatchObject({ name: 'start', service: 'checkout', label: 'v54' });
  expect(out).not.toContain(keys.signingSecret);
  expect(out).not.toContain('xoxb-test');
});

test('the built bundle says which variables of its environment are missing', async () => {
  const { SERIN_BUS: _, ...incomplete } = environment();
  const { err, code } = await inFreshProcess({}, incomplete);
  expect(code).not.toBe(0);
  expect(err).toContain('SERIN_BUS');
});

test('the built bundle takes credentials from its environment only, and says so where there are none', async () => {
  const { AWS_ACCESS_KEY_ID: _, ...without } = environment();
  const request = slackRequest(slashBody('list'), { at: Date.now() });
  const { out, code } = await inFreshProcess(request, { ...without, HOME: outdir });
  expect(code).toBe(0);
  expect(JSON.parse(out.split('\n').at(-1) ?? '')).toMatchObject({ statusCode: 500 });
  expect(out).toContain('Unable to find AWS credentials');
});

test('the bundle stays within its budget', () => {
  expect(built.bytes).toBeLessThan(BUDGET);
});

test('the bundle leaves out what is required and never used', () => {
  const packages = Object.keys(built.metafile.inputs).filter((path) => path.startsWith('node_modules/'));
  const unused =
    /\/(express|iconv-lite|undici|thread-stream)\/|@slack\/(socket-mode|oauth)\/|\/(credential-provider-(?!env\/)|nested-clients\/)/;
  expect(packages.filter((path) => unused.test(path))).toEqual([]);
  expect(packages.some((path) => path.includes('@slack/bolt/'))).toBe(true);
});

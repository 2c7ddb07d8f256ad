import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { CALLERS, type CallerName } from '../../src/sandbox/account/callers.ts';
import { openSandbox } from '../../src/sandbox/outside.ts';
import { AWS_PATH } from '../../src/sandbox/server/aws-over-http.ts';
import { toWire } from '../../src/sandbox/server/wire-json.ts';
import { provenBy } from '../adapters/aws/support/a-caller.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { aFile } from '../config/a-file.ts';
import { type ASandbox, aSandbox } from './a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox();
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

/** Runs the production command line against the sandbox. */
async function serin(line: string, who: CallerName = 'pipeline', files: Readonly<Record<string, string>> = {}) {
  const terminal = fakeTerminal({ files });
  const open = await openSandbox(sandbox.url, who, 1);
  const code = await run(line.split(' '), terminal, open, 'serin').catch((error: Error) => error.message);
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
}

const rollout = async () => (await sandbox.state()).services.checkout?.rollout;

/** Lets time pass until the rollout is there: Serin paces its calls to AWS. */
async function untilStarted() {
  while (((await rollout()) ?? null) === null) await sandbox.advance('1s');
}

/** The same for a command that is waited for: it is answered as time goes on. */
async function paced<T>(command: Promise<T>): Promise<T> {
  let isOver = false;
  const over = command.finally(() => {
    isOver = true;
  });
  while (!isOver) await sandbox.advance('1s');
  return over;
}

describe('a pipeline', () => {
  it('starts a rollout, a person approves it, and it ends with 0 when it is completed', async () => {
    const pipeline = serin('start checkout v54 --wait');
    await untilStarted();
    await sandbox.click('bob', 'approve');
    await sandbox.advance('70m');
    const { code, out } = await paced(pipeline);
    expect(code).toBe(0);
    expect(out).toMatch(
      /role\/deploy-checkout \(sandbox\) started v54\..*bob approved.*Completed: v54 is stable now\./s,
    );
    const cards = (await sandbox.messages()).filter(({ blocks }) => JSON.stringify(blocks).includes('Started by'));
    expect(JSON.stringify(cards)).toContain('Started by `role/deploy-checkout (sandbox)`');
  });

  it('ends with 3 when an alarm takes the rollout back, and says which', async () => {
    await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.5 });
    const pipeline = serin('start checkout v54 --wait');
    await untilStarted();
    await sandbox.click('bob', 'approve');
    await sandbox.advance('20m');
    const { code, out } = await paced(pipeline);
    expect(code).toBe(3);
    expect(out).toMatch(/Rolls back from 5%, because checkout-\w+ fired/);
  });

  it('ends with 5 when virtual time is over, not when real time is', async () => {
    const pipeline = serin('start checkout v54 --wait --timeout 30m');
    await untilStarted();
    await sandbox.advance('40m');
    expect(await paced(pipeline)).toMatchObject({ code: 5 });
    expect(await rollout()).toMatchObject({ status: 'awaiting-approval' });
  });

  it('rolls back from the command line', async () => {
    await paced(serin('start checkout v54'));
    await sandbox.click('bob', 'approve');
    const back = serin('rollback checkout --wait --reason smoke');
    await sandbox.advance('10m');
    expect(await paced(back)).toMatchObject({ code: 0 });
    expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  });

  it('looks first, and moves nothing', async () => {
    const { code, out } = await paced(serin('start checkout v54 --dry-run'));
    expect(code).toBe(0);
    expect(out).toContain('lambda-alias checkout-api:live: 1 (v53) -> 2 (v54)');
    expect(await rollout()).toBe(null);
  });
});

it('refuses who is not listed, and who is of another account', async () => {
  expect(await serin('start checkout v54', 'stranger')).toMatchObject({
    code: 1,
    err: expect.stringContaining('pipelines'),
  });
  expect(await serin('status', 'foreigner')).toMatchObject({ code: 1, err: expect.stringContaining('account') });
  expect(await serin('status', 'stranger')).toMatchObject({
    code: 0,
    out: expect.stringContaining('never rolled out'),
  });
});

it('says that there is no such function', async () => {
  const call = { service: 'Lambda', operation: 'Invoke', input: { FunctionName: 'checkout-api' } };
  const response = await fetch(sandbox.url + AWS_PATH, { method: 'POST', body: toWire(call) });
  expect(await response.json()).toMatchObject({ error: { name: 'ResourceNotFoundException', $fault: 'client' } });
});

describe('the other commands', () => {
  it('apply to the account of the sandbox', async () => {
    const files = { 'serin.yml': aFile({ plan: 'linear 20% every 6m', alarms: '[checkout-5xx, checkout-p99]' }) };
    const { code, out } = await serin('apply serin.yml --yes', 'pipeline', files);
    expect(code).toBe(0);
    expect(out).toContain('checkout: stored');
    expect((await serin('apply serin.yml --yes', 'pipeline', files)).out).toContain('Nothing to change.');
  });

  it('say that doctor, secrets and sync are for AWS', async () => {
    expect(await serin('secrets')).toMatchObject({
      code: expect.stringContaining('doctor, secrets and sync are for AWS'),
    });
  });
});

it('shows nobody the proof of a call', async () => {
  const calls: string[] = [];
  sandbox.world.observe({
    after: (call) => {
      calls.push(JSON.stringify(call));
    },
  });
  await paced(serin('start checkout v54 --dry-run'));
  expect(calls.length).toBeGreaterThan(3);
  expect(calls.filter((call) => /AWS4-HMAC|the-session/.test(call))).toEqual([]);
});

it('cannot be called directly by an event of the bus, whatever its detail says', async () => {
  const body = { name: 'start', service: 'checkout', label: 'v54', explicit: {}, force: false, adopt: false } as const;
  const sts = sandbox.world.places.sts;
  const call = { serin: { v: 1, ...(await provenBy({ credentials: CALLERS.pipeline, sts, body })) } };
  const entry = { EventBusName: 'serin', Source: 'serin', DetailType: 'Command', Detail: JSON.stringify(call) };
  await sandbox.world.account.clients.eventbridge.send(new PutEventsCommand({ Entries: [entry] }));
  await sandbox.advance('1m');
  expect(await rollout()).toBe(null);
  const Payload = Buffer.from(JSON.stringify(call));
  await paced(sandbox.world.aws('Lambda', 'Invoke', { FunctionName: 'serin-worker', Payload }));
  expect(await rollout()).toMatchObject({ canary: 'v54', by: 'role/deploy-checkout (sandbox)' });
});

it('takes no calls from a page of another site', async () => {
  const response = await fetch(sandbox.url + AWS_PATH, { headers: { origin: 'https://evil.example' } });
  expect(response.status).toBe(403);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { openSandbox } from '../../src/sandbox/outside.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { noAccount } from '../cli/no-account.ts';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';
import { anOutage, everyCallTo, type Outage } from './faults.ts';

let sandbox: ASandbox;
let outage: Outage;
beforeEach(async () => {
  sandbox = await aSandbox();
  outage = anOutage();
  sandbox.world.observe(outage);
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const rollout = async (service = 'checkout') => (await sandbox.state()).services[service]?.rollout;
const weights = async (service = 'checkout') =>
  (await sandbox.state()).services[service]?.targets.map(({ weight }) => weight);
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
/** The messages about dead letters, oldest first. */
const notices = async () =>
  (await sandbox.messages())
    .map(({ text }) => text)
    .filter((text) => text.includes('could not process'))
    .toReversed();
const ownAlarm = (queue: string) => sandbox.world.account.cloudwatch.states()[`serin-own-${queue}-dead-letters`];

async function serin(...words: readonly string[]) {
  const terminal = fakeTerminal({});
  const open = {
    ...noAccount,
    replay: async (name: string) => (await openSandbox(sandbox.url, 'pipeline')).replay(name),
  };
  const code = await run(words, terminal, open, 'serin');
  return { code, printed: terminal.printed.join('\n'), complained: terminal.complained.join('\n') };
}

async function startApproved() {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
}

it('carries a rollback out once, hours after it was asked for, when DynamoDB was away all the time', async () => {
  await startApproved();
  expect(await weights()).toEqual([5, 5]);
  outage.begin(everyCallTo('DynamoDB'), 'InternalServerError');
  await sandbox.type('carol', 'rollback checkout enough seen');
  expect(await lastTold('carol')).toContain('AWS did not answer');
  await sandbox.advance('6m');
  expect(sandbox.world.deadLetters.map((letter) => letter.function)).toContain('serin-worker');
  expect(ownAlarm('worker')).toBe('ALARM');
  expect((await notices())[0]).toMatch(
    /could not process an event of checkout: the command rollback of checkout.*serin replay/,
  );
  expect(await weights()).toEqual([5, 5]);

  await sandbox.advance('2h');
  outage.end();
  const looked = await serin('replay', '--dry-run', '--from', 'worker');
  expect(looked).toMatchObject({ code: 0 });
  expect(looked.printed).toMatch(/worker: the command rollback of checkout, 2 h 3 min old\n.*InternalServerError/);
  expect(await serin('replay', '--yes')).toMatchObject({ code: 0, complained: expect.stringContaining('handed over') });
  await sandbox.advance('5m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(await weights()).toEqual([0, 0]);
  const texts = (await sandbox.messages()).flatMap(({ thread }) => thread.map(({ text }) => text)).join('\n');
  expect(texts.match(/enough seen/g)).toHaveLength(1);
  expect(await serin('replay')).toMatchObject({ code: 0, printed: 'Nothing waits.' });
  await sandbox.advance('4m');
  expect(ownAlarm('worker')).toBe('OK');
});

it('refuses a start that waited there too long, and tells who gave it', async () => {
  outage.begin(everyCallTo('DynamoDB'), 'InternalServerError');
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.advance('30m');
  expect(await notices()).toHaveLength(1);
  outage.end();
  expect(await serin('replay', '--yes')).toMatchObject({ code: 0 });
  await sandbox.advance('1m');
  expect(await rollout()).toBeNull();
  expect(await lastTold('alice')).toMatch(/⛔ This command is more than 5 minutes old/);
});

it('rolls back by an alarm that waited there, once, also when it is handed over twice', async () => {
  await startApproved();
  await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.5 });
  outage.begin(
    ({ service, operation, input }) =>
      (service === 'DynamoDB' && operation === 'Query' && JSON.stringify(input).includes('alarm')) ||
      (service === 'CloudWatch' && operation === 'DescribeAlarms'),
  );
  await sandbox.advance('4m');
  expect(sandbox.world.deadLetters).toEqual([]);
  await sandbox.advance('4m');
  expect(sandbox.world.deadLetters.map((letter) => letter.function)).toContain('serin-alarm');
  expect((await notices())[0]).toContain('the alarm checkout-5xx, which went to ALARM');
  outage.begin(({ service, operation }) => service === 'SQS' && operation === 'DeleteMessage');
  await expect(serin('replay', '--yes')).rejects.toThrow('ServiceUnavailable');
  await sandbox.advance('3m');
  outage.end();
  expect(await weights()).toEqual([0, 0]);
  expect(await serin('replay', '--yes')).toMatchObject({ code: 0 });
  await sandbox.advance('5m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  const breaches = (await sandbox.messages()).filter(({ text }) => text.includes('checkout-5xx fired at '));
  expect(breaches).toHaveLength(1);
});

it('tells people once, after Slack is back, and nobody of a service that has nothing there', async () => {
  outage.begin(everyCallTo('DynamoDB'), 'InternalServerError');
  await sandbox.type('carol', 'rollback calls');
  sandbox.world.workspace.setDown(true);
  await sandbox.advance('5m');
  expect(ownAlarm('worker')).toBe('ALARM');
  sandbox.world.workspace.setDown(false);
  await sandbox.advance('10m');
  const told = await notices();
  expect(told.filter((text) => text.includes('an event of calls: the command rollback'))).toHaveLength(1);
  expect(told.filter((text) => text.includes('of checkout'))).toEqual([]);
});

it('tells the same alarm once, however often its event comes, and nothing for an alarm that only has its name', async () => {
  const wake = { service: 'checkout', rollout: '', seq: 1, step: 0, generation: 0, at: 5 };
  const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/serin-timer-dead-letters';
  await sandbox.world.aws('SQS', 'SendMessage', { QueueUrl, MessageBody: JSON.stringify(wake) });
  const alarmIn = (region: string, account: string, value = 'ALARM') => {
    const event = {
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [`arn:aws:cloudwatch:${region}:${account}:alarm:serin-own-timer-dead-letters`],
      detail: {
        alarmName: 'serin-own-timer-dead-letters',
        state: { value, timestamp: '2026-01-05T09:05:00.000+0000' },
      },
    };
    const Payload = Buffer.from(JSON.stringify(event));
    return sandbox.world.aws('Lambda', 'Invoke', { FunctionName: 'serin-alarm', InvocationType: 'Event', Payload });
  };
  await alarmIn('us-east-1', '999999999999');
  await alarmIn('eu-west-1', '123456789012');
  await alarmIn('us-east-1', '123456789012', 'OK');
  await sandbox.advance('1s');
  expect(await notices()).toEqual([]);
  await alarmIn('us-east-1', '123456789012');
  await sandbox.advance('10s');
  await alarmIn('us-east-1', '123456789012');
  await sandbox.advance('10s');
  expect(await notices()).toEqual([expect.stringContaining('an event of checkout: a timer of checkout')]);
});

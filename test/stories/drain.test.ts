import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'examples/hooks/serin.yml' });
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const rollout = async () => (await sandbox.state()).services.calls?.rollout;
const share = (identifier: string) => sandbox.world.account.route53.share('app.example.com', 'A', identifier);
const told = async () => (await sandbox.messages()).flatMap(({ thread }) => thread.map(({ text }) => text)).join('\n');

/** Lets minutes pass in which so many calls are on each side. */
async function minutes(count: number, sessions: Readonly<Record<string, number>>): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    for (const [Value, MetricValue] of Object.entries(sessions)) {
      const datum = {
        MetricName: 'ActiveSessions',
        Dimensions: [{ Name: 'Identifier', Value }],
        Value: MetricValue,
        Timestamp: new Date(sandbox.world.clock.now()),
      };
      const command = new PutMetricDataCommand({ Namespace: 'Calls', MetricData: [datum] });
      await sandbox.world.account.clients.cloudwatch.send(command);
    }
    await sandbox.advance('1m');
  }
}

it('keeps the side before until its last call has ended, in this rollout and in the one the other way', async () => {
  await sandbox.type('carol', 'start calls canary');
  await sandbox.advance('16m');
  expect(await rollout()).toMatchObject({ status: 'draining' });
  await minutes(30, { primary: 3, canary: 90 });
  expect(await rollout()).toMatchObject({ status: 'draining' });
  await minutes(3, { primary: 0, canary: 90 });
  await sandbox.advance('3m');
  expect(await rollout()).toMatchObject({ status: 'completed' });
  expect(await told()).toContain('The old version is drained: ActiveSessions is 0.');
  expect(share('canary')).toBe(100);

  await sandbox.type('carol', 'start calls primary');
  await sandbox.advance('16m');
  await minutes(10, { primary: 90, canary: 1 });
  expect(await rollout()).toMatchObject({ status: 'draining' });
  await minutes(3, { primary: 90, canary: 0 });
  await sandbox.advance('3m');
  expect(await rollout()).toMatchObject({ status: 'completed' });
});

it('goes back while it drains, to the letter, and says how many calls are left on the canary', async () => {
  await sandbox.type('carol', 'start calls canary');
  await sandbox.advance('16m');
  await minutes(5, { primary: 3, canary: 40 });
  await sandbox.type('carol', 'rollback calls no sound');
  await minutes(8, { primary: 60, canary: 11 });
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(share('primary')).toBe(100);
  expect(await told()).toMatch(/Still on canary: ActiveSessions is (40|11)\./);
  expect(JSON.stringify((await sandbox.messages()).map(({ blocks }) => blocks))).toContain('Still on canary');
  await minutes(3, { primary: 60, canary: 0 });
  await sandbox.advance('2m');
  expect(await told()).toContain('Gone from canary: ActiveSessions is 0.');
});

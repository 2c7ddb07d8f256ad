import type { PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createChance } from '../../src/sandbox/traffic/random.ts';
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
const inChannel = async () =>
  (await sandbox.messages()).flatMap(({ text, thread }) => [text, ...thread.map((reply) => reply.text)]);
const saying = async (words: string | RegExp) => (await inChannel()).filter((text) => text.match(words) !== null);
/** What stands in the channel more than once. */
const repeated = async () => {
  const texts = await inChannel();
  return texts.filter((text, index) => text !== '' && texts.indexOf(text) !== index);
};

/** A rollout whose canary has 5% of the requests, and errs from now on where it is bad. */
async function atFive({ bad = false } = {}) {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
  expect(await weights()).toEqual([5, 5]);
  if (bad) await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.5 });
}

it('goes back on time while Slack is down, and tells each thing once when it is back', async () => {
  await atFive({ bad: true });
  sandbox.world.workspace.setDown(true);
  await sandbox.advance('4m');
  expect(await weights()).toEqual([0, 0]);
  await sandbox.advance('56m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(sandbox.world.deadLetters).toEqual([]);
  sandbox.world.workspace.setDown(false);
  await sandbox.advance('20m');
  expect(await saying(/^checkout-5xx fired at /m)).toHaveLength(1);
  expect(await saying('Rollback verified')).not.toEqual([]);
  expect(await repeated()).toEqual([]);
});

it.each([20, 50])(
  'goes back while DynamoDB throttles %i percent of all calls, and tells nothing twice',
  async (percent) => {
    await atFive({ bad: true });
    const chance = createChance(percent);
    outage.begin(
      ({ service }) => service === 'DynamoDB' && chance.uniform() < percent / 100,
      'ProvisionedThroughputExceededException',
    );
    await sandbox.advance('15m');
    expect(outage.failed()).toBeGreaterThan(1);
    expect(await weights()).toEqual([0, 0]);
    outage.end();
    await sandbox.advance('20m');
    expect(await rollout()).toMatchObject({ status: 'rolled-back' });
    expect(await saying(/^checkout-5xx fired at /m)).toHaveLength(1);
    expect(await repeated()).toEqual([]);
  },
);

it('goes back within a minute and a half after DynamoDB throttled everything for ten', async () => {
  await atFive({ bad: true });
  outage.begin(everyCallTo('DynamoDB'), 'ThrottlingException');
  await sandbox.advance('10m');
  expect(await weights()).toEqual([5, 5]);
  outage.end();
  await sandbox.advance('90s');
  expect(await weights()).toEqual([0, 0]);
  await sandbox.advance('10m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
});

it('brings one function back as soon as its API answers, an hour later, and the other at once', async () => {
  await atFive();
  const isAway = ({ service, input }: { service: string; input: unknown }) =>
    service === 'Lambda' && (input as { FunctionName?: string }).FunctionName === 'checkout-api';
  outage.begin(isAway);
  await sandbox.type('carol', 'rollback checkout');
  expect(await weights()).toEqual([5, 0]);
  await sandbox.advance('5m');
  const said = async () => (await saying(/checkout-api.*(not|away|answer|unavailable)/i)).length;
  const atOnce = await said();
  expect(atOnce).toBeGreaterThan(0);
  await sandbox.advance('62m');
  expect(await said()).toBeGreaterThan(atOnce);
  expect(await rollout()).toMatchObject({ status: 'rolling-back' });
  outage.end();
  await sandbox.advance('70s');
  expect(await weights()).toEqual([0, 0]);
  await sandbox.advance('5m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
});

it('goes back, approves and posts by its frozen copy while SSM cannot be read, as soon as a function runs that has its secrets', async () => {
  await sandbox.type('alice', 'start checkout v54');
  outage.begin(everyCallTo('SSM'), 'InternalServerError');
  await sandbox.advance('1m');
  await sandbox.type('alice', 'approve checkout');
  expect(await weights()).toEqual([0, 0]);
  await sandbox.click('bob', 'approve');
  expect(await weights()).toEqual([5, 5]);
  await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.5 });
  await sandbox.advance('4m');
  expect(await weights()).toEqual([0, 0]);
  await sandbox.advance('10m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  // The alarm function is new, and has no token for Slack yet; the worker has.
  expect(await saying(/^checkout-5xx fired at /m)).toEqual([]);
  await sandbox.type('alice', 'start checkout v55');
  expect(await lastTold('alice')).toMatch(/⛔.*SSM/);
  expect(await saying(/^checkout-5xx fired at /m)).toHaveLength(1);
});

it('goes back while EventBridge Scheduler is away, and finishes when it is back', async () => {
  await atFive({ bad: true });
  outage.begin(everyCallTo('Scheduler'));
  await sandbox.advance('4m');
  expect(await weights()).toEqual([0, 0]);
  outage.end();
  await sandbox.advance('10m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(await saying(/^checkout-5xx fired at /m)).toHaveLength(1);
});

it('raises nothing and promotes nothing while CloudWatch cannot be read, and still goes back', async () => {
  await atFive();
  outage.begin(everyCallTo('CloudWatch'), 'InternalServiceFault');
  await sandbox.advance('30m');
  expect(await weights()).toEqual([5, 5]);
  expect(await rollout()).toMatchObject({ status: 'holding' });
  await sandbox.type('alice', 'rollback checkout');
  expect(await weights()).toEqual([0, 0]);
});

/** What the bus took, oldest first, as the worker gets it. */
function onTheBus(): readonly unknown[] {
  const events: unknown[] = [];
  sandbox.world.observe({
    after: ({ operation, input, error }) => {
      if (operation !== 'PutEvents' || error !== null) return;
      for (const { Source, DetailType, Detail = '' } of (input as PutEventsCommandInput).Entries ?? []) {
        // Events of rollouts are for others; the worker's rule does not take them.
        if (DetailType === 'Command')
          events.push({ source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail) });
      }
    },
  });
  return events;
}

const deliver = (event: unknown) =>
  sandbox.world.aws('Lambda', 'Invoke', {
    ...{ FunctionName: 'serin-worker', InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) },
  });

it('changes nothing when the bus delivers everything again, late and in the wrong order', async () => {
  const events = onTheBus();
  await atFive();
  await sandbox.type('carol', 'rollback checkout enough seen');
  await sandbox.advance('10m');
  const over = await rollout();
  expect(over).toMatchObject({ status: 'rolled-back' });
  const before = await inChannel();
  expect(events).toHaveLength(3);
  for (const event of [...events.toReversed(), ...events]) {
    await deliver(event);
    await sandbox.advance('40s');
  }
  expect(await rollout()).toEqual(over);
  expect(await weights()).toEqual([0, 0]);
  expect(await inChannel()).toEqual(before);
  expect(sandbox.world.deadLetters).toEqual([]);
});

it.each([
  ['overtaken by a rollback', '1m'],
  ['older than it may be', '6m'],
])('raises nothing by an approval that the bus delays until it is %s', async (_, late) => {
  await sandbox.type('alice', 'start checkout v54');
  let isHeld = false;
  sandbox.world.observe({
    before: async ({ operation }) => {
      if (operation !== 'PutEvents' || isHeld) return;
      isHeld = true;
      await sandbox.world.clock.wait(late === '1m' ? 60_000 : 360_000);
    },
  });
  const approval = sandbox.click('bob', 'approve');
  while (!isHeld) await sandbox.advance('0s');
  if (late === '1m') await sandbox.type('alice', 'rollback checkout');
  await sandbox.advance(late);
  await approval;
  await sandbox.advance('10m');
  expect(await weights()).toEqual([0, 0]);
  expect((await rollout())?.status).toBe(late === '1m' ? 'rolled-back' : 'awaiting-approval');
});

it('goes back between environments while SSM cannot be read, and opens deployments when it can', async () => {
  await sandbox.close();
  sandbox = await aSandbox({ config: 'test/stories/environments/dns-shop.yml' });
  sandbox.world.observe(outage);
  await sandbox.advance('5m');
  await sandbox.type('alice', 'start shop v54');
  const share = () => sandbox.world.account.route53.share('shop.example.com', 'CNAME', 'shop-b');
  expect(share()).toBeGreaterThan(0);
  outage.begin(everyCallTo('SSM'), 'InternalServerError');
  await sandbox.type('alice', 'rollback shop');
  // The worker that started it still watches the name spread: the command meets a new one, without the key, and is tried again.
  await sandbox.advance('2m');
  expect(share()).toBe(0);
  await sandbox.advance('10m');
  expect(await rollout('shop')).toMatchObject({ status: 'rolled-back' });
  outage.end();
  await sandbox.advance('6m');
  expect((await sandbox.state()).environments.shop).toMatchObject({ share: 0, deployments: 'open', rollout: null });
});

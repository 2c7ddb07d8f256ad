import { GetAliasCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox();
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const rollout = async (service = 'checkout') => (await sandbox.state()).services[service]?.rollout;
const weights = async (service = 'checkout') =>
  (await sandbox.state()).services[service]?.targets.map(({ weight }) => weight);
/** What a person was told last. */
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
const channelTexts = async () =>
  (await sandbox.messages()).flatMap(({ text, thread }) => [text, ...thread.map((reply) => reply.text)]).join('\n');

async function startApproved() {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
}

async function aliases() {
  const names = ['checkout-api', 'checkout-events'];
  const found = await Promise.all(
    names.map((FunctionName) =>
      sandbox.world.account.clients.lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' })),
    ),
  );
  return found.map(({ FunctionVersion, RoutingConfig }) => [
    FunctionVersion,
    RoutingConfig?.AdditionalVersionWeights ?? {},
  ]);
}

it('takes a good version through every step and promotes it', async () => {
  await startApproved();
  expect(await weights()).toEqual([5, 5]);
  await sandbox.advance('12m');
  // At 5% of this traffic nobody knows yet whether the canary is worse.
  expect(await weights()).toEqual([5, 5]);
  await sandbox.advance('10m');
  expect(await weights()).toEqual([25, 25]);
  await sandbox.advance('16m');
  expect(await weights()).toEqual([100, 100]);
  await sandbox.advance('32m');
  expect(await rollout()).toMatchObject({ status: 'completed', canary: 'v54' });
  expect(await aliases()).toEqual([
    ['2', {}],
    ['2', {}],
  ]);
  expect(sandbox.world.deadLetters).toEqual([]);
});

it('rolls back when the alarm fires, and says which alarm and why', async () => {
  await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.5 });
  await startApproved();
  await sandbox.advance('4m');
  expect(await weights()).toEqual([0, 0]);
  await sandbox.advance('10m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(await aliases()).toEqual([
    ['1', {}],
    ['1', {}],
  ]);
  expect((await sandbox.state()).alarms['checkout-5xx']).toBe('OK');
  expect(await channelTexts()).toMatch(/checkout-5xx fired at .*: .* is [\d.]+%, limit 1%/);
});

it('moves nothing before somebody approved, and refuses the approval of who asked for it', async () => {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.type('alice', 'approve checkout');
  expect(await lastTold('alice')).toContain('⛔');
  await sandbox.advance('1h');
  expect(await rollout()).toMatchObject({ status: 'awaiting-approval' });
  expect(await weights()).toEqual([0, 0]);
});

it('refuses a second start and links to the card of the first', async () => {
  await sandbox.type('alice', 'start checkout v54');
  const first = await rollout();
  await sandbox.type('carol', 'start checkout v55');
  expect(await lastTold('carol')).toMatch(/⛔.*http[^"]*\/archives\//);
  expect((await rollout())?.id).toBe(first?.id);
});

it('refuses a version that is not there and says which are', async () => {
  await sandbox.type('alice', 'start checkout v99');
  expect(await lastTold('alice')).toMatch(/v99.*3 \(v55\), 2 \(v54\), 1 \(v53\)/);
  expect(await rollout()).toBeNull();
});

it('refuses to start while an alarm fires, and starts with force', async () => {
  await sandbox.fault({ service: 'checkout', arm: 'stable', errorRate: 0.3 });
  await sandbox.advance('5m');
  expect((await sandbox.state()).alarms['checkout-5xx']).toBe('ALARM');
  await sandbox.type('alice', 'start checkout v54');
  expect(await lastTold('alice')).toMatch(/checkout-5xx.*force/);
  expect(await rollout()).toBeNull();
  await sandbox.type('alice', 'start checkout v54 force');
  expect(await rollout()).toMatchObject({ status: 'awaiting-approval' });
});

it('moves traffic on time while Slack is down, and tells it all when Slack is back', async () => {
  await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.5 });
  await startApproved();
  sandbox.world.workspace.setDown(true);
  await sandbox.advance('4m');
  expect(await weights()).toEqual([0, 0]);
  sandbox.world.workspace.setDown(false);
  await sandbox.advance('30m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(await channelTexts()).toContain('checkout-5xx fired at ');
  expect(await channelTexts()).toContain('Rollback verified');
});

it('sends users of a name to the canary and back', async () => {
  await sandbox.type('carol', 'start calls canary');
  await sandbox.advance('3m');
  expect(await weights('calls')).toEqual([10]);
  await sandbox.type('carol', 'rollback calls enough seen');
  expect(await weights('calls')).toEqual([0]);
  await sandbox.advance('10m');
  expect(await rollout('calls')).toMatchObject({ status: 'rolled-back' });
  const { route53 } = sandbox.world.account;
  expect(route53.share('app.example.com', 'A', 'primary')).toBe(100);
});

it('does not let a worker that was held undo a rollback', async () => {
  const late: (string | null)[] = [];
  let isHeld = false;
  const isShift = (operation: string, input: unknown) =>
    operation === 'ChangeResourceRecordSets' && JSON.stringify(input).includes('"Action":"CREATE"');
  sandbox.world.observe({
    before: async ({ operation, input }) => {
      if (isHeld || !isShift(operation, input)) return;
      isHeld = true;
      await sandbox.world.clock.wait(10_000);
    },
    after: ({ operation, input, error }) => {
      if (isShift(operation, input)) late.push(error);
    },
  });
  await sandbox.type('carol', 'start calls canary');
  await sandbox.type('carol', 'rollback calls');
  await sandbox.advance('15s');
  expect(late).toEqual(['InvalidChangeBatch']);
  await sandbox.advance('10m');
  expect(await weights('calls')).toEqual([0]);
  expect(await rollout('calls')).toMatchObject({ status: 'rolled-back' });
});

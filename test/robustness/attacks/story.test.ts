import { afterAll, beforeAll, expect, it } from 'vitest';
import { actionId, encodeValue } from '../../../src/adapters/slack/views/parts/button.ts';
import { directCall } from './caller.ts';
import { people } from './people.ts';
import { openPremises, type Premises } from './premises.ts';
import { leaksIn } from './secrets.ts';

let premises: Premises;
beforeAll(async () => {
  premises = await openPremises(['slack', 'worker', 'alarm', 'timer', 'discovery']);
});
afterAll(() => premises.close());

const rolloutOf = async (service: string) => {
  const rollout = (await premises.records.load(service))?.rollout ?? null;
  if (rollout === null) throw new Error(`${service} has no rollout`);
  return rollout;
};

async function says(saying: Promise<{ readonly statusCode: number; readonly body: string }>) {
  const { statusCode } = await saying;
  expect(statusCode).toBe(200);
  await premises.deliver();
}

/** The answer of the hook that was called last, with the token that it was given. */
function hookAnswer() {
  const called = premises.sent.filter(({ what, body }) => what === 'Invoke' && body !== '').at(-1);
  const { service, rollout, step, call, token } = JSON.parse(called?.body ?? '');
  const detail = { v: 1, service, rollout, step, call, ok: true, text: 'smoke passed', token };
  return { 'detail-type': 'Hook Answer', source: 'serin.hook', detail };
}

async function asks(body: Parameters<typeof directCall>[1]) {
  const { thrown } = await premises.invoke('worker', await directCall('pipeline', body, { now: premises.now() }));
  expect(thrown).toBeUndefined();
}

async function arms() {
  const query = { rawPath: '/discovery/checkout', rawQueryString: 'user=u1', headers: {} };
  const event = { ...query, requestContext: { stage: '$default', http: { method: 'GET' } } };
  await premises.invoke('discovery', event);
}

it('tells no secret in two rollouts, with Slack and LaunchDarkly away for a while, at the level of debugging', async () => {
  const { alice, bob } = people(premises);
  await says(alice.types('start checkout v54 yes'));
  const { id, step, phase } = await rolloutOf('checkout');
  const since = phase.status === 'awaiting-approval' ? phase.openedAt : 0;
  await says(bob.clicks(actionId('approve'), encodeValue({ service: 'checkout', rollout: id, step, since })));
  await says(alice.types('start lobby on yes'));
  expect(await rolloutOf('checkout')).toMatchObject({ weight: 5, phase: { status: 'hooking' } });
  expect(await rolloutOf('lobby')).toMatchObject({ weight: 10 });
  await arms();

  expect(await premises.invoke('worker', hookAnswer())).not.toHaveProperty('thrown');
  expect(await premises.invoke('worker', hookAnswer())).not.toHaveProperty('thrown');
  expect(await rolloutOf('checkout')).toMatchObject({ phase: { status: 'baking' } });

  premises.workspace.setDown(true);
  premises.cloud.flags.onCall(() => ({ status: 500, body: { message: 'away' } }));
  await asks({ name: 'status', service: 'checkout', rollout: null });
  await says(bob.types('status checkout'));
  premises.cloud.alarm('lobby-5xx', 'ALARM');
  await premises.deliver();
  await premises.pass(2);
  expect(await rolloutOf('lobby')).toMatchObject({ phase: { status: 'rolling-back' } });

  premises.workspace.setDown(false);
  premises.cloud.flags.onCall(() => null);
  await premises.pass(12);
  expect(await rolloutOf('lobby')).toMatchObject({ phase: { status: 'rolled-back' } });
  expect(await rolloutOf('checkout')).toMatchObject({ weight: 100, phase: { status: 'completed' } });

  premises.cloud.alarm('checkout-5xx', 'ALARM');
  await premises.deliver();
  await asks({ name: 'rollback', service: 'checkout', text: 'again' });
  await premises.deliver();
  await arms();

  const to = new Set(premises.sent.map((one) => one.to));
  expect([...to].sort()).toEqual([
    'CloudWatch',
    'DynamoDB',
    'EventBridge',
    'Lambda',
    'SSM',
    'Scheduler',
    'hooks',
    'launchdarkly',
    'slack',
    'sts',
  ]);
  expect(premises.outside()).toEqual([]);
  const { discovery: _, ...speaking } = premises.written();
  expect(Object.entries(speaking).filter(([, text]) => text === '')).toEqual([]);
  expect(leaksIn(premises)).toEqual([]);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ArmReadings } from '../../../src/ports/health/monitoring.ts';
import { createComparisonParts } from '../../../src/sandbox/live/comparison-part.ts';
import { type ASandbox, aSandbox } from '../a-sandbox.ts';

type Arms = Pick<ArmReadings, 'minutes'>;

/** A CloudWatch that knows nothing any more, as after a restart of the sandbox, and one that does not answer. */
const NO_METRICS: Arms = { minutes: async () => [] };
const UNREADABLE: Arms = { minutes: () => Promise.reject(new Error('no answer')) };

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox();
});
afterEach(() => sandbox.close());

const rolloutOf = async (service: string) => (await sandbox.world.records.load(service))!.rollout!;

async function compare(arms: Arms = sandbox.world.account.arms) {
  return (await createComparisonParts(arms, sandbox.world.history)(await rolloutOf('checkout')))!;
}

async function bakeFor(duration: string): Promise<void> {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
  await sandbox.advance(duration);
}

/** Makes the canary slow, but not so slow that an alarm fires. */
async function slowCanary(): Promise<void> {
  await sandbox.advance('5m');
  await bakeFor('4m');
  await sandbox.fault({ service: 'checkout', arm: 'canary', latencyMs: 160 });
  await sandbox.advance('8m');
}

it('has the tests and no verdict before the canary has traffic', async () => {
  await sandbox.advance('5m');
  await sandbox.type('alice', 'start checkout v54');
  expect(await compare()).toEqual({
    kind: 'comparison',
    service: 'checkout',
    versions: { canary: 'v54', stable: 'v53' },
    verdict: null,
    unreadSince: null,
    ended: null,
    guard: null,
    tests: [
      { name: 'errors', isCount: true, crossedAt: null },
      { name: 'latency', isCount: false, crossedAt: null },
    ],
    minutes: [],
    left: 0,
    isProven: true,
  });
});

it('has the words of the card, and every minute with the evidence after it', async () => {
  await slowCanary();
  const { analysis, phase } = await rolloutOf('checkout');
  const { through, given, tests } = analysis!.verdict!;
  const { verdict, minutes, isProven, tests: shown, ended } = await compare();
  expect(ended).toBeNull();
  expect(verdict).toMatchObject({ outcome: 'unhealthy', short: 'worse than v53', through });
  // The reason of the rollback is on the card.
  const { reason } = phase as { readonly reason: { readonly detail: string } };
  expect(verdict?.text).toBe(`${reason.detail}.`);
  expect(verdict?.exposure).toMatch(/requests met v54; .* because of it/);
  expect(isProven).toBe(true);
  expect(minutes).toHaveLength(given);
  expect(minutes.at(-1)?.at).toBe(through - 60_000);
  const { crossedAt } = shown[1]!;
  expect(crossedAt).toBe(tests[1]!.crossedAt);
  expect(minutes.filter((minute) => minute.tests.latency?.isCrossed).map(({ at }) => at)[0]).toBe(crossedAt);
});

it('has ended, and says why, where something else than the verdict rolled back', async () => {
  await bakeFor('5m');
  expect((await compare()).ended).toBeNull();
  await sandbox.type('bob', 'rollback checkout too slow');
  const { ended, verdict } = await compare();
  expect(ended).toBe(
    'The comparison ended with the rollback of v54: bob asked for it: too slow. The last verdict came before it.',
  );
  expect(verdict?.outcome).toBe('inconclusive');
});

it('is the same object while the verdict is the same, and is read once for it', async () => {
  await bakeFor('5m');
  const { arms } = sandbox.world.account;
  let reads = 0;
  const part = createComparisonParts(
    {
      minutes: (...asked) => {
        reads += 1;
        return arms.minutes(...asked);
      },
    },
    sandbox.world.history,
  );
  const first = await part(await rolloutOf('checkout'));
  expect(await part(await rolloutOf('checkout'))).toBe(first);
  expect(reads).toBe(1);
  await sandbox.advance('1m');
  expect(await part(await rolloutOf('checkout'))).not.toBe(first);
});

it('takes the series that is stored with a verdict where the metrics are gone', async () => {
  await slowCanary();
  const now = await compare();
  expect(await compare(NO_METRICS)).toEqual(now);
  expect(await compare(UNREADABLE)).toEqual(now);
});

it('says that minutes are gone, and shows no evidence that the verdict was not made from', async () => {
  await bakeFor('6m');
  const gone = await compare(NO_METRICS);
  expect(gone).toMatchObject({ minutes: [], isProven: false, verdict: { outcome: 'inconclusive' } });
  const { arms } = sandbox.world.account;
  const late = await compare({ minutes: async (...asked) => (await arms.minutes(...asked)).slice(2) });
  expect(late.isProven).toBe(false);
  expect(late.minutes.map(({ tests }) => tests)).toEqual(late.minutes.map(() => ({})));
  expect(late.minutes.at(-1)?.canary?.requests).toBeGreaterThan(0);
});

it('is not there for a service whose metrics do not tell both versions apart', async () => {
  await sandbox.type('alice', 'start calls v54');
  expect(
    await createComparisonParts(sandbox.world.account.arms, sandbox.world.history)(await rolloutOf('calls')),
  ).toBeNull();
});

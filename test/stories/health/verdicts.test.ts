import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/program.ts';
import { openSandbox } from '../../../src/sandbox/outside.ts';
import { fakeTerminal } from '../../cli/fake-terminal.ts';
import { noAccount } from '../../cli/no-account.ts';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'test/stories/health/verdicts.yml' });
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const rollout = async (service = 'checkout') => (await sandbox.state()).services[service]?.rollout;
const alarm = async (name: string) => (await sandbox.state()).alarms[name];
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
const thread = async () =>
  (await sandbox.messages()).flatMap((message) => message.thread.map(({ text }) => text)).join('\n');
const card = async (service = 'checkout') =>
  JSON.stringify((await sandbox.messages()).find(({ text }) => text.startsWith(`${service} v`)));

/** Lets one arm fail from now on. */
const fails = (arm: 'stable' | 'canary', errorRate: number) => sandbox.fault({ service: 'checkout', arm, errorRate });
const fail = async (errorRate: number) => {
  await fails('stable', errorRate);
  await fails('canary', errorRate);
};
/** Recomputes the verdict that decided, from the record in DynamoDB. */
async function explain(...words: readonly string[]) {
  const terminal = fakeTerminal({});
  const worker = async (name: string) => (await openSandbox(sandbox.url, 'pipeline')).worker(name);
  const code = await run(['explain', ...words], terminal, { ...noAccount, worker }, 'serin');
  return { code, text: [...terminal.printed, ...terminal.complained].join('\n') };
}
const PROVEN = 'Recomputed from the stored series: the same verdict.';
/** A version that is as good as the one before. */
const HEALTHY = 0.0005;

describe('a fault that no alarm sees', () => {
  it('is found at the first share, with the numbers of both versions, and goes back by itself', async () => {
    await fails('canary', 0.05);
    await sandbox.type('alice', 'start checkout v54');
    await sandbox.advance('20m');
    expect(await rollout()).toMatchObject({ status: 'rolled-back' });
    expect(await thread()).toMatch(
      /Rolls back from 10%, because v54 fails more often than v53: [\d.]+% \(\d+ of [\d,]+ requests\) against [\d.]+%/,
    );
    const told = (await sandbox.messages()).filter(({ text }) => text.includes('was rolled back from 10%'));
    expect(told.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^↩️ checkout v54 was rolled back from 10%: v54 fails more often than v53: [\d.]+% .* against [\d.]+%\. All traffic is on v53 since \d\d:\d\d UTC\. You need to do nothing\. .* requests met v54; about \d+ of them failed because of it\.\n<@U\w+>$/,
      ),
    ]);
    expect(await card()).toMatch(/The limit was crossed at/);
    expect(await thread()).not.toContain('checkout-5xx fired at ');
    expect(await alarm('checkout-5xx')).toBe('OK');
    expect(await thread()).toMatch(/Errors: so far: \d+ · expected: [\d.]+ · limit: \d+ · crossed: \S+ \S+ UTC/);
    expect(await explain('checkout')).toEqual({ code: 0, text: expect.stringContaining(PROVEN) });
  });
});

describe('a good version', () => {
  it('goes on as soon as it is known to be healthy, and completes', async () => {
    await sandbox.type('alice', 'start checkout v54');
    await sandbox.advance('4m');
    expect(await rollout()).toMatchObject({ status: 'baking', weight: 10 });
    await sandbox.advance('16m');
    expect(await rollout()).toMatchObject({ weight: 50 });
    await sandbox.advance('30m');
    expect(await rollout()).toMatchObject({ status: 'completed' });
    expect(await thread()).toMatch(/requests met v54/);
    const { code, text } = await explain('checkout');
    expect([code, text]).toEqual([0, expect.stringContaining(PROVEN)]);
    expect(text).toMatch(/\nVerdict: healthy\. v54 is not worse than v53: /);
  });

  it('is not blamed for an incident that both versions share, and goes on when it is over', async () => {
    await sandbox.type('alice', 'start checkout v54');
    await sandbox.advance('13m');
    expect(await rollout()).toMatchObject({ status: 'baking', weight: 50 });
    await fail(0.2);
    await sandbox.advance('6m');
    expect(await alarm('checkout-5xx')).toBe('ALARM');
    expect(await rollout()).toMatchObject({ status: 'holding', weight: 50 });
    expect(await thread()).toMatch(
      /The alarm checkout-5xx is firing.*v54 fails.*so it is not this release\. Serin holds and asks/,
    );

    await fail(HEALTHY);
    await sandbox.advance('10m');
    expect(await alarm('checkout-5xx')).toBe('OK');
    await sandbox.type('alice', 'resume checkout');
    await sandbox.advance('25m');
    expect(await rollout()).toMatchObject({ status: 'completed' });
  });
});

describe('a version that is the fix', () => {
  it('is refused while the alarm fires, and starts as the fix: judged by the comparison only', async () => {
    await fails('stable', 0.2);
    await sandbox.advance('5m');
    await sandbox.type('alice', 'start checkout v54');
    expect(await lastTold('alice')).toMatch(/checkout-5xx.*fix/);
    expect(await rollout()).toBeNull();

    await sandbox.type('alice', 'start checkout v54 fix');
    await sandbox.advance('8m');
    expect(await rollout()).toMatchObject({ weight: 50 });
    expect(await alarm('checkout-5xx')).toBe('ALARM');
    await sandbox.advance('10m');
    expect(await rollout()).toMatchObject({ weight: 100 });
  });
});

describe('an incident of the old version alone', () => {
  it('holds, and whoever resumes goes on with the canary as the fix while the alarm still fires', async () => {
    await sandbox.type('alice', 'start checkout v54');
    await sandbox.advance('8m');
    expect(await rollout()).toMatchObject({ status: 'baking', weight: 10 });
    await fails('stable', 0.2);
    await sandbox.advance('5m');
    expect(await rollout()).toMatchObject({ status: 'holding', weight: 10 });
    expect(await thread()).toContain('v54 may be the fix. Serin holds and asks: resume to go on with v54 as the fix');

    await sandbox.type('alice', 'resume checkout');
    await sandbox.advance('25m');
    expect(await thread()).toContain('alice goes on with v54 as the fix.');
    expect(await rollout()).toMatchObject({ weight: 100 });
  });
});

describe('a share with too little traffic', () => {
  it('is told before the start, and at the end of the wait a person is asked', async () => {
    await sandbox.type('alice', 'start quiet v54');
    expect(await lastTold('alice')).toMatch(/It will hold and ask before the first raise/);
    await sandbox.advance('6m');
    expect(await rollout('quiet')).toMatchObject({ status: 'baking', weight: 1 });
    await sandbox.advance('6m');
    expect(await rollout('quiet')).toMatchObject({ status: 'holding', weight: 1 });
    expect(await thread()).toMatch(
      /too early to tell whether v54 is worse.*The bake is over, so Serin holds and asks: resume to go on without knowing/,
    );
    expect(await explain('quiet')).toEqual({ code: 0, text: expect.stringContaining(PROVEN) });

    await sandbox.type('bob', 'resume quiet');
    await sandbox.advance('12m');
    expect(await rollout('quiet')).toMatchObject({ status: 'completed' });
  });
});

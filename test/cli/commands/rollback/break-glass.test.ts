import { describe, expect, it } from 'vitest';
import { toLoaders } from '../../../../src/adapters/shared/lazy.ts';
import { breakGlass } from '../../../../src/cli/commands/rollback/break-glass.ts';
import { breakGlassDepsWith } from '../../../../src/compose/cli/break-glass.ts';
import { WRITER_LIFETIME_MS } from '../../../../src/domain/timing.ts';
import type { Observer } from '../../../../src/sandbox/cloud/attach.ts';
import { aRecord } from '../../../adapters/targets/route53/world.ts';
import { aClock } from '../../../adapters/targets/support/a-clock.ts';
import { aKeyValueStore, aLambda, aRoute53 } from '../../../adapters/targets/support/aws-clients.ts';
import { noEcs } from '../../../support/no-ecs.ts';
import { noElb } from '../../../support/no-elb.ts';
import { noLaunchDarkly } from '../../../support/no-launchdarkly.ts';
import { aBrokenRollout, before } from '../../a-broken-rollout.ts';
import { fakeTerminal } from '../../fake-terminal.ts';

const ZONE = 'Z0123456789';

async function aWorld(observer: Observer = {}) {
  const clock = aClock();
  const lambda = aLambda(clock, observer);
  const route53 = aRoute53(clock, observer);
  route53.cloud.createZone({ id: ZONE, name: 'example.com' });
  const world = await aBrokenRollout({ lambda: lambda.client, route53: route53.client }, ZONE, clock);
  return { ...world, lambda: lambda.cloud, route53: route53.cloud };
}

describe('serin rollback --from', () => {
  it('brings every target back to its baseline to the letter, and says so of each', async () => {
    const world = await aWorld();
    const { code, out } = await world.rollback();
    expect(code).toBe(0);
    expect(await world.look()).toEqual(before);
    expect(out).toContain('✓ lambda-alias checkout-api:live: as its baseline');
    expect(out).toContain(`✓ route53 app.example.com A ${ZONE}: as its baseline`);
  });

  it('shows where, what is and what will be, warns, and writes nothing when nobody agrees', async () => {
    const world = await aWorld();
    const is = await world.look();
    const { code, out, err } = await world.rollback({ yes: false }, { answer: async () => 'no' });
    expect(code).toBe(1);
    expect(await world.look()).toEqual(is);
    expect(out).toContain('2 targets in the account 123456789012, us-east-1.');
    expect(out).toContain('    is: 25% on the canary, 2 (v54)');
    expect(out).toContain('    will be: everything on 1 (v53), as its baseline');
    expect(err).toContain('IS SERIN ALIVE? Then use /canary rollback checkout instead.');
    expect(err).toContain('Nothing was written.');
  });

  it('takes the canary to 0 at once, and restores the letter only when no earlier writer is alive', async () => {
    const writes: (readonly [at: number, operation: string])[] = [];
    const clock = { now: () => 0 };
    const world = await aWorld({
      after: ({ operation }) => {
        if (/^(Update|Change)/.test(operation)) writes.push([clock.now(), operation]);
      },
    });
    clock.now = world.clock.now;
    const began = world.clock.now();
    writes.length = 0;
    await world.rollback();
    expect(
      writes
        .filter(([at]) => at === began)
        .map(([, operation]) => operation)
        .toSorted(),
    ).toEqual(['ChangeResourceRecordSets', 'UpdateAlias']);
    expect(writes.filter(([at]) => at > began)).toEqual([[began + WRITER_LIFETIME_MS, 'ChangeResourceRecordSets']]);
  });

  it('brings back once more what a late writer shifted up in between', async () => {
    const world = await aWorld();
    const { wait } = world.clock;
    let isLate = true;
    world.clock.wait = async (ms) => {
      await wait(ms);
      if (!isLate) return;
      isLate = false;
      await world.point('1', { 2: 0.5 });
      await world.put(aRecord('primary', 100), aRecord('canary', 100));
    };
    expect((await world.rollback()).code).toBe(0);
    expect(await world.look()).toEqual(before);
  });

  it('begins a restore anew when somebody writes between its reading and its writing', async () => {
    let meddle: (() => Promise<void>) | null = null;
    const world = await aWorld({
      async before({ operation, input }) {
        const [first] = (input as { ChangeBatch?: { Changes: { Action: string }[] } }).ChangeBatch?.Changes ?? [];
        if (meddle === null || operation !== 'ChangeResourceRecordSets' || first?.Action !== 'DELETE') return;
        const now = meddle;
        meddle = null;
        await now();
      },
    });
    let wasLate = false;
    meddle = async () => {
      wasLate = true;
      await world.put(aRecord('primary', 7), aRecord('canary', 7));
    };
    expect((await world.rollback()).code).toBe(0);
    expect(wasLate).toBe(true);
    expect(await world.look()).toEqual(before);
  });

  it('brings back a rollout that was promoted', async () => {
    const world = await aWorld();
    await world.point('2', {});
    await world.put(aRecord('primary', 0), aRecord('canary', 100));
    expect((await world.rollback()).code).toBe(0);
    expect(await world.look()).toEqual(before);
  });

  it('writes nothing and waits for nothing when everything is as its baseline', async () => {
    const world = await aWorld();
    await world.rollback();
    const now = world.clock.now();
    const { code, out } = await world.rollback({ yes: false });
    expect({ code, waited: world.clock.now() - now }).toEqual({ code: 0, waited: 0 });
    expect(out).toContain('✓ lambda-alias checkout-api:live: as its baseline');
  });

  it('goes on with the others when one cannot be brought back, and ends with 1', async () => {
    const world = await aWorld();
    world.lambda.deleteFunction('checkout-api');
    const { code, out } = await world.rollback();
    expect(code).toBe(1);
    expect(out).toMatch(/✗ lambda-alias checkout-api:live: Lambda refused .*\n {4}→ Correct that and run/);
    expect(out).toContain(`✓ route53 app.example.com A ${ZONE}: as its baseline`);
  });

  it('takes the weights of what somebody changed back and keeps the change, without --overwrite', async () => {
    const world = await aWorld();
    await world.point('3', { 2: 0.25 });
    await world.put({ ...aRecord('primary', 150), ResourceRecords: [{ Value: '9.9.9.9' }] });
    const { code, out } = await world.rollback();
    expect(code).toBe(1);
    const { alias, records, values } = await world.look();
    expect(alias).toEqual({ version: '3', weights: {} });
    expect(records.canary).toBe(0);
    expect(values.primary).toBe('9.9.9.9');
    expect(out).toContain('will be: 0% on the canary, the rest left as it is; --overwrite writes the baseline over it');
    expect(out).toMatch(/✗ route53 .*somebody changed it: primary now answers 9\.9\.9\.9, it was 1\.2\.3\.4/);
    expect(out).toContain('add --overwrite');
  });

  it('writes the baseline over what somebody changed with --overwrite', async () => {
    const world = await aWorld();
    await world.point('3', { 2: 0.25 });
    await world.put({ ...aRecord('primary', 150), ResourceRecords: [{ Value: '9.9.9.9' }] });
    expect((await world.rollback({ overwrite: true })).code).toBe(0);
    expect(await world.look()).toEqual(before);
  });

  it('prints JSON of what is without writing, and of what became of it with --yes', async () => {
    const world = await aWorld();
    const looked = await world.rollback({ json: true, yes: false });
    expect(looked.code).toBe(1);
    expect(JSON.parse(looked.out)).toMatchObject({
      v: 1,
      service: 'checkout',
      ok: false,
      targets: [{ ok: false, is: '25% on the canary, 2 (v54)' }, { ok: false }],
    });
    const done = await world.rollback({ json: true });
    expect(done.code).toBe(0);
    expect(JSON.parse(done.out)).toMatchObject({
      ok: true,
      targets: [{ ok: true, was: '25% on the canary, 2 (v54)', is: 'as its baseline', weight: 0, remedy: null }, {}],
    });
  });

  it('stops between its halves when it is interrupted, and finishes when it is run again', async () => {
    const world = await aWorld();
    const interruption = new AbortController();
    const { wait } = world.clock;
    world.clock.wait = async (ms) => {
      interruption.abort();
      await wait(ms);
    };
    const { code, err } = await world.rollback({}, { signal: interruption.signal });
    expect(code).toBe(130);
    expect(err).toContain('Run the same command again to finish');
    const { alias, records } = await world.look();
    expect({ alias, canary: records.canary }).toEqual({ alias: before.alias, canary: 0 });
    expect(records.primary).not.toBe(100);
    expect((await world.rollback()).code).toBe(0);
    expect(await world.look()).toEqual(before);
  });

  it('takes the baseline from a pipe', async () => {
    const world = await aWorld();
    expect((await world.rollback({ from: '-' }, { input: world.baseline, files: {} })).code).toBe(0);
    expect(await world.look()).toEqual(before);
  });

  it('opens nothing for a file that is not whole', async () => {
    const terminal = fakeTerminal({ files: { x: '{}' } });
    const options = { from: 'x', yes: true, overwrite: false, json: false };
    const code = await breakGlass(options, terminal, () => Promise.reject(new Error('opened')));
    expect(code).toBe(1);
    expect(terminal.complained).toContain('Nothing was read or written.');
  });

  it.each([
    ['CredentialsProviderError', 'Could not load credentials', 'No AWS credentials were found.'],
    ['Error', 'Region is missing', 'No AWS region is set.'],
  ])('says what to do about the account (%s)', async (name, message, said) => {
    const world = await aWorld();
    const terminal = fakeTerminal({ files: { x: world.baseline } });
    const options = { from: 'x', yes: true, overwrite: false, json: false };
    const { lambda, route53 } = toLoaders({ lambda: aLambda(aClock()).client, route53: aRoute53(aClock()).client });
    const { load: keyValueStore } = aKeyValueStore(aClock());
    const clients = { lambda, route53, keyValueStore, elb: noElb, ecs: noEcs, launchdarkly: noLaunchDarkly };
    const deps = breakGlassDepsWith({ ...clients, clock: aClock() }, async () => {
      throw Object.assign(new Error(message), { name });
    });
    await expect(breakGlass(options, terminal, async () => deps)).rejects.toThrow(said);
  });

  it('says in one line when AWS does not take the credentials', async () => {
    const refusing = {
      before: () => Promise.reject(Object.assign(new Error('expired'), { name: 'ExpiredTokenException' })),
    };
    const world = await aWorld();
    const clock = aClock();
    const deps = breakGlassDepsWith(
      {
        ...toLoaders({ lambda: aLambda(clock, refusing).client, route53: aRoute53(clock, refusing).client }),
        keyValueStore: aKeyValueStore(clock, refusing).load,
        elb: noElb,
        ecs: noEcs,
        launchdarkly: noLaunchDarkly,
        clock,
      },
      async () => 'here',
    );
    const terminal = fakeTerminal({ files: { x: world.baseline } });
    const options = { from: 'x', yes: true, overwrite: false, json: false };
    await expect(breakGlass(options, terminal, async () => deps)).rejects.toThrow('AWS does not take the credentials');
  });
});

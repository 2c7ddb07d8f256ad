import {
  ChangeResourceRecordSetsCommand,
  type ChangeResourceRecordSetsCommandInput,
  NoSuchHealthCheck,
  PriorRequestNotComplete,
  type ResourceRecordSet,
  type Route53Client,
  ThrottlingException,
} from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';
import { createRoute53Target } from '../../../../src/adapters/targets/route53/target.ts';
import type { TargetState } from '../../../../src/domain/rollout/record.ts';
import type { Call, Observer } from '../../../../src/sandbox/cloud/attach.ts';
import { aClock, type TestClock } from '../support/a-clock.ts';
import { anAsk, anObservation, aTarget } from '../support/a-target.ts';
import { aRoute53 } from '../support/aws-clients.ts';
import { aRecord, aRoute53Config } from './world.ts';

const WAY = { reversals: 1, promotionBegan: false };

/** Zones with some names, each split between `primary` and `canary`, 100 to 0. */
async function aWorld(names: Readonly<Record<string, readonly string[]>>, observer: Observer = {}) {
  const clock = aClock();
  const calls: Call[] = [];
  const { cloud, client } = aRoute53(clock, {
    ...observer,
    after(call) {
      calls.push(call);
    },
  });
  const target = createRoute53Target({ client, clock });
  const targets = await Promise.all(
    Object.entries(names).flatMap(([zone, records]) => {
      cloud.createZone({ id: zone, name: `${zone.toLowerCase()}.com` });
      return records.map(async (record) => {
        const Name = `${record}.${zone.toLowerCase()}.com.`;
        cloud.createRecord(zone, aRecord('primary', 100, { Name }));
        cloud.createRecord(zone, aRecord('canary', 0, { Name }));
        const config = { ...aRoute53Config(zone), record: Name.slice(0, -1) };
        return aTarget(config, await target.inspect(anAsk(config)));
      });
    }),
  );
  calls.length = 0;
  return { clock, cloud, client, target, targets, calls };
}

/** The change batches that were sent, as names of zones and numbers of changes. */
function batches(calls: readonly Call[]): readonly string[] {
  return calls
    .filter(({ operation }) => operation === 'ChangeResourceRecordSets')
    .map(({ input, error }) => {
      const { HostedZoneId, ChangeBatch } = input as ChangeResourceRecordSetsCommandInput;
      return `${HostedZoneId} ${ChangeBatch?.Changes?.length} ${error ?? 'taken'}`;
    });
}

function failing(times: number, error: () => Error): Observer {
  let left = times;
  return {
    before({ operation }) {
      if (operation !== 'ChangeResourceRecordSets' || left === 0) return;
      left -= 1;
      throw error();
    },
  };
}

function changesIn({ input }: Pick<Call, 'input'>): readonly ResourceRecordSet[] {
  const { ChangeBatch } = input as ChangeResourceRecordSetsCommandInput;
  return (ChangeBatch?.Changes ?? []).map(({ ResourceRecordSet }) => ResourceRecordSet as ResourceRecordSet);
}

/** Refuses, as Route 53 does, every batch with a record that some condition is true of. */
function refusing(error: () => Error, isRefused: (record: ResourceRecordSet) => boolean): Observer {
  return {
    before(call) {
      if (call.operation === 'ChangeResourceRecordSets' && changesIn(call).some(isRefused)) throw error();
    },
  };
}

/** Somebody writes a record by hand, past Serin. */
function byHand(client: Route53Client, zone: string, ...records: readonly ResourceRecordSet[]) {
  const Changes = records.map((ResourceRecordSet) => ({ Action: 'UPSERT' as const, ResourceRecordSet }));
  return client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }));
}

const noSuchCheck = () => new NoSuchHealthCheck({ message: 'No health check exists with ID gone', $metadata: {} });
const denied = () => Object.assign(new Error('not authorized'), { name: 'AccessDenied' });

const busy = () => new PriorRequestNotComplete({ message: 'the zone is busy', $metadata: {} });

describe('the way back in Route 53', () => {
  it('writes all records of a zone in one batch, without reading', async () => {
    const { target, targets, calls } = await aWorld({ ZA: ['a', 'b', 'c'], ZB: ['d'] });
    expect(await target.back(targets, WAY)).toHaveLength(4);
    expect(calls.map(({ operation }) => operation)).toEqual(Array(2).fill('ChangeResourceRecordSets'));
    expect([...batches(calls)].sort()).toEqual(['ZA 6 taken', 'ZB 2 taken']);
  });

  it('gives the results in the order of the targets', async () => {
    const { target, targets, cloud } = await aWorld({ ZA: ['a'], ZB: ['b'], ZC: ['c'] });
    cloud.deleteZone('ZB');
    const results = await target.back(targets, WAY);
    expect(results.map((result) => ('fault' in result ? result.fault.code : 'back'))).toEqual([
      'back',
      'NoSuchHostedZone',
      'back',
    ]);
  });

  it('brings the others back when Route 53 refuses the record of one', async () => {
    const { target, targets, calls } = await aWorld({ ZA: ['a', 'b', 'c'] });
    const [first, second, third] = targets;
    const broken = { ...second!, frozen: { stable: { ...aRecord('primary', 1), TTL: null }, canary: aRecord('x', 0) } };
    const elsewhere = JSON.parse(JSON.stringify(broken).replaceAll('app.example.com', 'app.example.org'));
    const results = await target.back([first!, elsewhere, third!], WAY);
    expect(results).toMatchObject([
      { change: expect.any(String) },
      { fault: { code: 'InvalidChangeBatch', permanent: true } },
      { change: expect.any(String) },
    ]);
    expect(batches(calls)).toEqual(['ZA 6 InvalidChangeBatch', 'ZA 2 taken', 'ZA 2 InvalidChangeBatch', 'ZA 2 taken']);
  });

  it.each([
    ['NoSuchHealthCheck', noSuchCheck],
    ['AccessDenied', denied],
  ])('brings the others back when the record of one is refused with %s', async (code, error) => {
    const refused = refusing(error, ({ Name, Weight }) => Name === 'b.za.com.' && Weight !== 30);
    const { target, targets, calls, client } = await aWorld({ ZA: ['a', 'b', 'c'] }, refused);
    await byHand(client, 'ZA', aRecord('canary', 30, { Name: 'b.za.com.' }));
    calls.length = 0;
    expect(await target.back(targets, WAY)).toMatchObject([
      { change: expect.any(String) },
      { fault: { code, permanent: true } },
      { change: expect.any(String) },
    ]);
    expect(batches(calls)).toEqual([`ZA 6 ${code}`, 'ZA 2 taken', `ZA 2 ${code}`, 'ZA 2 taken']);
  });

  describe('when the health check of a record was deleted in mid-rollout', () => {
    /** The canary has 30% and a health check that is gone. */
    async function aDeadCheck() {
      let isGone = false;
      const world = await aWorld(
        { ZA: ['a'] },
        refusing(noSuchCheck, ({ HealthCheckId }) => isGone && HealthCheckId === 'h-1'),
      );
      const [stable, canary] = ['primary', 'canary'].map((id) => aRecord(id, 0, { Name: 'a.za.com.' }));
      const baseline = { stable: { ...stable!, Weight: 100 }, canary: { ...canary!, HealthCheckId: 'h-1' } };
      await byHand(world.client, 'ZA', { ...stable!, Weight: 70 }, { ...baseline.canary, Weight: 30 });
      isGone = true;
      return { ...world, canary: canary!, state: { ...world.targets[0]!, frozen: baseline as never } };
    }

    it('says so, and what to do', async () => {
      const { target, state } = await aDeadCheck();
      expect(await target.back([state], WAY)).toMatchObject([
        { fault: { code: 'NoSuchHealthCheck', permanent: true, message: expect.stringMatching(/off the record/) } },
      ]);
    });

    it('goes back with the next try after somebody took the check off', async () => {
      const { target, state, client, canary } = await aDeadCheck();
      await byHand(client, 'ZA', { ...canary, Weight: 30 });
      expect(await target.back([state], WAY)).toMatchObject([{ change: expect.any(String) }]);
      const drift = 'canary has the health check none, it was h-1';
      expect(await target.read(state)).toMatchObject({ weight: 0, drift });
    });
  });

  it('takes a target for back that somebody brought back by hand although every write is refused', async () => {
    const { target, targets, calls } = await aWorld(
      { ZA: ['a'] },
      refusing(denied, () => true),
    );
    expect(await target.back(targets, WAY)).toEqual([{ change: null }]);
    expect(calls.map(({ operation }) => operation)).toEqual(['ChangeResourceRecordSets', 'ListResourceRecordSets']);
  });

  it('keeps what it does not know: health checks and values that somebody else changed', async () => {
    const { target, targets, client, clock } = await aWorld({ ZA: ['a'] });
    const [state] = targets;
    const foreign = aRecord('canary', 30, {
      Name: 'a.za.com.',
      HealthCheckId: 'h-1',
      ResourceRecords: [{ Value: '9.9.9.9' }],
    });
    const Changes = [{ Action: 'UPSERT' as const, ResourceRecordSet: foreign }];
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: 'ZA', ChangeBatch: { Changes } }));
    const seen = await target.read(state!);
    expect(seen.drift).toBe('canary now answers 9.9.9.9, it was 4.3.2.1; canary has the health check h-1, it was none');
    await target.back([{ ...state!, observed: anObservation(seen, clock.now()) }], WAY);
    const { token, ...after } = await target.read(state!);
    expect(after).toMatchObject({ weight: 0, drift: seen.drift });
    expect((token as unknown as { canary: ResourceRecordSet }).canary).toEqual({ ...foreign, Weight: 0 });
  });

  it('does not bring a deleted record back to life when its deletion was seen', async () => {
    const { target, targets, client } = await aWorld({ ZA: ['a', 'b'] });
    const [state, other] = targets;
    const Changes = [{ Action: 'DELETE' as const, ResourceRecordSet: aRecord('primary', 100, { Name: 'a.za.com.' }) }];
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: 'ZA', ChangeBatch: { Changes } }));
    const observed = { at: 0, weight: 0, effectiveAt: null, atBaseline: false, promoted: false, fault: null };
    const results = await target.back(
      [{ ...state!, observed: { ...observed, drift: 'primary is gone' } }, other!],
      WAY,
    );
    expect(results).toMatchObject([
      { fault: { code: 'RecordMissing', permanent: true } },
      { change: expect.any(String) },
    ]);
  });

  it('waits on its clock and tries again while the zone is busy', async () => {
    const { target, targets, calls, clock } = await aWorld({ ZA: ['a'] }, failing(2, busy));
    const before = clock.now();
    expect(await target.back(targets, WAY)).toMatchObject([{ change: expect.any(String) }]);
    expect(batches(calls)).toEqual(['ZA 2 PriorRequestNotComplete', 'ZA 2 PriorRequestNotComplete', 'ZA 2 taken']);
    expect(clock.now() - before).toBe(1500);
  });

  it.each([
    ['PriorRequestNotComplete', busy],
    ['ThrottlingException', () => new ThrottlingException({ message: 'Rate exceeded', $metadata: {} })],
    ['ECONNRESET', () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ])('gives up for now, not for good, on %s', async (code, error) => {
    const { target, targets, calls } = await aWorld({ ZA: ['a'] }, failing(Number.POSITIVE_INFINITY, error));
    expect(await target.back(targets, WAY)).toMatchObject([{ fault: { code, permanent: false } }]);
    expect(batches(calls).length).toBeLessThanOrEqual(5);
  });
});

describe('a shift in Route 53', () => {
  it('waits for the batch before it in the same zone, not for other zones', async () => {
    const waiting = new Map<string, () => void>();
    const begun: string[] = [];
    const { target, targets } = await aWorld(
      { ZA: ['a', 'b'], ZB: ['c'] },
      {
        before({ operation, input }) {
          if (operation !== 'ChangeResourceRecordSets') return;
          const { ChangeBatch } = input as ChangeResourceRecordSetsCommandInput;
          const name = ChangeBatch?.Changes?.[0]?.ResourceRecordSet?.Name ?? '';
          begun.push(name);
          return new Promise<void>((resolve) => waiting.set(name, resolve));
        },
      },
    );
    const readings = await Promise.all(targets.map((state) => target.read(state)));
    const goal = { kind: 'weight', weight: 10, reversals: 0, cohorts: [] as readonly string[] } as const;
    const shifts = targets.map((state, index) => target.shift(state, goal, readings[index]!));
    await expect.poll(() => begun).toEqual(['a.za.com.', 'c.zb.com.']);
    waiting.get('a.za.com.')?.();
    await shifts[0];
    await expect.poll(() => begun).toEqual(['a.za.com.', 'c.zb.com.', 'b.za.com.']);
    waiting.get('b.za.com.')?.();
    waiting.get('c.zb.com.')?.();
    await Promise.all(shifts);
  });

  it('is a fault, not a change by somebody else, when Route 53 refuses the values', async () => {
    const { target, targets } = await aWorld({ ZA: ['a'] });
    const [state] = targets;
    const frozen = {
      stable: aRecord('primary', 100, { Name: 'a.za.com.', TTL: 30 }),
      canary: aRecord('canary', 0, { Name: 'a.za.com.' }),
    };
    const shift = target.shift({ ...state!, frozen: frozen as never }, { kind: 'baseline' }, await target.read(state!));
    await expect(shift).rejects.toMatchObject({ code: 'InvalidChangeBatch', permanent: true });
  });
});

describe('the time from which every user has a share', () => {
  const goal = { kind: 'weight', weight: 10, reversals: 0, cohorts: [] as readonly string[] } as const;

  async function shifted(records: Partial<ResourceRecordSet> = {}) {
    const clock: TestClock = aClock();
    const { cloud, client } = aRoute53(clock);
    cloud.createZone({ id: 'Z1', name: 'example.com' });
    cloud.createRecord('Z1', aRecord('primary', 100, records));
    cloud.createRecord('Z1', aRecord('canary', 0, records));
    const target = createRoute53Target({ client, clock });
    const ask = anAsk(aRoute53Config('Z1'));
    const state = aTarget(ask.config, await target.inspect(ask));
    const { change } = await target.shift(state, goal, await target.read(state));
    return { clock, target, state: { ...state, change } };
  }

  it('is not known while the change is on its way', async () => {
    const { clock, target, state } = await shifted();
    clock.advance(29_999);
    expect((await target.read(state)).effectiveAt).toBeNull();
  });

  it('is the TTL after the change was seen in sync', async () => {
    const { clock, target, state } = await shifted();
    clock.advance(40_000);
    expect((await target.read(state)).effectiveAt).toBe(clock.now() + 60_000);
  });

  it('is 60 s after that for alias records', async () => {
    const AliasTarget = { HostedZoneId: 'Z9', DNSName: 'lb.example.net.', EvaluateTargetHealth: false };
    const { clock, target, state } = await shifted({ AliasTarget, TTL: undefined, ResourceRecords: undefined });
    clock.advance(40_000);
    expect((await target.read(state)).effectiveAt).toBe(clock.now() + 60_000);
  });

  it('allows for the way to the name servers when the answer to the write was lost', async () => {
    const { clock, target, state } = await shifted();
    expect((await target.read({ ...state, change: null })).effectiveAt).toBe(clock.now() + 120_000);
  });

  it.each([
    ['had another share before', { weight: 10, effectiveAt: 1_000 }],
    ['could not be read before', { weight: null, effectiveAt: null }],
  ])(
    'allows for that way too when the lost write set the weights of the baseline on a target that %s',
    async (_what, seen) => {
      const { clock, target, state } = await shifted();
      await target.shift(state, { kind: 'baseline' }, await target.read(state));
      const observed = { ...anObservation(await target.read(state), clock.now()), ...seen };
      const { effectiveAt, atBaseline } = await target.read({ ...state, change: null, observed });
      expect({ effectiveAt, atBaseline }).toEqual({ effectiveAt: clock.now() + 120_000, atBaseline: true });
    },
  );

  it('is now for a target that nobody has moved', async () => {
    const { target, targets, clock } = await aWorld({ ZA: ['a'] });
    expect((await target.read(targets[0]!)).effectiveAt).toBe(clock.now());
  });

  it('is now as well where a reading of it came before the time was known', async () => {
    const { target, targets, clock } = await aWorld({ ZA: ['a'] });
    const seen = anObservation(await target.read(targets[0]!), clock.now());
    clock.advance(5_000);
    const observed = { ...seen, effectiveAt: null };
    expect((await target.read({ ...targets[0]!, observed })).effectiveAt).toBe(clock.now());
  });

  it('counts what a third record takes of the users of the name, also where the two have nothing', async () => {
    const { target, targets, client } = await aWorld({ ZA: ['a'] });
    const [here] = targets as [TargetState];
    const put = (...weights: readonly [string, number][]) => {
      return byHand(client, 'ZA', ...weights.map(([name, weight]) => aRecord(name, weight, { Name: 'a.za.com.' })));
    };
    await put(['primary', 90], ['canary', 10], ['third', 100]);
    expect(await target.read(here)).toMatchObject({ weight: 5, promoted: false, atBaseline: false });
    await put(['primary', 0], ['canary', 0]);
    expect(await target.read(here)).toMatchObject({ weight: 0 });
    await put(['canary', 100]);
    expect(await target.read(here)).toMatchObject({ weight: 50, promoted: false });
  });

  it('is no promotion where nobody has any weight', async () => {
    const { target, targets, client } = await aWorld({ ZA: ['a'] });
    await byHand(client, 'ZA', aRecord('primary', 0, { Name: 'a.za.com.' }));
    expect(await target.read(targets[0]!)).toMatchObject({ weight: 50, promoted: false, atBaseline: false });
  });

  it('is known for a change that Route 53 has forgotten', async () => {
    const { clock, target, state } = await shifted();
    expect((await target.read({ ...state, change: '/change/C404' })).effectiveAt).toBe(clock.now() + 60_000);
  });
});

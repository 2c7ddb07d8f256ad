import { describe, expect, it } from 'vitest';
import { createRoute53Adoption } from '../../../../src/adapters/targets/route53/adoption.ts';
import { TargetChanged } from '../../../../src/ports/target.ts';
import type { Observer } from '../../../../src/sandbox/cloud/attach.ts';
import { aClock } from '../support/a-clock.ts';
import { aRoute53 } from '../support/aws-clients.ts';
import { aRecord } from './world.ts';

const PLACE = { zone: 'Z1', record: 'app.example.com', type: 'A' } as const;

/** A zone `example.com` with one simple record, and how often each operation was called. */
function aZone(observer: Observer = {}, syncMs = 30_000) {
  const clock = aClock();
  const calls: string[] = [];
  const { cloud, client } = aRoute53(
    clock,
    {
      before(call) {
        calls.push(call.operation);
        return observer.before?.(call);
      },
    },
    syncMs,
  );
  cloud.createZone({ id: 'Z1', name: 'example.com' });
  const { SetIdentifier: _, Weight: __, ...simple } = aRecord('primary', 0);
  cloud.createRecord('Z1', simple);
  return { clock, calls, simple, adoption: createRoute53Adoption({ client, clock }) };
}

const refuses = (name: string, operation: string): Observer => ({
  before(call) {
    if (call.operation === operation) throw Object.assign(new Error('no'), { name });
  },
});

const changed = (simple: object, action: 'CREATE' | 'DELETE') => ({
  Action: action,
  ResourceRecordSet: simple as ReturnType<typeof aRecord>,
});

describe('records that become a target', () => {
  it('are read whatever their policy is, with the name of their zone', async () => {
    const { adoption, simple } = aZone();
    expect(await adoption.zoneName('Z1')).toBe('example.com.');
    expect(await adoption.group(PLACE)).toEqual([simple]);
    expect(await adoption.group({ ...PLACE, type: 'AAAA' })).toEqual([]);
  });

  it('are replaced in one batch', async () => {
    const { adoption, simple, calls } = aZone();
    const pair = [aRecord('primary', 100), aRecord('canary', 0)];
    const batch = [changed(simple, 'DELETE'), ...pair.map((record) => changed(record, 'CREATE'))];
    expect(await adoption.change(PLACE, batch)).toMatch(/^\/change\/C/);
    expect(calls).toEqual(['ChangeResourceRecordSets']);
    expect(await adoption.group(PLACE)).toHaveLength(2);
  });

  it.each([
    ['is not as it was read', (simple: object) => changed({ ...simple, TTL: 30 }, 'DELETE')],
    ['is gone', (simple: object) => changed({ ...simple, Name: 'other.example.com.' }, 'DELETE')],
    ['is there already', (simple: object) => changed(simple, 'CREATE')],
  ])('are not overwritten where one %s: somebody else changed them', async (_what, change) => {
    const { adoption, simple } = aZone();
    await expect(adoption.change(PLACE, [change(simple)])).rejects.toBeInstanceOf(TargetChanged);
    expect(await adoption.group(PLACE)).toEqual([simple]);
  });

  it('are a fault with a remedy where Route 53 refuses the values, or the permission', async () => {
    const { adoption, simple } = aZone(refuses('InvalidChangeBatch', 'ChangeResourceRecordSets'));
    await expect(adoption.change(PLACE, [changed(simple, 'DELETE')])).rejects.toMatchObject({
      code: 'InvalidChangeBatch',
      permanent: true,
      message: expect.stringContaining('app.example.com A'),
    });
    const zoneGone = aZone({
      before(call) {
        if (call.operation === 'ChangeResourceRecordSets')
          throw Object.assign(new Error('The hosted zone was not found'), { name: 'NoSuchHostedZone' });
      },
    });
    await expect(zoneGone.adoption.change(PLACE, [changed(simple, 'DELETE')])).rejects.toMatchObject({
      code: 'NoSuchHostedZone',
      permanent: true,
    });
    const denied = aZone(refuses('AccessDenied', 'GetHostedZone')).adoption;
    await expect(denied.zoneName('Z1')).rejects.toMatchObject({ code: 'AccessDenied', permanent: true });
    const gone = aZone(refuses('NoSuchHostedZone', 'ListResourceRecordSets')).adoption;
    await expect(gone.group(PLACE)).rejects.toMatchObject({ code: 'NoSuchHostedZone', permanent: true });
  });
});

describe('a change that is on its way to the name servers', () => {
  const changing = async (syncMs: number, observer?: Observer) => {
    const { adoption, simple, calls, clock } = aZone(observer, syncMs);
    const change = await adoption.change(PLACE, [changed(simple, 'DELETE')]);
    calls.length = 0;
    return { adoption, calls, clock, change, began: clock.now() };
  };

  it('is waited for, with a look every five seconds', async () => {
    const { adoption, change, calls, clock, began } = await changing(12_000);
    expect(await adoption.inSync(change, 60_000)).toBe(true);
    expect(calls).toEqual(Array(4).fill('GetChange'));
    expect(clock.now() - began).toBe(15_000);
  });

  it('is not waited for longer than somebody has patience', async () => {
    const { adoption, change, calls, clock, began } = await changing(60_000);
    expect(await adoption.inSync(change, 10_000)).toBe(false);
    expect(calls).toHaveLength(3);
    expect(clock.now() - began).toBe(10_000);
  });

  it('has arrived where Route 53 has forgotten it', async () => {
    const { adoption } = await changing(60_000);
    expect(await adoption.inSync('/change/C404', 0)).toBe(true);
  });

  it('is a fault where Route 53 does not say', async () => {
    const { adoption, change } = await changing(60_000, refuses('Throttling', 'GetChange'));
    await expect(adoption.inSync(change, 0)).rejects.toMatchObject({ code: 'Throttling', permanent: false });
  });
});

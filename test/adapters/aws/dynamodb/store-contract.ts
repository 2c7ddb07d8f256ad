import { expect, it } from 'vitest';
import { SaveConflict, type Store } from '../../../../src/ports/store.ts';
import { aRecord, aRollout, effects, phases } from '../support/a-record.ts';

/**
 * What every Store does. Each test uses a service of its own, so that one store serves them all.
 * @param watch makes a service watch an alarm, by whatever way the store offers.
 */
export function storeContract(store: () => Store, watch: (alarmArn: string, service: string) => Promise<void>): void {
  it('answers null for a service that never had a record', async () => {
    expect(await store().load('never')).toBeNull();
  });

  it('gives back what was saved, to the letter', async () => {
    const record = aRecord({ service: 'letter', outbox: effects });
    await store().save(record);
    expect(await store().load('letter')).toEqual(record);
  });

  it.each(phases.map((phase, index) => [phase.status, index, phase] as const))(
    'gives back a rollout that is %s (%i)',
    async (_status, index, phase) => {
      const record = aRecord({ service: `phase-${index}`, rollout: aRollout({ phase }) });
      await store().save(record);
      expect(await store().load(record.service)).toEqual(record);
    },
  );

  it('keeps the records of services whose names begin alike apart', async () => {
    await store().save(aRecord({ service: 'pay' }));
    await store().save(aRecord({ service: 'pay-eu', rollout: null }));
    expect((await store().load('pay'))?.rollout).not.toBeNull();
    expect((await store().load('pay-eu'))?.rollout).toBeNull();
  });

  it('gives back the records of many services, without those that have none', async () => {
    const services = Array.from({ length: 120 }, (_, index) => `many-${index}`);
    const saved = services.filter((_, index) => index % 3 !== 0).map((service) => aRecord({ service }));
    await Promise.all(saved.map((record) => store().save(record)));
    const read = await store().loadAll(services);
    expect(new Map(read)).toEqual(new Map(saved.map((record) => [record.service, record])));
    expect((await store().loadAll([])).size).toBe(0);
  });

  it('replaces the revision that the save names', async () => {
    await store().save(aRecord({ service: 'next' }));
    await store().save(aRecord({ service: 'next', revision: 2, rollout: null }));
    expect(await store().load('next')).toMatchObject({ revision: 2, rollout: null });
  });

  it.each([
    ['a first save over a record', 1],
    ['a save that skips a revision', 3],
    ['the same save again', 2],
  ])('refuses %s with SaveConflict and leaves the record alone', async (title, revision) => {
    const service = `conflict-${revision}`;
    await store().save(aRecord({ service }));
    if (revision === 2) await store().save(aRecord({ service, revision: 2 }));
    const before = await store().load(service);
    const again = store().save(aRecord({ service, revision, rollout: null, outbox: [] }));
    await expect(again, title).rejects.toThrow(SaveConflict);
    expect(await store().load(service)).toEqual(before);
  });

  it('refuses a later revision where there is no record', async () => {
    await expect(store().save(aRecord({ service: 'nowhere', revision: 2 }))).rejects.toThrow(SaveConflict);
  });

  it.each([1, 2])('lets one of 50 racing saves of revision %i win', async (revision) => {
    const service = `race-${revision}`;
    if (revision === 2) await store().save(aRecord({ service }));
    const racers = Array.from({ length: 50 }, (_, seq) => aRecord({ service, revision, wake: { seq, at: null } }));
    const outcomes = await Promise.allSettled(racers.map((record) => store().save(record)));
    const winners = outcomes.flatMap(({ status }, seq) => (status === 'fulfilled' ? [seq] : []));
    expect(winners).toHaveLength(1);
    expect((await store().load(service))?.wake.seq).toBe(winners[0]);
    const losses = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(losses.every((loss) => loss instanceof SaveConflict)).toBe(true);
  });

  it('names the services that watch an alarm, and no others', async () => {
    const alarm = (name: string) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`;
    await watch(alarm('5xx'), 'checkout');
    await watch(alarm('5xx'), 'calls');
    await watch(alarm('5xx-late'), 'search');
    expect(await store().watching(alarm('5xx'))).toEqual(['calls', 'checkout']);
    expect(await store().watching(alarm('5'))).toEqual([]);
  });
}

import { expect, it } from 'vitest';
import type { History } from '../../../../src/ports/store.ts';
import { aRollout } from '../support/a-record.ts';

/** What every History does. */
export function historyContract(history: () => History): void {
  const finished = (service: string, id: string, startedAt: number) =>
    aRollout({ service, id, startedAt, phase: { status: 'completed', at: startedAt + 1 } });

  it('finds a finished rollout by service and id', async () => {
    const rollout = finished('find', 'find-1', 1_700_000_000_000);
    await history().keep(rollout);
    expect(await history().find('find', 'find-1')).toEqual(rollout);
  });

  it('does not find a rollout that is not there, or is of another service', async () => {
    await history().keep(finished('mine', 'mine-1', 5));
    expect(await history().find('mine', 'other')).toBeNull();
    expect(await history().find('yours', 'mine-1')).toBeNull();
  });

  it('lists the newest first, as many as asked, of this service only', async () => {
    for (const at of [900, 1_700_000_000_000, 80_000, 1_600_000_000_000]) {
      await history().keep(finished('list', `l-${at}`, at));
    }
    await history().keep(finished('list-other', 'o-1', 5));
    expect((await history().list('list', 3)).map(({ id }) => id)).toEqual([
      'l-1700000000000',
      'l-1600000000000',
      'l-80000',
    ]);
    expect(await history().list('list', 9)).toHaveLength(4);
    expect(await history().list('none', 9)).toEqual([]);
  });

  it('keeps a rollout once, however often it is told to', async () => {
    const rollout = finished('twice', 'twice-1', 5);
    await history().keep(rollout);
    await history().keep(rollout);
    expect(await history().list('twice', 9)).toEqual([rollout]);
  });
}

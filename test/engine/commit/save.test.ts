import { describe, expect, it } from 'vitest';
import { emptyRecord, type Rollout, type ServiceRecord } from '../../../src/domain/rollout/record.ts';
import { armAndSave, update, withRecord } from '../../../src/engine/commit/save.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import { SaveConflict } from '../../../src/ports/store.ts';
import { aCall, aRollout } from '../../rollout/builders.ts';
import { aWorld, MINUTE } from '../world/world.ts';

const shifting = aRollout({ situation: 'shifting' });
const due = aRollout({ situation: 'hooking', phase: { status: 'hooking', since: 0, call: aCall({ state: 'due' }) } });
const called = { ...due, phase: { status: 'hooking', since: 0, call: aCall() } } as const;

function holding(rollout: Rollout | null, wake: ServiceRecord['wake'] = { seq: 3, at: null }): ServiceRecord {
  return { ...emptyRecord('checkout'), rollout, wake };
}

/** A world in which Scheduler is away. */
function withoutTimers(): { readonly deps: Deps; readonly stored: () => Promise<ServiceRecord | null> } {
  const { deps, store } = aWorld({
    wrap: (plain) => ({ ...plain, timers: { arm: () => Promise.reject(new Error('Scheduler is away')) } }),
  });
  return { deps, stored: () => store.load('checkout') };
}

describe('a save while no timer can be set', () => {
  it.each([
    ['begins a rollout', null, shifting],
    ['raises the weight', shifting, { ...shifting, weight: 26 }],
    ['begins the promotion', shifting, { ...shifting, promotionBegan: true }],
    ['lets a hook be called', due, called],
  ])('that %s is not made: nobody would watch over it', async (_, before, next) => {
    const { deps, stored } = withoutTimers();
    await expect(armAndSave(deps, holding(before), holding(next), undefined)).rejects.toThrow('Scheduler is away');
    expect(await stored()).toBeNull();
  });

  it.each([
    ['lowers the weight', shifting, { ...shifting, weight: 5 }],
    ['keeps the weight', shifting, { ...shifting, step: 4 }],
    ['goes on with a promotion', { ...shifting, promotionBegan: true }, { ...shifting, promotionBegan: true, step: 4 }],
    ['keeps a call that was made', called, { ...called, step: 3 }],
  ])('that %s is made, and says that no timer stands', async (_, before, next) => {
    const { deps, stored } = withoutTimers();
    await armAndSave(deps, holding(before), holding(next), undefined);
    expect(await stored()).toMatchObject({ rollout: next, revision: 1, wake: { seq: 3, at: null } });
  });
});

describe('the timer that a save needs', () => {
  const needed = (world: ReturnType<typeof aWorld>) => world.now() + MINUTE;

  it.each([
    ['in time', 0, 0],
    ['a second late at most', 1_000, 0],
    ['more than that late', 1_001, 1],
    ['on its way for less than a minute and a half', -MINUTE - 89_999, 0],
    ['overdue for longer', -MINUTE - 90_000, 1],
  ])('is set unless one stands already (%s)', async (_, late, calls) => {
    const world = aWorld();
    const wake = { seq: 3, at: needed(world) + late };
    const record = await armAndSave(world.deps, holding(shifting, wake), holding(shifting, wake), undefined);
    expect(world.timers).toHaveLength(calls);
    expect(record.wake).toEqual(calls === 0 ? wake : { seq: 4, at: needed(world) });
  });

  it.each([
    ['the one that stands', 3, 4],
    ['a later one', 7, 8],
  ])('is set anew where %s was used up, with the next number', async (_, used, seq) => {
    const world = aWorld();
    const wake = { seq: 3, at: needed(world) };
    const record = await armAndSave(world.deps, holding(shifting, wake), holding(shifting, wake), used);
    expect(record.wake).toEqual({ seq, at: needed(world) });
    const { id, step, generation } = shifting;
    expect(world.timers).toEqual([{ service: 'checkout', rollout: id, seq, step, generation, at: needed(world) }]);
  });

  it('is not set anew for one from before, which says nothing of the one that stands', async () => {
    const world = aWorld();
    const wake = { seq: 3, at: needed(world) };
    expect((await armAndSave(world.deps, holding(shifting, wake), holding(shifting, wake), 2)).wake).toEqual(wake);
    expect(world.timers).toEqual([]);
  });

  it('is none where nothing is left to do', async () => {
    const world = aWorld();
    const over = aRollout({ situation: 'rolled-back' });
    const record = await armAndSave(world.deps, holding(over, { seq: 3, at: needed(world) }), holding(over), 5);
    expect(record.wake).toEqual({ seq: 5, at: null });
    expect(world.timers).toEqual([]);
  });
});

describe('an update', () => {
  it('that changes nothing writes nothing', async () => {
    const world = aWorld();
    const record = holding(shifting);
    expect(await update(world.deps, record, (same) => same)).toBe(record);
    expect(await world.store.load('checkout')).toBeNull();
    expect(world.timers).toEqual([]);
  });
});

describe('a race for the record', () => {
  it('is tried twenty times, and no other error is tried again', async () => {
    const { deps } = aWorld();
    let tries = 0;
    const failing = (error: Error) =>
      withRecord(deps, 'checkout', undefined, () => {
        tries += 1;
        return Promise.reject(error);
      });
    await expect(failing(new SaveConflict('checkout'))).rejects.toBeInstanceOf(SaveConflict);
    expect(tries).toBe(20);
    await expect(failing(new Error('DynamoDB is away'))).rejects.toThrow('DynamoDB is away');
    expect(tries).toBe(21);
  });
});

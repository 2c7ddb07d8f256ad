import { describe, expect, it } from 'vitest';
import { asFault, readAftermathTarget, readTarget, toObservation } from '../../../src/engine/reconcile/read-target.ts';
import { TargetFault } from '../../../src/ports/target.ts';
import { aWorld } from '../world/world.ts';

describe('an error of a target', () => {
  it.each<[unknown, object]>([
    [new TargetFault('Gone', 'It is gone.', true), { code: 'Gone', message: 'It is gone.', permanent: true }],
    [
      Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      { code: 'ECONNRESET', message: 'reset', permanent: false },
    ],
    [Object.assign(new Error('odd'), { code: 7 }), { code: 'unknown', message: 'odd', permanent: false }],
    [new Error('no'), { code: 'unknown', message: 'no', permanent: false }],
    ['away', { code: 'unknown', message: 'away', permanent: false }],
  ])('that no adapter made may pass: %s', (error, fault) => {
    expect(asFault(error)).toEqual(fault);
  });
});

describe('a look at a target', () => {
  const started = async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    return { world, target: (await world.rollout()).targets[0]! };
  };

  it('keeps the id of a change until everybody has it, and no longer', async () => {
    const { world, target } = await started();
    const reading = { weight: 5, token: 1, drift: null, atBaseline: false, promoted: false };
    expect(toObservation(world.deps, target, { ...reading, effectiveAt: null }, 'C1').change).toBe('C1');
    expect(toObservation(world.deps, target, { ...reading, effectiveAt: 7 }, 'C1').change).toBeNull();
  });

  it('that fails knows neither a weight nor a promotion, and keeps the change that is on its way', async () => {
    const { world, target } = await started();
    world.targets.fail('api', 'read', { times: 1 });
    expect(await readTarget(world.deps, { ...target, change: 'C1' })).toMatchObject({
      ...{ change: 'C1', weight: null, effectiveAt: null, atBaseline: false, promoted: false },
      fault: { code: 'TooManyRequestsException', permanent: false },
    });
  });

  it('says why there is no way back only where there is none', async () => {
    const { world, target } = await started();
    expect(await readAftermathTarget(world.deps, target)).not.toHaveProperty('noWayBack');
    world.targets.places.get('api')!.noWayBack = 'Version 53 is gone.';
    expect(await readAftermathTarget(world.deps, target)).toMatchObject({ noWayBack: 'Version 53 is gone.' });
  });
});

import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import { rolledBackBefore } from '../../../src/rollout/preflight/rolled-back-before.ts';
import { aBreach, aRollout, bob, bothTargets, HOUR, MINUTE, NOW } from '../builders.ts';
import { aDraft, aSignal, nextOf } from '../signals.ts';

const atEnd = { status: 'rolled-back', at: NOW - 6 * MINUTE } as const;

/** A rollout of v54 that an alarm brought back from 25% and that was over six minutes ago. */
function wentBack(over: Partial<Rollout> = {}): Rollout {
  const reason = { kind: 'alarm', name: 'checkout-5xx', detail: '6.5, limit 1' } as const;
  return aRollout({ situation: 'rolled-back', phase: { ...atEnd, reason }, wentBackFrom: 25, ...over });
}

const message = (earlier: readonly Rollout[], draft = aDraft()) => rolledBackBefore(draft, earlier, NOW)[0]?.message;

describe('a version that was rolled back before', () => {
  it('is warned of: when, from which share and why', () => {
    expect(rolledBackBefore(aDraft(), [wentBack()], NOW)).toEqual([
      {
        severity: 'warns',
        code: 'rolled-back-before',
        about: null,
        message: 'v54 was rolled back from 25% 6 min before this start: checkout-5xx: 6.5, limit 1.',
        remedy: 'It is the same version: start it only where the cause was something else and is gone.',
      },
    ]);
  });

  it('is warned of by whoever asked for it, and without a share where none was kept', () => {
    const reason = { kind: 'person', by: bob, text: 'calls drop' } as const;
    const { wentBackFrom: _none, ...before } = wentBack({ phase: { ...atEnd, reason } });
    expect(message([before])).toBe('v54 was rolled back 6 min before this start: bob asked for it: calls drop.');
  });

  it('is found behind rollouts of other versions', () => {
    expect(message([aRollout({ situation: 'completed', canary: 'v55', startedAt: NOW }), wentBack()])).toContain('v54');
  });

  it('is not warned of once it has come through since', () => {
    const later = aRollout({ situation: 'completed', startedAt: NOW - 5 * MINUTE });
    expect(message([wentBack(), later])).toBeUndefined();
    expect(message([wentBack(), { ...later, startedAt: NOW - 2 * HOUR }])).toContain('v54');
  });
});

describe('nothing is said', () => {
  it.each([
    ['without an earlier rollout', []],
    ['of another label', [wentBack({ canary: 'v53' })]],
    ['of one that came through', [aRollout({ situation: 'completed' })]],
    ['of one that is still on its way back', [aRollout({ situation: 'restoring' })]],
    [
      'of another version under the same label',
      [wentBack({ targets: bothTargets(null).map((target) => ({ ...target, canary: 'v54 (version 55)' })) })],
    ],
  ])('%s', (_, earlier) => {
    expect(message(earlier)).toBeUndefined();
  });
});

it('keeps the share that a rollout went back from, also where it goes back again', () => {
  const back = nextOf(aRollout({ situation: 'shifting' }), aSignal('alarm', { change: aBreach() }));
  expect(back).toMatchObject({ weight: 0, wentBackFrom: 25 });
  const stuck = aRollout({ situation: 'stuck', wentBackFrom: 25 });
  expect(nextOf(stuck, aSignal('rollback')).wentBackFrom).toBe(25);
});

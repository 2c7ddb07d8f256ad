import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CenterFound, ControlCenter, KnownCenter } from '../../src/domain/environment/control-center.ts';
import { environmentIds, otherEnvironment } from '../../src/domain/environment/environment.ts';
import { isFinished, type Rollout } from '../../src/domain/rollout/record.ts';
import { WRITER_LIFETIME_MS } from '../../src/domain/timing.ts';
import {
  centerToWrite,
  findForeignChange,
  firstCenter,
  isNewForeignChange,
  isSame,
  rolesIn,
  wantedCenter,
} from '../../src/environments/control-center.ts';
import { anObserved, aRollout, aTarget, MINUTE, NOW } from '../rollout/builders.ts';
import { happenings, services } from '../rollout/happenings.ts';
import { steps } from '../rollout/steps.ts';

const SIDES = { stable: 'a', canary: 'b' } as const;

/** A rollout from side a to side b. */
const sided = (over: Parameters<typeof aRollout>[0] = {}): Rollout => aRollout({ environments: SIDES, ...over });

const aCenter = (over: Partial<ControlCenter> = {}): ControlCenter => ({
  ...firstCenter('checkout', 'a', NOW),
  ...over,
});

const aKnown = (over: Partial<KnownCenter> = {}): KnownCenter => ({
  ...{ version: 3, value: aCenter(), at: NOW, maybe: [], busyUntil: 0, foreign: null },
  ...over,
});

const there = (value: ControlCenter, version = 4): CenterFound => ({ is: 'there', version, value });

describe('at the very beginning', () => {
  it.each(environmentIds)('users are on side %s, and the other one is active and open', (stable) => {
    expect(firstCenter('shop', stable, 5)).toEqual({
      v: 1,
      service: 'shop',
      active: otherEnvironment(stable),
      fallback: stable,
      share: 0,
      deployments: 'open',
      rollout: null,
      since: 5,
    });
  });

  it('a rollout would go from the fallback to the active side', () => {
    expect(rolesIn(firstCenter('shop', 'b', 5))).toEqual({ stable: 'b', canary: 'a' });
  });
});

describe('while a rollout runs, the control center', () => {
  it('says nothing of a service that is one stack', () => {
    expect(wantedCenter(aRollout(), 0)).toBeNull();
    expect(centerToWrite(aRollout(), aKnown())).toBeNull();
  });

  it('is closed for it, with the share that was agreed', () => {
    expect(wantedCenter(sided(), 0)).toMatchObject({
      ...{ active: 'b', fallback: 'a', share: 5, deployments: 'closed', rollout: 'checkout-1' },
      since: sided().startedAt,
    });
  });

  it('has the share that is intended before anything has it', () => {
    const targets = [aTarget({ observed: anObserved({ weight: 5, at: NOW - MINUTE }) })];
    const rollout = sided({ weight: 25, agreed: 5, intendedAt: NOW, targets });
    expect(wantedCenter(rollout, 5)?.share).toBe(25);
  });

  it('keeps the share until every target was read lower, when no earlier write could arrive any more', () => {
    const late = NOW + WRITER_LIFETIME_MS;
    const shareAt = (weight: number | null, at: number, over: Partial<Rollout> = {}) => {
      const targets = [aTarget({ observed: anObserved({ weight, at }) })];
      return wantedCenter(sided({ weight: 0, agreed: 0, intendedAt: NOW, targets, ...over }), 25)?.share;
    };
    expect([shareAt(null, late), shareAt(0, late - 1), shareAt(0, late)]).toEqual([25, 25, 0]);
    const phase = {
      status: 'rolled-back',
      at: NOW,
      reason: { kind: 'alarm', name: 'checkout-5xx', detail: '' },
    } as const;
    expect([shareAt(null, NOW, { phase }), shareAt(0, NOW, { phase })]).toEqual([25, 0]);
  });

  it('does not lower the share for what was seen before the intention changed', () => {
    const targets = [aTarget({ observed: anObserved({ weight: 5, at: NOW - 1 }) })];
    expect(wantedCenter(sided({ weight: 5, agreed: 5, intendedAt: NOW, targets }), 25)?.share).toBe(25);
  });
});

describe('at the end', () => {
  it('of a completion the sides are exchanged and deployments open', () => {
    expect(wantedCenter(sided({ situation: 'completed' }), 100)).toMatchObject({
      ...{ active: 'a', fallback: 'b', share: 0, deployments: 'open', rollout: null },
    });
  });

  it('of a rollback the sides are as they were and deployments open', () => {
    const rolledBack = sided({ situation: 'rolled-back' });
    expect(wantedCenter(rolledBack, 0)).toMatchObject({
      ...{ active: 'b', fallback: 'a', share: 0, deployments: 'open', rollout: null },
    });
  });

  it('what is written is owed no more', () => {
    const rollout = sided({ situation: 'completed' });
    const value = wantedCenter(rollout, 100) as ControlCenter;
    expect(centerToWrite(rollout, aKnown({ value: aCenter({ share: 100 }) }))).toEqual(value);
    expect(centerToWrite(rollout, aKnown({ value }))).toBeNull();
  });
});

describe('a foreign change', () => {
  const known = aKnown({ value: aCenter({ share: 5 }), maybe: [aCenter({ share: 25 })] });

  it('is named key by key', () => {
    const found = there(aCenter({ share: 5, active: 'a', fallback: 'b', deployments: 'closed' }));
    expect(findForeignChange(known, found, false)).toBe(
      'active is a, it was b; fallback is b, it was a; deployments is closed, it was open',
    );
    expect(findForeignChange(known, there(aCenter({ share: 7 })), true)).toBe('share is 7%, it was 5%');
  });

  it('is not what Serin wrote, or may have written when no answer came', () => {
    expect(findForeignChange(known, there(aCenter({ share: 5 }), 9), true)).toBeNull();
    expect(findForeignChange(known, there(aCenter({ share: 25 }), 4), true)).toBeNull();
  });

  it('is a deletion, and what nobody can read', () => {
    expect(findForeignChange(known, { is: 'missing' }, false)).toBe('it was deleted');
    expect(findForeignChange(known, { is: 'unusable', version: 4, detail: 'it is not JSON' }, false)).toMatch(
      /it is not JSON/,
    );
  });

  it('is not what was read before Serin wrote last; for whoever writes it is', () => {
    const older = there(aCenter({ share: 1 }), 2);
    expect(findForeignChange(known, older, false)).toBeNull();
    expect(findForeignChange(known, older, true)).toBe('share is 1%, it was 5%');
  });

  it('is told once, again when it is another one, and again when somebody resumed all the same', () => {
    const told = aKnown({ foreign: 'x' });
    const holding = sided({ situation: 'holding' });
    expect(isNewForeignChange(sided(), aKnown(), 'x')).toBe(true);
    expect(isNewForeignChange(holding, told, 'x')).toBe(false);
    expect(isNewForeignChange(holding, told, 'y')).toBe(true);
    expect(isNewForeignChange(sided(), told, 'x')).toBe(true);
  });

  it.each(['holding', 'returning', 'stuck', 'completed', 'rolled-back'] as const)(
    'is not overwritten when it is known: %s',
    (situation) => {
      const rollout = sided({ situation });
      expect(centerToWrite(rollout, aKnown({ value: aCenter({ share: 99 }) }))).not.toBeNull();
      expect(centerToWrite(rollout, aKnown({ value: aCenter({ share: 99 }), foreign: 'x' }))).toBeNull();
    },
  );
});

describe('whatever happens to a rollout, the control center that follows it', () => {
  /** What it says after each step, if it is written each time. */
  function followed(rollout: Rollout, said: number): ControlCenter {
    return wantedCenter({ ...rollout, environments: SIDES }, said) as ControlCenter;
  }

  it('never says less than what the active side has', () => {
    fc.assert(
      fc.property(services, happenings, (service, list) => {
        let said = 0;
        for (const { decision } of steps(service, list)) {
          if (decision.answer !== 'accepted') continue;
          const { next } = decision;
          const center = followed(next, said);
          if (next.phase.status !== 'completed') {
            expect(center.share).toBeGreaterThanOrEqual(next.weight);
            for (const { observed } of next.targets) expect(center.share).toBeGreaterThanOrEqual(observed?.weight ?? 0);
          }
          said = center.share;
        }
      }),
    );
  });

  /** Whether a person left a target as it is that may still have users on the canary. Written without the product's rule. */
  function leftUsers({ phase, targets }: Rollout): boolean {
    if (phase.status !== 'rolled-back') return false;
    const left = targets.filter(({ name }) => phase.left?.includes(name));
    return left.some(({ observed }) => observed?.weight !== 0 || (observed.cohorts ?? []).length > 0);
  }

  it('is open exactly when no rollout runs and nobody was left, and exchanges the sides exactly when one is completed', () => {
    fc.assert(
      fc.property(services, happenings, (service, list) => {
        for (const { decision } of steps(service, list)) {
          if (decision.answer !== 'accepted') continue;
          const { next } = decision;
          const { deployments, rollout, active, fallback } = followed(next, 0);
          const isOpen = isFinished(next) && !leftUsers(next);
          expect(deployments === 'open').toBe(isOpen);
          expect(rollout).toBe(isOpen ? null : next.id);
          expect(active).toBe(next.phase.status === 'completed' ? 'a' : 'b');
          expect(fallback).toBe(otherEnvironment(active));
        }
      }),
    );
  });
});

it('two that differ in anything but the layout are not the same', () => {
  const one = aCenter();
  expect(isSame(one, { ...one })).toBe(true);
  for (const change of [
    { active: 'a' },
    { share: 1 },
    { deployments: 'closed' },
    { rollout: 'r' },
    { since: 1 },
  ] as const)
    expect(isSame(one, { ...one, ...change })).toBe(false);
});

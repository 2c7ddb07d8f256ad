import { describe, expect, it } from 'vitest';
import { approvalSteps, type Plan } from '../../../src/domain/plan/plan.ts';
import { hold } from '../../../src/rollout/state/transition.ts';
import { enter } from '../../../src/rollout/steps/enter.ts';
import { anObserved, aRollout, aService, bob, bothTargets, carol, HOUR, MINUTE, NOW, readings } from '../builders.ts';
import { acceptedOf, anObservation, aSignal, decideGiven, nextOf, told } from '../signals.ts';

describe('entering a step', () => {
  it('that shifts sets the weight under a new generation', () => {
    const next = enter(aRollout(), 3, NOW);
    expect(next).toMatchObject({ step: 3, weight: 25, generation: 3, reversals: 0, agreed: 5, intendedAt: NOW });
    expect(next.phase).toEqual({ status: 'shifting', since: NOW });
  });

  it('that shifts down counts a reversal', () => {
    const plan: Plan = [
      { kind: 'shift', weight: 2 },
      { kind: 'shift', weight: 100 },
    ];
    expect(enter(aRollout({ config: aService({ plan }) }), 0, NOW)).toMatchObject({ weight: 2, reversals: 1 });
  });

  it('that bakes counts from now when every user has the weight already', () => {
    const next = enter(aRollout({ targets: bothTargets(anObserved()) }), 1, NOW);
    expect(next.phase).toEqual({ status: 'baking', since: NOW, until: NOW + 10 * MINUTE });
    expect(next.generation).toBe(2);
    expect(told(aRollout(), next)).toEqual(['Now at 5%, watching for 10 min.']);
  });

  it('that bakes counts from now while no target has been seen yet', () => {
    const next = enter(aRollout({ targets: bothTargets(null) }), 1, NOW);
    expect(next.phase).toEqual({ status: 'baking', since: NOW, until: NOW + 10 * MINUTE });
  });

  it.each([
    ['resolvers', 'resolvers'],
    ['users', 'users'],
    ['requests', 'users'],
  ] as const)('that bakes counts from when the last target is in effect for all (%s), and says so', (splits, who) => {
    const [first, second] = bothTargets(anObserved({ effectiveAt: NOW + 2 * MINUTE }));
    const targets = [
      { ...first!, splits },
      { ...second!, observed: anObserved({ effectiveAt: NOW + MINUTE }) },
    ];
    const next = enter(aRollout({ targets }), 1, NOW);
    expect(next.phase).toMatchObject({ since: NOW, until: NOW + 12 * MINUTE });
    expect(told(aRollout(), next)).toEqual([
      `Now at 5%, watching for 10 min, counted from when all ${who} have it, in 2 min.`,
    ]);
  });

  it('that is a gate opens it for as long as it says, without approvals', () => {
    const next = enter(aRollout(), 2, NOW);
    expect(next.phase).toEqual({
      status: 'awaiting-approval',
      openedAt: NOW,
      expiresAt: NOW + 4 * HOUR,
      approvals: [],
    });
    expect(told(aRollout(), next)).toEqual(['Waits for an approval, open for 4 h.']);
  });

  it('that is a gate for two says how many it waits for', () => {
    const plan: Plan = [{ kind: 'approve', from: [bob.id, carol.id], count: 2, within: 90 * MINUTE }];
    const next = enter(aRollout({ config: aService({ plan }) }), 0, NOW);
    expect(told(aRollout(), next)).toEqual(['Waits for 2 approvals, open for 1 h 30 min.']);
  });

  it('behind the last one promotes, under a new generation at the same weight', () => {
    const next = enter(aRollout({ weight: 100, step: 6 }), 7, NOW);
    expect(next).toMatchObject({ step: 7, weight: 100, generation: 3, promotionBegan: true, intendedAt: NOW });
    expect(next.phase).toEqual({ status: 'promoting', since: NOW });
  });
});

describe('a whole plan', () => {
  it('steps through shifts, bakes and the gate to a promotion, nothing left out', () => {
    const states: string[] = [];
    let now = NOW;
    let rollout = nextOf(null, aSignal('start'), now);
    for (let turns = 0; turns < 8; turns++) {
      const { phase } = rollout;
      states.push(`${rollout.step} ${phase.status} ${rollout.weight}`);
      if (phase.status === 'baking') now = phase.until;
      const signal =
        phase.status === 'baking'
          ? aSignal('timer', { rollout: rollout.id, alarms: readings() })
          : phase.status === 'awaiting-approval'
            ? aSignal('approve', { issuedAt: now })
            : anObservation(rollout);
      rollout = nextOf(rollout, signal, now);
    }
    expect(states).toEqual([
      '0 shifting 5',
      '1 baking 5',
      '2 awaiting-approval 5',
      '3 shifting 25',
      '4 baking 25',
      '5 shifting 100',
      '6 baking 100',
      '7 promoting 100',
    ]);
    expect(rollout.phase.status).toBe('completed');
  });

  it('knows its approvals with their positions', () => {
    const { plan } = aService();
    expect(approvalSteps(plan)).toEqual([{ index: 2, approval: plan[2] }]);
  });
});

describe('an accepted signal', () => {
  it('tells in the thread exactly what is new in the timeline', () => {
    const rollout = aRollout();
    const { next, effects } = acceptedOf(decideGiven(rollout, aSignal('skip'), NOW));
    expect(effects).toEqual([
      { key: 'card#checkout-1#4', body: { kind: 'card', rollout: 'checkout-1' } },
      {
        key: 'thread#checkout-1#3',
        body: {
          kind: 'thread',
          rollout: 'checkout-1',
          entries: next.timeline.slice(2),
          mention: [bob.id, carol.id],
          asks: NOW,
        },
      },
    ]);
  });

  it('mentions nobody where no gate opens', () => {
    const { effects } = acceptedOf(decideGiven(aRollout(), aSignal('pause'), NOW));
    expect(effects.at(-1)?.body).toMatchObject({ kind: 'thread', mention: [] });
    const shifted = acceptedOf(decideGiven(aRollout({ step: 4 }), aSignal('skip'), NOW));
    expect(shifted.next.phase.status).toBe('shifting');
    expect(shifted.effects.at(-1)?.body).toMatchObject({ kind: 'thread', mention: [] });
  });

  it('that ends the rollout keeps it in the history', () => {
    const rollout = aRollout({ situation: 'promoting' });
    const { effects } = acceptedOf(decideGiven(rollout, anObservation(rollout), NOW));
    expect(effects.at(-1)).toEqual({
      key: 'archive#checkout-1',
      body: { kind: 'archive', rollout: 'checkout-1' },
    });
  });
});

describe('a hold', () => {
  const why = { kind: 'alarm', name: 'checkout-5xx' } as const;

  it('in the middle of a shift goes back to the last weight where all targets agreed, and remembers the wanted one', () => {
    const next = hold(aRollout({ situation: 'shifting' }), why, NOW, 'Holds.');
    expect(next).toMatchObject({ weight: 5, generation: 4, reversals: 1, intendedAt: NOW });
    expect(next.phase).toEqual({ status: 'holding', since: NOW, why, activity: { status: 'shifting', wanted: 25 } });
  });

  it('over a pause in the middle of a shift lowers nothing a second time, and remembers the wanted weight too', () => {
    const paused = nextOf(aRollout({ situation: 'shifting' }), aSignal('pause'));
    expect(hold(paused, why, NOW, 'Holds.')).toMatchObject({
      weight: 5,
      generation: 4,
      reversals: 1,
      phase: { activity: { status: 'shifting', wanted: 25 } },
    });
  });

  it('in a shift down does not raise the weight again', () => {
    const next = hold(aRollout({ situation: 'shifting', weight: 2 }), why, NOW, 'Holds.');
    expect(next).toMatchObject({ weight: 2, generation: 3 });
  });

  it('in a bake keeps the weight and what is left of the bake', () => {
    const next = hold(aRollout(), why, NOW, 'Holds.');
    expect(next).toMatchObject({ weight: 5, generation: 2 });
    expect(next.phase).toMatchObject({ activity: { status: 'baking', remaining: 6 * MINUTE } });
  });

  it('in a bake that was over already has nothing left of it', () => {
    const next = hold(aRollout(), why, NOW + HOUR, 'Holds.');
    expect(next.phase).toMatchObject({ activity: { status: 'baking', remaining: 0 } });
  });
});

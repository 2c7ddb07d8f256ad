import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { isAt } from '../../../src/domain/rollout/expected.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { AlarmEvidence, TargetObservation } from '../../../src/domain/rollout/signal.ts';
import {
  aDrain,
  anAlarmState,
  aRollout,
  aService,
  aTarget,
  bob,
  bothTargets,
  HOUR,
  MINUTE,
  NOW,
  readings,
} from '../builders.ts';
import { anObservation, aSignal, decideGiven, nextOf, told } from '../signals.ts';

const API = 'lambda-alias checkout-api:live';
const EVENTS = 'lambda-alias checkout-events:live';
const SHIFT_5 = { kind: 'shift', weight: 5 } as const;
const SHIFT_100 = { kind: 'shift', weight: 100 } as const;
const throttled = { code: 'TooManyRequestsException', message: 'Rate exceeded.', permanent: false };
const denied = { code: 'AccessDeniedException', message: 'Not allowed.', permanent: true };
const drifted = { drift: 'it points to version 55' };

/** A shift to 5% that is about to be reached, with another step right behind it. */
function before(...steps: Plan): Rollout {
  const plan = [SHIFT_5, ...steps];
  return aRollout({ situation: 'shifting', step: 0, weight: 5, agreed: 0, config: aService({ plan }) });
}

function seen(rollout: Rollout, alarms: AlarmEvidence, ofTheFirst: Partial<TargetObservation> = {}) {
  return { ...anObservation(rollout, ofTheFirst), alarms };
}

function unread(rollout: Rollout) {
  const { alarms: _none, ...observation } = anObservation(rollout);
  return observation;
}

describe('a shift', () => {
  const shifting = aRollout({ situation: 'shifting' });

  it('is reached when every target shows the weight: all agree on it, and the next step begins', () => {
    const next = nextOf(shifting, anObservation(shifting));
    expect(next).toMatchObject({ agreed: 25, weight: 25, step: 4, phase: { status: 'baking' } });
    expect(next.targets[0]?.observed).toMatchObject({ at: NOW, weight: 25 });
  });

  it('is not reached while one target shows another weight', () => {
    const next = nextOf(shifting, anObservation(shifting, { weight: 5 }));
    expect(next).toMatchObject({ agreed: 5, step: 3, phase: { status: 'shifting' } });
  });

  it('is not reached while it is not known from when every user has the weight', () => {
    const next = nextOf(shifting, anObservation(shifting, { effectiveAt: null, change: 'C123' }));
    expect(next).toMatchObject({ step: 3, phase: { status: 'shifting' }, targets: [{ change: 'C123' }, {}] });
  });

  it('is not reached while one target has not been seen', () => {
    const whole = anObservation(shifting);
    const next = nextOf({ ...shifting, targets: bothTargets(null) }, { ...whole, targets: whole.targets.slice(0, 1) });
    expect(next).toMatchObject({ step: 3, phase: { status: 'shifting' } });
  });

  it('is reached at the nearest share that a target can express', () => {
    const targets = shifting.targets.map((target) => ({ ...target, expressed: { '25': 25.1 } }));
    const inexact = { ...shifting, targets };
    expect(nextOf(inexact, anObservation(inexact)).phase.status).toBe('shifting');
    const observation = anObservation(inexact);
    const nearest = { ...observation, targets: observation.targets.map((one) => ({ ...one, weight: 25.1 })) };
    expect(nextOf(inexact, nearest).phase.status).toBe('baking');
  });

  it.each([
    { what: 'what it goes back to', weight: 5 },
    { what: 'what a late writer made of it', weight: 25 },
  ])('that was paused is not reached by $what', ({ weight }) => {
    const paused = nextOf(shifting, aSignal('pause'));
    const observation = anObservation(paused);
    const targets = observation.targets.map((target) => ({ ...target, weight, effectiveAt: NOW }));
    const next = nextOf(paused, { ...observation, targets });
    expect(next).toMatchObject({ weight: 5, agreed: 5, step: 3, phase: paused.phase });
  });

  it('seen for an earlier intention says nothing', () => {
    const late = { ...anObservation(shifting), generation: shifting.generation - 1 };
    expect(decideGiven(shifting, late, NOW).answer).toBe('ignored');
  });

  it('into which nothing new was seen is ignored, however often it is looked at in the same half minute', () => {
    const once = nextOf(shifting, anObservation(shifting, { weight: 5 }));
    expect(decideGiven(once, anObservation(shifting, { weight: 5, at: NOW + MINUTE / 2 - 1 }), NOW).answer).toBe(
      'ignored',
    );
  });

  it('that is looked at a minute later is kept with its time, and told to nobody', () => {
    const once = nextOf(shifting, anObservation(shifting, { weight: 5 }));
    const later = decideGiven(once, anObservation(shifting, { weight: 5, at: NOW + MINUTE }), NOW);
    expect(later).toMatchObject({
      answer: 'accepted',
      effects: [],
      next: { targets: [{ observed: { at: NOW + MINUTE } }, {}] },
    });
  });
});

describe('a shift that a target comes to by itself, within minutes', () => {
  const shares = [{ at: NOW - HOUR, share: 5 }];
  const shifting = aRollout({ situation: 'shifting', intendedAt: NOW - MINUTE, targets: [aTarget()] });
  const analysis = { sources: [], split: 'request' as const, shares: [...shares, { at: NOW - MINUTE, share: 25 }] };
  const coming = { weight: 5, towards: { weight: 25, waitsFor: 'it starts tasks' }, effectiveAt: null };

  it('is compared from the moment at which its share is read, not from its intention', () => {
    const onTheWay = nextOf({ ...shifting, analysis }, anObservation(shifting, coming));
    expect(onTheWay.analysis?.shares).toEqual(shares);
    expect(onTheWay.phase.status).toBe('shifting');
    const there = nextOf(onTheWay, anObservation(onTheWay, { at: NOW + MINUTE }), NOW + MINUTE);
    expect(there.analysis?.shares).toEqual([...shares, { at: NOW + MINUTE, share: 25 }]);
    expect(there.phase.status).toBe('baking');
  });

  it('is asked about once it does not go on for five minutes, however long it was on its way before', () => {
    const long = { ...shifting, phase: { status: 'shifting', since: NOW - HOUR } } as const;
    const onTheWay = nextOf(long, anObservation(long, coming));
    const stays = (minutes: number) => {
      const at = NOW + minutes * MINUTE;
      return nextOf(onTheWay, anObservation(onTheWay, { weight: 5, effectiveAt: null, at }), at).phase.status;
    };
    expect([stays(1), stays(5), stays(6)]).toEqual(['shifting', 'shifting', 'holding']);
  });
});

describe.each<Plan[number]>([
  { kind: 'bake', ms: MINUTE },
  { kind: 'approve', from: [bob.id], count: 1, within: HOUR },
  aDrain(),
])('right before what raises nothing ($kind)', (step) => {
  it('a shift that is reached needs no look at the alarms', () => {
    const rollout = before(step);
    expect(nextOf(rollout, unread(rollout))).toMatchObject({ step: 1, weight: 5, agreed: 5 });
  });
});

describe.each([
  { what: 'another shift', plan: [SHIFT_100], leadsTo: { step: 1, weight: 100, phase: { status: 'shifting' } } },
  { what: 'the promotion', plan: [], leadsTo: { step: 1, weight: 5, phase: { status: 'promoting' } } },
])('right before $what', ({ plan, leadsTo }) => {
  const rollout = before(...plan);

  it('the alarms are asked for', () => {
    expect(decideGiven(rollout, unread(rollout), NOW).answer).toBe('needs-alarms');
  });

  it('quiet alarms let it go on', () => {
    expect(nextOf(rollout, seen(rollout, readings()))).toMatchObject(leadsTo);
  });

  it('no alarms are needed where the service has none', () => {
    const unwatched = { ...rollout, config: { ...rollout.config, alarms: [] }, alarms: {} };
    expect(nextOf(unwatched, unread(unwatched))).toMatchObject(leadsTo);
  });

  it('an alarm that is found firing rolls back', () => {
    const next = nextOf(rollout, seen(rollout, readings({ value: 'ALARM', since: NOW })));
    expect(next).toMatchObject({ weight: 0, phase: { status: 'rolling-back' } });
  });

  it.each([
    { what: 'is found firing', state: {} },
    { what: 'is known to fire', state: { value: 'ALARM', since: NOW } },
  ] as const)('an alarm that is to ask and $what holds, at the weight that was reached', ({ state }) => {
    const config = { ...rollout.config, onAlarm: 'ask' as const };
    const asking = { ...rollout, config, alarms: { ...rollout.alarms, 'checkout-5xx': anAlarmState(state) } };
    expect(nextOf(asking, seen(asking, readings({ value: 'ALARM', since: NOW })))).toMatchObject({
      step: 0,
      weight: 5,
      agreed: 5,
      phase: {
        status: 'holding',
        why: { kind: 'alarm', name: 'checkout-5xx' },
        activity: { status: 'shifting', wanted: 5 },
      },
    });
  });

  it('a deleted alarm holds', () => {
    const next = nextOf(rollout, seen(rollout, readings({ value: 'MISSING', since: 0 })));
    expect(next).toMatchObject({ step: 0, weight: 5, phase: { why: { kind: 'alarm-unclear' } } });
  });

  it('alarms that cannot be read are waited for, for five minutes, then hold', () => {
    const end = NOW - MINUTE + 5 * MINUTE;
    const waits = nextOf(rollout, seen(rollout, 'unreadable'), end - 1);
    expect(waits).toMatchObject({ step: 0, weight: 5, agreed: 5, phase: { status: 'shifting' } });
    expect(waits.alarms).toEqual(rollout.alarms);
    expect(nextOf(waits, seen(rollout, 'unreadable'), end)).toMatchObject({
      step: 0,
      weight: 5,
      phase: { status: 'holding', why: { kind: 'alarms-unreadable' }, activity: { status: 'shifting', wanted: 5 } },
    });
  });
});

describe('a shift that spreads', () => {
  const spreading = { effectiveAt: null };
  const since = (minutes: number): Rollout => {
    const phase = { status: 'shifting', since: NOW - minutes * MINUTE } as const;
    const shifting = aRollout({ situation: 'shifting', phase });
    return nextOf(shifting, anObservation(shifting, { ...spreading, change: 'C1' }));
  };

  it('and that is written again five minutes after it began is undone by somebody, and is asked about', () => {
    const rollout = since(6);
    const held = nextOf(rollout, anObservation(rollout, { ...spreading, change: 'C2' }));
    expect(held.phase).toMatchObject({ status: 'holding', why: { kind: 'drift', target: API } });
    expect(told(rollout, held)).toEqual([
      `Something outside Serin changes ${API} again, each time Serin has written it: something undoes its shift. Serin holds. Find out what it is (a pipeline, Terraform, a person), stop it, then resume, or roll back.`,
    ]);
  });

  it.each([
    ['and is written again before that', since(4), 'C2'],
    ['with the same change for as long as it takes', since(60), 'C1'],
    ['with a change whose id was lost', since(60), null],
  ])('%s is waited for', (_what, rollout, change) => {
    const decision = decideGiven(rollout, anObservation(rollout, { ...spreading, change }), NOW);
    const next = decision.answer === 'accepted' ? decision.next : rollout;
    expect(next.phase.status).toBe('shifting');
  });
});

describe('all or none', () => {
  const shifting = aRollout({ situation: 'shifting' });

  it.each([throttled, denied])('one target that cannot be brought up lowers all of them and asks ($code)', (fault) => {
    const next = nextOf(shifting, anObservation(shifting, { weight: null, fault }));
    expect(next).toMatchObject({ weight: 5, agreed: 5, generation: 4, reversals: 1 });
    expect(next.phase).toEqual({
      status: 'holding',
      since: NOW,
      why: { kind: 'partial', target: API, fault },
      activity: { status: 'shifting', wanted: 25 },
    });
    expect(told(shifting, next)[0]).toMatch(/^lambda-alias checkout-api:live could not be brought to 25%: .* 5%\./);
  });

  it.each([
    { what: 'a bake', rollout: aRollout() },
    { what: 'a pause in the middle of a shift', rollout: nextOf(shifting, aSignal('pause')) },
  ])('does not count for a target that cannot be read in $what, when nothing is to be raised', ({ rollout }) => {
    const { weight, generation, phase } = rollout;
    const next = nextOf(rollout, anObservation(rollout, { weight: null, fault: throttled }));
    expect(next).toMatchObject({ weight, generation, phase });
  });
});

describe('a foreign change', () => {
  const settled = { intendedAt: NOW - HOUR };

  it.each(['shifting', 'baking', 'awaiting-approval', 'paused', 'promoting'] as const)(
    'of what the baseline describes holds while %s',
    (situation) => {
      const rollout = aRollout({ situation });
      const next = nextOf(rollout, anObservation(rollout, drifted));
      expect(next.phase).toMatchObject({
        status: 'holding',
        why: { kind: 'drift', target: API, detail: 'it points to version 55' },
      });
      expect(next.weight).toBe(situation === 'shifting' ? 5 : rollout.weight);
    },
  );

  it('of a weight holds once no writer of ours can be late any more', () => {
    const rollout = aRollout(settled);
    const next = nextOf(rollout, anObservation(rollout, { weight: 50 }));
    expect(next.phase).toMatchObject({
      status: 'holding',
      why: { kind: 'drift', target: API, detail: 'its weight is 50% instead of 5%' },
    });
  });

  it('of a weight is not told apart from a late writer of ours before that', () => {
    const rollout = aRollout({ intendedAt: NOW - 90_000 });
    expect(nextOf(rollout, anObservation(rollout, { weight: 50 })).phase).toEqual(rollout.phase);
  });

  it('is not made of a weight that was seen before the intention changed', () => {
    const [first, second] = bothTargets(null);
    const stale = { ...anObservation(aRollout()).targets[1]!, weight: 50, at: NOW - 2 * HOUR };
    const rollout = aRollout({ ...settled, targets: [first!, { ...second!, observed: stale }] });
    const whole = anObservation(rollout);
    const next = nextOf(rollout, { ...whole, targets: whole.targets.slice(0, 1) });
    expect(next.phase).toEqual(rollout.phase);
  });

  it('is not seen in a share that is the nearest a target can express', () => {
    const targets = [aTarget({ expressed: { '5': 5.098 } })];
    const rollout = aRollout({ ...settled, targets });
    expect(nextOf(rollout, anObservation(rollout, { weight: 5.098 })).phase).toEqual(rollout.phase);
  });

  it('is said once, and again when it is another', () => {
    const rollout = aRollout();
    const held = nextOf(rollout, anObservation(rollout, drifted));
    expect(told(held, nextOf(held, anObservation(held, { ...drifted, weight: 6 })))).toEqual([]);
    const another = nextOf(held, anObservation(held, { drift: 'it points to version 56' }));
    expect(told(held, another)).toHaveLength(1);
    const whole = anObservation(held);
    const elsewhere = whole.targets.map((target) => (target.name === EVENTS ? { ...target, ...drifted } : target));
    expect(told(held, nextOf(held, { ...whole, targets: elsewhere }))).toEqual([
      expect.stringContaining(`Somebody changed ${EVENTS}: it points to version 55.`),
    ]);
  });

  it('that was put back leaves the decision to go on to a person', () => {
    const rollout = aRollout();
    const held = nextOf(rollout, anObservation(rollout, drifted));
    expect(nextOf(held, anObservation(held)).phase).toEqual(held.phase);
  });
});

describe('a promotion', () => {
  const rollout = aRollout({ situation: 'promoting' });

  it('completes when every target is promoted', () => {
    const next = nextOf(rollout, anObservation(rollout));
    expect(next).toMatchObject({ weight: 100, agreed: 100, phase: { status: 'completed', at: NOW } });
    expect(told(rollout, next)).toEqual(['Completed: v54 is stable now.']);
  });

  it('of a service with environments says who has which side', () => {
    const sides = { ...rollout, environments: { stable: 'a', canary: 'b' } as const };
    expect(told(sides, nextOf(sides, anObservation(sides)))).toEqual([
      'Completed: v54 is stable now. Environment b is live; environment a gets the next release.',
    ]);
  });

  it('does not complete while one target has a residue', () => {
    expect(nextOf(rollout, anObservation(rollout, { promoted: false })).phase.status).toBe('promoting');
  });

  it('is tried again for five minutes after a fault that may pass, then holds; a resume gives it five more', () => {
    const observation = anObservation(rollout, { weight: null, promoted: false, fault: throttled });
    const end = NOW - MINUTE + 5 * MINUTE;
    expect(nextOf(rollout, observation, end).phase.status).toBe('promoting');
    const held = nextOf(rollout, observation, end + 1);
    expect(held).toMatchObject({
      weight: 100,
      phase: {
        status: 'holding',
        why: { kind: 'partial', target: API, fault: throttled },
        activity: { status: 'promoting' },
      },
    });
    const later = end + HOUR;
    const targets = anObservation(rollout).targets.map((target) => ({ ...target, at: later, promoted: false }));
    const resumed = nextOf(held, aSignal('resume', { issuedAt: later, targets }), later);
    expect(nextOf(resumed, observation, later + 5 * MINUTE).phase.status).toBe('promoting');
    expect(nextOf(resumed, observation, later + 5 * MINUTE + 1).phase.status).toBe('holding');
  });

  it('goes on for five minutes while no target answers with a fault, then asks about the one that is not promoted', () => {
    const observation = anObservation(rollout, { promoted: false });
    expect(nextOf(rollout, observation, NOW + 4 * MINUTE).phase.status).toBe('promoting');
    expect(nextOf(rollout, observation, NOW + 4 * MINUTE + 1).phase).toMatchObject({
      status: 'holding',
      why: { kind: 'drift', target: API, detail: 'something undoes its promotion' },
    });
  });

  it('holds after a fault that will not', () => {
    const next = nextOf(rollout, anObservation(rollout, { weight: null, promoted: false, fault: denied }));
    expect(next).toMatchObject({
      weight: 100,
      phase: { status: 'holding', why: { kind: 'partial', target: API }, activity: { status: 'promoting' } },
    });
  });
});

describe('a target', () => {
  it('is at a weight only when it was seen', () => {
    const wanted = { weight: 5, cohorts: [] };
    expect(isAt(aTarget(), null, wanted)).toBe(false);
    expect(isAt(aTarget(), { weight: null }, wanted)).toBe(false);
    expect(isAt(aTarget(), { weight: null }, { weight: 0, cohorts: [] })).toBe(false);
    expect(isAt(aTarget(), { weight: 5 + 1e-9 }, wanted)).toBe(true);
    expect(isAt(aTarget(), { weight: 5.01 }, wanted)).toBe(false);
  });
});

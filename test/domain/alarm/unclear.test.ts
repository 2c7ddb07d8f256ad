import { describe, expect, it } from 'vitest';
import type { AlarmReading } from '../../../src/domain/alarm/state.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { MissingData, OnAlarm } from '../../../src/domain/service.ts';
import { watchedAlarms } from '../../../src/rollout/alarms/watched-alarms.ts';
import {
  aBreach,
  anAlarmState,
  aReading,
  aRollout,
  aService,
  HOUR,
  MINUTE,
  NOW,
  readings,
} from '../../rollout/builders.ts';
import { aSignal, decideGiven, nextOf, told } from '../../rollout/signals.ts';

const FIRES = { value: 'ALARM', since: NOW } as const;
const NO_DATA = { value: 'INSUFFICIENT_DATA', since: NOW + MINUTE, readAt: NOW + 2 * MINUTE } as const;
const QUIET = { value: 'OK', since: NOW + 3 * MINUTE, readAt: NOW + 4 * MINUTE } as const;
/** When the bake of the built rollout is over. */
const DUE = NOW + 6 * MINUTE;

const service = (onAlarm: OnAlarm, missingData: MissingData = 'hold') => aService({ onAlarm, missingData });
const timer = (alarms = readings()) => aSignal('timer', { alarms });
const event = (over: Parameters<typeof aBreach>[0] = {}) => aSignal('alarm', { change: aBreach(over) });
const sees = (over: Partial<AlarmReading>) => timer(readings({ readAt: DUE, ...over }));
const codeOf = (rollout: Rollout, ...rest: [Parameters<typeof decideGiven>[1], number]) => {
  const decision = decideGiven(rollout, ...rest);
  return 'code' in decision ? decision.code : decision.answer;
};

/** A rollout whose alarm fired and asked, and then lost its data, by event. */
function firedAndLost(onAlarm: OnAlarm = 'ask', missingData: MissingData = 'hold'): Rollout {
  const asked = nextOf(aRollout({ config: service(onAlarm, missingData) }), event(FIRES));
  return nextOf(asked, event({ value: 'INSUFFICIENT_DATA', previous: 'ALARM', since: NOW + MINUTE }), NOW + MINUTE);
}

/** A rollout that holds for an alarm that fired and lost its data. */
const held = (): Rollout => nextOf(firedAndLost(), sees(NO_DATA), DUE);

const resume = (over: Partial<AlarmReading> = NO_DATA) => aSignal('resume', { issuedAt: DUE, alarms: readings(over) });

describe('an alarm that fired and then loses its data', () => {
  it.each(['hold', 'ignore'] as const)('does not let the plan go on by itself (missingData: %s)', (missingData) => {
    const rollout = firedAndLost('ask', missingData);
    const next = nextOf(rollout, sees(NO_DATA), DUE);
    expect(next).toMatchObject({
      step: 1,
      weight: 5,
      phase: { status: 'holding', why: { kind: 'alarm-unclear', alarms: [{ name: 'checkout-5xx', is: 'fired' }] } },
    });
    expect(told(rollout, next)).toEqual([
      'The alarm checkout-5xx fired and has no data any more. Serin holds and asks. /canary resume checkout goes on without the alarm checkout-5xx.',
    ]);
  });

  it('is told in the thread, once', () => {
    const asked = nextOf(aRollout({ config: service('ask') }), event(FIRES));
    const lost = firedAndLost();
    expect(told(asked, lost)).toEqual([
      'The alarm checkout-5xx fired and has no data any more. The weight is not raised until the alarm is OK; /canary resume checkout goes on without the alarm checkout-5xx, or roll back.',
    ]);
    expect(decideGiven(lost, timer(readings(NO_DATA)), NOW + 2 * MINUTE).answer).toBe('ignored');
  });

  it.each(['skip', 'promote', 'approve'] as const)('does not let anybody %s before it is answered for', (kind) => {
    const situation = kind === 'approve' ? 'awaiting-approval' : 'baking';
    const rollout = { ...aRollout({ situation, config: service('ask') }), alarms: firedAndLost().alarms };
    const signal = aSignal(kind, { alarms: readings(NO_DATA) });
    expect(codeOf(rollout, signal, NOW + 2 * MINUTE)).toBe('alarm-unclear');
  });

  it('is answered for by who resumes what holds for it by name; the timeline says so, and the plan goes on', () => {
    const next = nextOf(held(), resume(), DUE);
    expect(next.phase.status).toBe('baking');
    expect(next.alarms['checkout-5xx']).toMatchObject({ unanswered: false, answered: 'no-data' });
    expect(told(held(), next)[0]).toBe(
      'bob goes on without the alarm checkout-5xx. The alarm checkout-5xx fired and has no data any more.',
    );
    expect(nextOf(next, sees(NO_DATA), DUE)).toMatchObject({ step: 2, phase: { status: 'awaiting-approval' } });
  });

  it('is asked about by name, and not answered for, when a rollout is resumed that holds for nothing like it', () => {
    const paused = { ...aRollout({ situation: 'paused' }), alarms: firedAndLost().alarms };
    const asked = nextOf(paused, resume(), DUE);
    expect(asked.phase).toMatchObject({ status: 'holding', why: { alarms: [{ name: 'checkout-5xx', is: 'fired' }] } });
    expect(nextOf(asked, resume(), DUE).phase.status).toBe('baking');
  });

  it('is answered for while the plan goes on, by a word of its own', () => {
    const next = nextOf(firedAndLost(), resume(), NOW + 2 * MINUTE);
    expect(next).toMatchObject({ phase: { status: 'baking' }, alarms: { 'checkout-5xx': { unanswered: false } } });
    expect(nextOf(next, sees(NO_DATA), DUE).step).toBe(2);
    expect(decideGiven(aRollout(), aSignal('resume'), NOW)).toMatchObject({
      because: 'It is neither paused nor holding.',
    });
  });

  it('stays unanswered until it is OK: no data, a deletion and an evaluation error are no answer', () => {
    const between = [NO_DATA, { value: 'MISSING', since: 0 }, { ...NO_DATA, evaluation: 'EVALUATION_ERROR' }] as const;
    for (const over of between) {
      const next = nextOf(firedAndLost(), sees({ ...over, readAt: DUE }), DUE);
      expect(next.alarms['checkout-5xx']?.unanswered).toBe(true);
      expect(next.phase.status).toBe('holding');
    }
    const quiet = nextOf(firedAndLost(), timer(readings(QUIET)), NOW + 4 * MINUTE);
    expect(told(firedAndLost(), quiet)).toEqual(['The alarm checkout-5xx is quiet again.']);
    expect(nextOf(quiet, sees(QUIET), DUE).step).toBe(2);
  });

  it('counts again when it fires anew after an answer', () => {
    const calm = nextOf(held(), resume(), DUE);
    const again = nextOf(calm, event({ ...FIRES, since: DUE + MINUTE }), DUE + MINUTE);
    expect(again.alarms['checkout-5xx']).toMatchObject({ unanswered: true });
    expect(again.alarms['checkout-5xx']).not.toHaveProperty('answered');
  });

  it('is what a rollout holds for that held because it fired', () => {
    const holding = nextOf(aRollout({ config: service('hold') }), event(FIRES));
    expect(holding.phase).toMatchObject({ why: { kind: 'alarm', name: 'checkout-5xx' } });
    const next = nextOf(holding, timer(readings(NO_DATA)), NOW + 2 * MINUTE);
    expect(next.phase).toMatchObject({ why: { kind: 'alarm-unclear', alarms: [{ is: 'fired' }] } });
    expect(codeOf(next, aSignal('promote', { issuedAt: DUE, alarms: readings(NO_DATA) }), DUE)).toBe('alarm-unclear');
    expect(nextOf(next, resume(), DUE).phase.status).toBe('baking');
  });

  it('does not let a resume through while it still fires, whatever else is unclear', () => {
    const asked = nextOf(aRollout({ config: service('ask') }), event(FIRES));
    expect(codeOf(asked, aSignal('resume', { alarms: readings({ ...FIRES, readAt: NOW }) }), NOW)).toBe('alarm-firing');
  });
});

describe('an alarm that had data and has none any more', () => {
  it('holds a raise, and is told once', () => {
    const rollout = aRollout();
    const lost = nextOf(rollout, timer(readings(NO_DATA)), NOW + 2 * MINUTE);
    expect(told(rollout, lost)).toEqual([expect.stringMatching(/^The alarm checkout-5xx has no data any more\. /)]);
    const back = nextOf(lost, timer(readings(QUIET)), NOW + 4 * MINUTE);
    expect(back.alarms['checkout-5xx']).toMatchObject({ value: 'OK', told: 'no-data' });
    const again = { value: 'INSUFFICIENT_DATA', since: NOW + 5 * MINUTE, readAt: NOW + 5 * MINUTE } as const;
    const silent = nextOf(back, timer(readings(again)), NOW + 5 * MINUTE);
    expect(told(back, silent)).toEqual([]);
    expect(nextOf(silent, sees(again), DUE).phase).toMatchObject({
      why: { kind: 'alarm-unclear', alarms: [{ name: 'checkout-5xx', is: 'no-data' }] },
    });
  });

  it('does not hold where the service ignores missing data, and is told all the same', () => {
    const rollout = aRollout({ config: service('rollback', 'ignore') });
    const lost = nextOf(rollout, timer(readings(NO_DATA)), NOW + 2 * MINUTE);
    expect(told(rollout, lost)).toEqual([
      'The alarm checkout-5xx has no data any more. The plan goes on: missingData is ignore.',
    ]);
    expect(nextOf(lost, sees(NO_DATA), DUE).step).toBe(2);
  });

  it('does not hold when it never had any, and does as soon as it had some', () => {
    const never = anAlarmState({ value: 'INSUFFICIENT_DATA', hadData: false });
    const rollout = aRollout({ alarms: { 'checkout-5xx': never, 'checkout-p99': anAlarmState() } });
    expect(nextOf(rollout, sees({ value: 'INSUFFICIENT_DATA', since: NOW - HOUR }), DUE).step).toBe(2);
    const some = nextOf({ ...rollout, step: 1 }, event({ value: 'OK', since: NOW }), NOW);
    expect(some.alarms['checkout-5xx']?.hadData).toBe(true);
  });
});

describe('an alarm that CloudWatch does not evaluate', () => {
  const broken = { evaluation: 'EVALUATION_ERROR', since: NOW - HOUR, readAt: DUE } as const;

  it('is not known to be quiet although its state is OK: raises nothing, and asks after five minutes', () => {
    const rollout = nextOf(aRollout(), sees(broken), NOW);
    expect(told(aRollout(), rollout)).toEqual([
      expect.stringContaining('CloudWatch does not evaluate the alarm checkout-5xx (EVALUATION_ERROR).'),
    ]);
    const end = DUE + 5 * MINUTE;
    expect(decideGiven(rollout, sees(broken), end - 1).answer).toBe('ignored');
    const next = nextOf(rollout, sees(broken), end);
    expect(next).toMatchObject({
      weight: 5,
      phase: { status: 'holding', why: { kind: 'alarm-unclear', alarms: [{ is: 'not-evaluated' }] } },
    });
    expect(nextOf(next, aSignal('resume', { issuedAt: end, alarms: readings(broken) }), end).phase.status).toBe(
      'baking',
    );
  });

  it('goes on by itself when it is evaluated again in time', () => {
    const rollout = nextOf(aRollout(), sees(broken), NOW);
    expect(nextOf(rollout, sees({ since: NOW - HOUR }), DUE + MINUTE).step).toBe(2);
  });

  it('holds nothing while it is evaluated on a part of its data', () => {
    expect(nextOf(aRollout(), sees({ evaluation: 'PARTIAL_DATA' }), DUE).step).toBe(2);
  });

  it('acts when it is in ALARM all the same', () => {
    expect(nextOf(aRollout(), sees({ ...broken, value: 'ALARM', since: NOW }), NOW).weight).toBe(0);
  });
});

describe('an alarm that was deleted', () => {
  const GONE = { value: 'MISSING', since: 0 } as const;

  it('is answered for by who resumes, and holds nothing until it is there again', () => {
    const holding = nextOf(aRollout(), timer(readings(GONE)));
    const signal = aSignal('resume', { alarms: readings(GONE) });
    const calm = nextOf(holding, signal);
    expect(told(holding, calm)[0]).toContain('bob goes on without the alarm checkout-5xx.');
    expect(nextOf(calm, sees(GONE), DUE)).toMatchObject({ step: 2 });
  });

  it('is answered for also where CloudWatch says nothing of it', () => {
    const holding = nextOf(aRollout(), timer(readings().slice(1)));
    const calm = nextOf(holding, aSignal('resume', { alarms: readings().slice(1) }));
    expect(nextOf(calm, timer(readings().slice(1)), DUE)).toMatchObject({ step: 2 });
  });

  it('leaves the others to be asked about: who resumes answers for what was named', () => {
    const holding = nextOf(aRollout(), timer(readings(GONE)));
    const both = [aReading(GONE), aReading({ name: 'checkout-p99', ...NO_DATA })];
    const asked = nextOf(holding, aSignal('resume', { issuedAt: NOW + 2 * MINUTE, alarms: both }), NOW + 2 * MINUTE);
    expect(asked.phase).toMatchObject({ why: { alarms: [{ name: 'checkout-p99', is: 'no-data' }] } });
  });
});

describe('an alarm that belongs to the service no longer', () => {
  const known = { ...aRollout().alarms, 'checkout-new': anAlarmState({ value: 'ALARM', since: NOW - MINUTE }) };
  const stray = aReading({ name: 'checkout-new', value: 'ALARM', since: NOW - MINUTE, stray: true });

  it('is one that neither the frozen nor the live configuration names', () => {
    const rollout = aRollout({ alarms: known });
    const names = ['checkout-5xx', 'checkout-p99', 'checkout-new'];
    expect(watchedAlarms(rollout, ['checkout-5xx', 'checkout-new'])).toEqual({
      names: ['checkout-5xx', 'checkout-p99', 'checkout-new'],
      stray: new Set(),
    });
    expect(watchedAlarms(rollout, ['checkout-5xx'])).toEqual({ names, stray: new Set(['checkout-new']) });
    expect(watchedAlarms(rollout, ['checkout-late'])).toMatchObject({
      names: expect.arrayContaining(['checkout-late']),
    });
    expect(watchedAlarms(rollout, null)).toEqual({ names, stray: new Set() });
    const left = { ...known, 'checkout-new': anAlarmState({ value: 'ALARM', stray: true }) };
    expect(watchedAlarms(aRollout({ alarms: left }), null).stray).toEqual(new Set(['checkout-new']));
  });

  it('holds for what it fired, by name, and is answered for by who resumes', () => {
    const rollout = aRollout({ config: service('hold'), alarms: known });
    const signal = timer([...readings({ readAt: DUE }), { ...stray, readAt: DUE }]);
    const holding = nextOf(rollout, signal, DUE);
    expect(told(rollout, holding)).toEqual([
      expect.stringContaining('The alarm checkout-new fired and does not belong to the service any more.'),
    ]);
    const due = nextOf(holding, signal, DUE);
    expect(due.phase).toMatchObject({ why: { alarms: [{ name: 'checkout-new', is: 'left' }] } });
    const alarms = [...readings(), { ...stray, readAt: DUE }];
    const calm = nextOf(due, aSignal('resume', { issuedAt: DUE, alarms }), DUE);
    expect(nextOf(calm, signal, DUE)).toMatchObject({ step: 2 });
  });

  it('holds nothing when it has not fired, and does not act when it fires later', () => {
    const quiet = aRollout({ alarms: { ...known, 'checkout-new': anAlarmState({ since: NOW - HOUR }) } });
    const fires = timer([...readings(), { ...stray, since: NOW, readAt: NOW }]);
    expect(nextOf(quiet, fires, DUE)).toMatchObject({ step: 2, phase: { status: 'awaiting-approval' } });
  });
});

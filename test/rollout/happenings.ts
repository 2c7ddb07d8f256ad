import type fc from 'fast-check';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { Service } from '../../src/domain/service.ts';
import { anAnalysis, type Doing } from './arms.ts';
import { aDrain, aHook, alice, aPerson, aService, aWait, bob, carol, HOUR, MINUTE, sessionsOn } from './builders.ts';
import { type Choice, either, listOf, type Picked, pairOf, pick, recordOf } from './choices.ts';

const people = pick(alice, bob, carol, aPerson('dave'));
const speakers = either(
  { weight: 1, choice: people },
  { weight: 1, choice: pick({ arn: 'arn:aws:sts::123456789012:assumed-role/deploy/run-7' }) },
);
const ages = pick(0, 0, 0, 0, 2 * MINUTE, 6 * MINUTE);
const { alarms } = aService();
const agos = pick(0, 500, 2 * MINUTE, 2 * HOUR);
const seldom = pick(false, false, false, false, false, true);

const GATE = { kind: 'approve', from: [bob.id, carol.id], count: 1, within: 24 * HOUR } as const;
const BAKE = { kind: 'bake', ms: 10 * MINUTE } as const;
const cohort = (...names: readonly string[]) => ({ kind: 'cohort', names }) as const;
const shift = (weight: number) => ({ kind: 'shift', weight }) as const;

const plans: readonly Plan[] = [
  aService().plan,
  [{ ...GATE, count: 2 }, shift(5), shift(25), shift(100)],
  [shift(100)],
  [shift(10), shift(50), shift(100)],
  [shift(10), BAKE, shift(100), BAKE],
  [shift(100), aDrain(), BAKE],
  [shift(10), shift(100), aDrain({ metric: sessionsOn('53'), onCanary: sessionsOn('54') }), BAKE],
  [aHook(), shift(10), aHook({ onFailure: 'rollback' }), shift(100), BAKE],
  // Earlier than serin.yml may have it, so that a run often comes to what is behind it.
  [aHook({ pointOfNoReturn: true }), shift(100), BAKE],
  [cohort('staff'), BAKE, cohort('beta', 'partners'), GATE, shift(10), shift(100)],
  [shift(5), cohort('staff'), shift(100)],
  [shift(10), GATE, { ...GATE, from: [carol.id] }, shift(50), BAKE, shift(100)],
  [shift(10), aWait({ minute: 18 * 60 }), shift(100)],
];

/** What is peculiar to a service: any plan of several forms, with and without alarms. */
export const settings = recordOf({
  plan: pick(...plans),
  alarms: pick(alarms, alarms, []),
  onAlarm: pick('rollback' as const, 'hold' as const, 'ask' as const),
  missingData: pick('hold' as const, 'hold' as const, 'ignore' as const),
  selfApproval: pick(false, true),
  rollbackWindow: pick(24 * HOUR, 24 * HOUR, HOUR, 0),
  analysis: pick(
    null,
    null,
    null,
    anAnalysis(),
    anAnalysis({ onUnhealthy: 'hold', onSharedIncident: 'hold' }),
    anAnalysis({ acts: false }),
  ),
});

/** The service with these settings. */
export function serviceWith({ analysis, ...service }: Picked<typeof settings>): Service {
  return aService({ ...service, ...(analysis !== null && { analysis }) });
}

/** A service with any plan of several forms, with and without alarms. */
export const services: fc.Arbitrary<Service> = settings.arbitrary.map(serviceWith);

const evidence = recordOf({
  says: pick(
    ...Array.from({ length: 12 }, () => 'quiet' as const),
    'fires' as const,
    'suppressed' as const,
    'not evaluated' as const,
    'without data' as const,
    'gone' as const,
    'unreadable' as const,
  ),
  about: pick(...alarms),
  ago: agos,
  atOnce: pick(false, true),
  /** So long the service is frozen from now on; null: it is not. */
  frozen: pick(...Array.from({ length: 8 }, () => null), 30_000, 2 * MINUTE, 5 * HOUR),
});

const buttons = pick('none' as const, 'current' as const, 'current' as const, 'earlier' as const);
const command = { by: people, age: ages, other: seldom, button: buttons };
/** What an IAM identity can say as well. */
const open = { ...command, by: speakers };

const view = pick(
  ...Array.from({ length: 8 }, () => 'as intended' as const),
  'at 0' as const,
  'at 25' as const,
  'open' as const,
  'spreading' as const,
  'unreadable' as const,
  'dead' as const,
  'drifted' as const,
  'left out' as const,
);

/** How both versions do in the metrics; null: they were not read. */
const doing = pick<readonly (Doing | null)[]>(
  ...Array.from({ length: 6 }, () => 'alike' as const),
  null,
  'worse',
  'few',
  'both burn',
  'stable burns',
  'silent',
  'unreadable',
);

const what = either(
  {
    weight: 12,
    choice: recordOf({ kind: pick('observation' as const), off: seldom, views: pairOf(view, view) }),
  },
  {
    weight: 6,
    choice: recordOf({
      kind: pick('timer' as const),
      other: seldom,
      reading: pick(undefined, null, 0, 3, 7),
      ago: agos,
      doing,
    }),
  },
  {
    weight: 2,
    choice: recordOf({
      kind: pick('leaving' as const),
      other: seldom,
      reading: pick('unreadable' as const, null, 0, 3, 7),
      ago: agos,
    }),
  },
  {
    weight: 5,
    choice: recordOf({
      ...command,
      kind: pick('approve' as const),
      isApprover: pick(true, true, true, false),
    }),
  },
  { weight: 2, choice: recordOf({ ...command, kind: pick('withdraw' as const) }) },
  { weight: 1, choice: recordOf({ kind: pick('freeze' as const) }) },
  { weight: 2, choice: recordOf({ ...command, kind: pick('resume' as const) }) },
  { weight: 1, choice: recordOf({ ...open, kind: pick('pause' as const) }) },
  {
    weight: 1,
    choice: recordOf({ ...command, kind: pick('reject' as const) }),
  },
  {
    weight: 1,
    choice: recordOf({
      ...open,
      kind: pick('rollback' as const),
      anyway: pick(false, true),
      views: pairOf(view, view),
      owner: pick('checkout', 'checkout', 'checkout', null, 'another'),
    }),
  },
  {
    weight: 8,
    choice: recordOf({
      kind: pick('hook' as const),
      off: seldom,
      news: pick(
        { kind: 'claimed' as const },
        { kind: 'claimed' as const },
        { kind: 'answered' as const, ok: true, text: 'All good' },
        { kind: 'answered' as const, ok: true, text: '' },
        { kind: 'answered' as const, ok: false, text: 'No video.' },
        { kind: 'taken' as const },
        { kind: 'refused' as const, again: true, text: 'Rate exceeded.' },
        { kind: 'refused' as const, again: false, text: 'It does not exist.' },
        { kind: 'unknown' as const, text: 'the connection broke' },
      ),
    }),
  },
  {
    weight: 8,
    choice: recordOf({
      ...command,
      kind: pick('skip' as const, 'skip' as const, 'promote' as const),
      gates: pick('all' as const, 'all' as const, 'last' as const, 'none' as const),
    }),
  },
  {
    weight: 2,
    choice: recordOf({
      kind: pick('alarm' as const),
      name: pick(...alarms),
      value: pick('ALARM' as const, 'OK' as const, 'OK' as const, 'INSUFFICIENT_DATA' as const),
      ago: agos,
      suppressed: seldom,
      doing,
    }),
  },
  {
    weight: 2,
    choice: recordOf({
      ...open,
      kind: pick('start' as const),
      force: pick(false, true),
      fix: seldom,
      weight: pick(0, 0, 10),
    }),
  },
);

const happening = recordOf({
  wait: pick(0, 0, 1_000, 30_000, 2 * MINUTE, 11 * MINUTE, 5 * HOUR, -20_000),
  what,
  evidence,
});

/** Something that happens some time after what happened before, as data, so that a counterexample can be read. */
export type Happening = Picked<typeof happening>;

/** Some of them, in any order. */
export const lists: Choice<readonly Happening[]> = listOf(happening, 60);
export const happenings = lists.arbitrary;

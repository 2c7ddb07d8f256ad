import fc from 'fast-check';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { Service } from '../../src/domain/service.ts';
import { anAnalysis, type Doing } from './arms.ts';
import { aDrain, aHook, alice, aPerson, aService, aWait, bob, carol, HOUR, MINUTE, sessionsOn } from './builders.ts';

const people = fc.constantFrom(alice, bob, carol, aPerson('dave'));
const speakers = fc.oneof(people, fc.constant({ arn: 'arn:aws:sts::123456789012:assumed-role/deploy/run-7' }));
const ages = fc.constantFrom(0, 0, 0, 0, 2 * MINUTE, 6 * MINUTE);
const { alarms } = aService();
const agos = fc.constantFrom(0, 500, 2 * MINUTE, 2 * HOUR);
const seldom = fc.constantFrom(false, false, false, false, false, true);

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

/** A service with any plan of several forms, with and without alarms. */
export const services: fc.Arbitrary<Service> = fc
  .record({
    plan: fc.constantFrom(...plans),
    alarms: fc.constantFrom(alarms, alarms, []),
    onAlarm: fc.constantFrom('rollback' as const, 'hold' as const, 'ask' as const),
    missingData: fc.constantFrom('hold' as const, 'hold' as const, 'ignore' as const),
    selfApproval: fc.boolean(),
    rollbackWindow: fc.constantFrom(24 * HOUR, 24 * HOUR, HOUR, 0),
    analysis: fc.constantFrom(
      null,
      null,
      null,
      anAnalysis(),
      anAnalysis({ onUnhealthy: 'hold', onSharedIncident: 'hold' }),
      anAnalysis({ acts: false }),
    ),
  })
  .map(({ analysis, ...service }) => aService({ ...service, ...(analysis !== null && { analysis }) }));

const evidence = fc.record({
  says: fc.constantFrom(
    ...Array.from({ length: 12 }, () => 'quiet' as const),
    'fires' as const,
    'suppressed' as const,
    'not evaluated' as const,
    'without data' as const,
    'gone' as const,
    'unreadable' as const,
  ),
  about: fc.constantFrom(...alarms),
  ago: agos,
  atOnce: fc.boolean(),
  /** So long the service is frozen from now on; null: it is not. */
  frozen: fc.constantFrom(...Array.from({ length: 8 }, () => null), 30_000, 2 * MINUTE, 5 * HOUR),
});

const buttons = fc.constantFrom('none' as const, 'current' as const, 'current' as const, 'earlier' as const);
const command = { by: people, age: ages, other: seldom, button: buttons };
/** What an IAM identity can say as well. */
const open = { ...command, by: speakers };

const view = fc.constantFrom(
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
const doing = fc.constantFrom<Doing | null>(
  ...Array.from({ length: 6 }, () => 'alike' as const),
  null,
  'worse',
  'few',
  'both burn',
  'stable burns',
  'silent',
  'unreadable',
);

const what = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant('observation' as const), off: seldom, views: fc.tuple(view, view) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('timer' as const),
      other: seldom,
      reading: fc.constantFrom(undefined, null, 0, 3, 7),
      ago: agos,
      doing,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('leaving' as const),
      other: seldom,
      reading: fc.constantFrom('unreadable' as const, null, 0, 3, 7),
      ago: agos,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...command,
      kind: fc.constant('approve' as const),
      isApprover: fc.constantFrom(true, true, true, false),
    }),
  },
  { weight: 2, arbitrary: fc.record({ ...command, kind: fc.constant('withdraw' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('freeze' as const) }) },
  { weight: 2, arbitrary: fc.record({ ...command, kind: fc.constant('resume' as const) }) },
  { weight: 1, arbitrary: fc.record({ ...open, kind: fc.constant('pause' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ ...command, kind: fc.constant('reject' as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...open,
      kind: fc.constant('rollback' as const),
      anyway: fc.boolean(),
      views: fc.tuple(view, view),
      owner: fc.constantFrom('checkout', 'checkout', 'checkout', null, 'another'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('hook' as const),
      off: seldom,
      news: fc.constantFrom(
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
    arbitrary: fc.record({
      ...command,
      kind: fc.constantFrom('skip' as const, 'skip' as const, 'promote' as const),
      gates: fc.constantFrom('all' as const, 'all' as const, 'last' as const, 'none' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('alarm' as const),
      name: fc.constantFrom(...alarms),
      value: fc.constantFrom('ALARM' as const, 'OK' as const, 'OK' as const, 'INSUFFICIENT_DATA' as const),
      ago: agos,
      suppressed: seldom,
      doing,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...open,
      kind: fc.constant('start' as const),
      force: fc.boolean(),
      fix: seldom,
      weight: fc.constantFrom(0, 0, 10),
    }),
  },
);

/** Something that happens some time after what happened before, as data, so that a counterexample can be read. */
export const happenings = fc.array(
  fc.record({ wait: fc.constantFrom(0, 0, 1_000, 30_000, 2 * MINUTE, 11 * MINUTE, 5 * HOUR, -20_000), what, evidence }),
  { minLength: 1, maxLength: 60, size: 'max' },
);

/** One of them. */
export type Happening = typeof happenings extends fc.Arbitrary<(infer H)[]> ? H : never;

import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import { preflightChecks } from '../../../src/rollout/preflight/preflight.ts';
import { alice, aReading, aRollout, aService, bob, HOUR, MINUTE, NOW, readings, theDetails } from '../builders.ts';
import { acceptedOf, aDraft, aSignal, decideGiven, nextOf } from '../signals.ts';

const warning: Finding = {
  severity: 'warns',
  code: 'no-caller',
  about: null,
  message: 'Nothing calls the alias.',
  remedy: 'Let the event source call the alias.',
};
const FIRING = { value: 'ALARM', since: NOW - HOUR, details: theDetails() } as const;

function findingsOf(over: Parameters<typeof aDraft>[0]): readonly Finding[] {
  const decision = decideGiven(null, aSignal('start', { draft: aDraft(over) }), NOW);
  if (decision.answer === 'refused') return decision.findings ?? [];
  return acceptedOf(decision).next.findings;
}

describe('start', () => {
  it('takes the first step of the plan and says who asked for what', () => {
    const next = nextOf(null, aSignal('start'));
    expect(next).toMatchObject({ id: 'checkout-2', step: 0, weight: 5, generation: 2, agreed: 0, by: alice });
    expect(next.phase).toEqual({ status: 'shifting', since: NOW });
    expect(next.timeline).toEqual([
      { n: 1, at: NOW, by: { kind: 'person', person: alice }, text: 'alice started v54.' },
      { n: 2, at: NOW, by: { kind: 'serin' }, text: 'Shifts to 5%.' },
    ]);
  });

  it('tells card, thread and baseline, each under a key of its own', () => {
    const { effects } = acceptedOf(decideGiven(null, aSignal('start'), NOW));
    expect(effects.map(({ key }) => key)).toEqual(['card#checkout-2#2', 'thread#checkout-2#1', 'baseline#checkout-2']);
  });

  it('opens the gate first where the plan begins with one, moves nothing, and mentions its approvers', () => {
    const service = aService({
      plan: [
        { kind: 'approve', from: [bob.id], count: 1, within: HOUR },
        { kind: 'shift', weight: 100 },
      ],
    });
    const { next, effects } = acceptedOf(decideGiven(null, aSignal('start', { draft: aDraft({ service }) }), NOW));
    expect(next).toMatchObject({ weight: 0, generation: 1, phase: { status: 'awaiting-approval' } });
    expect(effects[1]?.body).toMatchObject({ kind: 'thread', mention: [bob.id] });
  });

  it('takes over the share that the canary has already, and says so', () => {
    const next = nextOf(null, aSignal('start', { draft: aDraft({ weight: 2.5 }) }));
    expect(next).toMatchObject({ agreed: 2.5, weight: 5 });
    expect(next.timeline[0]?.text).toBe('alice started v54. Takes over the 2.5% that the canary has already.');
  });

  it('is refused while a rollout runs and names it', () => {
    expect(decideGiven(aRollout(), aSignal('start'), NOW)).toMatchObject({
      code: 'running',
      because: expect.stringContaining('v54, started by alice'),
    });
  });

  it('is ignored when it comes again, also after that rollout has ended', () => {
    const draft = aDraft({ id: 'checkout-1' });
    for (const situation of ['shifting', 'rolled-back'] as const) {
      expect(decideGiven(aRollout({ situation }), aSignal('start', { draft }), NOW).answer).toBe('ignored');
    }
  });

  it('is refused when it was asked more than five minutes ago', () => {
    const start = aSignal('start', { issuedAt: NOW - 5 * MINUTE });
    expect(decideGiven(null, start, NOW).answer).toBe('accepted');
    expect(decideGiven(null, start, NOW + 1)).toMatchObject({ answer: 'refused', code: 'expired' });
  });
});

describe('preflight', () => {
  it('refuses with every finding when one of them blocks', () => {
    const blocking: Finding = { ...warning, severity: 'blocks', code: 'same-version' };
    const draft = aDraft({ findings: [warning, blocking] });
    expect(decideGiven(null, aSignal('start', { draft }), NOW)).toEqual({
      answer: 'refused',
      code: 'preflight',
      because: 'checkout v54 cannot start. Nothing was moved.',
      findings: [warning, blocking],
    });
  });

  it('keeps on the rollout what it only warns of', () => {
    expect(findingsOf({ findings: [warning] })).toEqual([warning]);
  });

  it('is blocked by an alarm that fires already', () => {
    expect(findingsOf({ alarms: readings(FIRING) })).toMatchObject([
      {
        severity: 'blocks',
        code: 'alarm-firing',
        about: 'checkout-5xx',
        message: expect.stringContaining('7, limit 5'),
      },
    ]);
  });

  it('is not blocked by it when the start is forced, but shows it', () => {
    const next = nextOf(null, aSignal('start', { draft: aDraft({ alarms: readings(FIRING), force: true }) }));
    expect(next.findings).toMatchObject([{ severity: 'warns', code: 'alarm-firing', about: 'checkout-5xx' }]);
    expect(next.alarms['checkout-5xx']).toEqual({
      value: 'ALARM',
      since: NOW - HOUR,
      suppressed: false,
      excused: true,
      hadData: true,
      unanswered: false,
    });
    expect(next.alarms['checkout-p99']?.excused).toBe(false);
  });

  it('is blocked by an alarm that fires although its actions are muted or suppressed, and says by what', () => {
    const alarms = readings({ ...FIRING, suppressed: true, suppressedBy: 'muted by the mute rule night' });
    expect(findingsOf({ alarms })).toMatchObject([
      { severity: 'blocks', code: 'alarm-firing', message: expect.stringContaining('(muted by the mute rule night)') },
    ]);
  });

  it.each([
    ['EVALUATION_ERROR', 'Correct the configuration of the alarm. To start without this alarm, add `force`.'],
    ['EVALUATION_FAILURE', 'Wait until CloudWatch evaluates it again. To start without this alarm, add `force`.'],
  ] as const)('is blocked by an alarm in %s, which nobody knows to be quiet', (evaluation, remedy) => {
    const alarms = readings({ evaluation, reason: 'No such metric.' });
    const message = `CloudWatch does not evaluate the alarm checkout-5xx (${evaluation}): No such metric.`;
    expect(findingsOf({ alarms })).toMatchObject([
      { severity: 'blocks', code: 'alarm-not-evaluated', about: 'checkout-5xx', message, remedy },
    ]);
  });

  it.each([
    ['EVALUATION_ERROR', 'alarm-not-evaluated', true],
    ['EVALUATION_FAILURE', 'alarm-not-evaluated', true],
    ['PARTIAL_DATA', 'alarm-partial', false],
  ] as const)('warns of an alarm in %s where it starts all the same', (evaluation, code, force) => {
    const draft = aDraft({ alarms: readings({ evaluation, reason: 'No such metric.' }), force });
    const next = nextOf(null, aSignal('start', { draft }));
    expect(next.findings).toMatchObject([
      { severity: 'warns', code, about: 'checkout-5xx', message: expect.stringContaining(evaluation) },
    ]);
    expect(preflightChecks(draft).filter(({ text }) => text === 'The alarm is OK.')).toMatchObject([
      { about: 'checkout-p99' },
    ]);
    expect(next.alarms['checkout-5xx']).toMatchObject({ evaluation });
  });

  it('remembers which alarms had data: only those can lose it', () => {
    const draft = aDraft({ alarms: readings({ value: 'INSUFFICIENT_DATA' }) });
    expect(nextOf(null, aSignal('start', { draft })).alarms).toMatchObject({
      'checkout-5xx': { hadData: false },
      'checkout-p99': { hadData: true },
    });
  });

  it('is blocked by an alarm that does not exist, forced or not', () => {
    const alarms = [aReading({ value: 'MISSING', since: 0 })];
    for (const force of [true, false]) {
      expect(findingsOf({ alarms, force })).toMatchObject([{ severity: 'blocks', code: 'alarm-missing' }]);
    }
  });

  it('warns of an alarm that has no data', () => {
    expect(findingsOf({ alarms: [aReading({ value: 'INSUFFICIENT_DATA' })] })).toMatchObject([
      { severity: 'warns', code: 'alarm-without-data' },
    ]);
  });
});

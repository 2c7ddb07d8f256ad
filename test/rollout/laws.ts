import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { AlarmReading } from '../../src/rollout/alarm-state.ts';
import { decide } from '../../src/rollout/decide.ts';
import { gatesOf } from '../../src/rollout/plan.ts';
import { emptyRecord, type Rollout } from '../../src/rollout/record.ts';
import type { AlarmEvidence, Signal } from '../../src/rollout/signal.ts';
import { EVALUATION_INTERVAL_MS, SAME_CHANGE_MS, STUCK_TRIES, WRITER_LIFETIME_MS } from '../../src/rollout/timing.ts';
import { wakeAt } from '../../src/rollout/wake.ts';
import type { Step } from './happenings.ts';
import { expectSentence } from './sentence.ts';

/** A step that changed one rollout into the next of the same run. */
interface Change {
  readonly before: Rollout;
  readonly next: Rollout;
  readonly signal: Signal;
  readonly now: number;
}

const GOES_BACK: readonly string[] = ['rolling-back', 'stuck', 'rolled-back'];

function isOver({ phase }: Rollout): boolean {
  return phase.status === 'completed' || phase.status === 'rolled-back';
}

function changeOf({ before, signal, decision, now }: Step): Change | null {
  if (before === null || decision.answer !== 'accepted' || decision.next.id !== before.id) return null;
  return { before, next: decision.next, signal, now };
}

/** Whether an alarm acts, by what was read just now, or by what is known when that is newer. Written without `alarms.ts`. */
function isFiring(rollout: Rollout, reading: AlarmReading): boolean {
  const known = rollout.alarms[reading.name];
  const isStale =
    known !== undefined &&
    known.value !== 'MISSING' &&
    reading.since !== 0 &&
    reading.since + SAME_CHANGE_MS < known.since;
  if (isStale) return known.value === 'ALARM' && !known.suppressed && !known.excused;
  const isExcused = known?.excused === true && known.value === 'ALARM' && reading.since <= known.since + SAME_CHANGE_MS;
  return reading.value === 'ALARM' && !reading.suppressed && !isExcused;
}

function isQuiet(rollout: Rollout, evidence: AlarmEvidence | undefined): boolean {
  return rollout.config.alarms.every((name) => {
    const reading = evidence === 'unreadable' ? undefined : evidence?.find((one) => one.name === name);
    return reading !== undefined && reading.value !== 'MISSING' && !isFiring(rollout, reading);
  });
}

function evidenceIn(signal: Signal): AlarmEvidence | undefined {
  if (signal.kind === 'start') return signal.draft.alarms;
  return 'alarms' in signal ? signal.alarms : undefined;
}

/** Whether what the step waited for has come. */
function isStepOver({ before, next, signal, now }: Change): boolean {
  const { phase, config } = before;
  const step = config.plan[before.step];
  switch (signal.kind) {
    case 'skip':
      return phase.status === 'baking';
    case 'timer':
      return phase.status === 'baking' && now >= phase.until;
    case 'observation':
      return (
        phase.status === 'shifting' &&
        next.targets.every(({ observed }) => observed?.weight === before.weight && observed.effectiveAt !== null)
      );
    case 'approve': {
      if (phase.status !== 'awaiting-approval' || step?.kind !== 'approve' || now > phase.expiresAt) return false;
      const mayApprove = signal.isApprover && (config.selfApproval || signal.by.id !== before.by.id);
      const people = new Set([...phase.approvals.map(({ by }) => by.id), signal.by.id]);
      return mayApprove && people.size >= step.count;
    }
    default:
      return false;
  }
}

function isByPlan(change: Change): boolean {
  const { before, next } = change;
  const step = before.config.plan[next.step];
  const isNextStep = next.step === before.step + 1 && step?.kind === 'shift' && step.weight === next.weight;
  return isNextStep && next.phase.status === 'shifting' && isStepOver(change);
}

function isPromote({ before, next, signal }: Change): boolean {
  if (signal.kind !== 'promote' || next.weight !== 100) return false;
  const gates = gatesOf(before.config.plan).map(({ index }) => index);
  const last = gates.at(-1);
  if (last === undefined) return signal.by.id === before.by.id;
  const ahead = gates.filter((index) => index >= before.step);
  const isPastOwnGate = ahead.length > 0 && signal.by.id === before.by.id;
  return [last, ...ahead].every((index) => signal.approverOf.includes(index)) && !isPastOwnGate;
}

function isResume({ before, next, signal }: Change): boolean {
  const { phase } = before;
  if (signal.kind !== 'resume' || (phase.status !== 'paused' && phase.status !== 'holding')) return false;
  return phase.activity.status === 'shifting' && phase.activity.wanted === next.weight;
}

/** Why a change raised the weight; null when for no reason there is. */
export function reasonToRise(change: Change): string | null {
  const { before, signal } = change;
  if (!isQuiet(before, evidenceIn(signal))) return null;
  if ('issuedAt' in signal && change.now - signal.issuedAt > 5 * 60_000) return null;
  if (isByPlan(change)) return `plan, by ${signal.kind}`;
  if (isPromote(change)) return 'promote';
  return isResume(change) ? 'resume' : null;
}

/** The change of a step if it raised the weight. */
export function riseIn(step: Step): Change | null {
  const change = changeOf(step);
  return change !== null && change.next.weight > change.before.weight ? change : null;
}

function answersTheSameTwice({ before, signal, decision, now }: Step): void {
  expect(isDeepStrictEqual(decide(before, signal, now), decision)).toBe(true);
}

function risesForAReason(step: Step): void {
  const rise = riseIn(step);
  if (rise !== null) expect(reasonToRise(rise)).not.toBeNull();
}

function startsWithTheFirstStep({ before, decision, signal, now }: Step): void {
  if (signal.kind !== 'start' || decision.answer !== 'accepted') return;
  const { next } = decision;
  const { draft } = signal;
  const [first] = draft.service.plan;
  expect(next.weight).toBe(first?.kind === 'shift' ? first.weight : draft.weight);
  expect(before === null || isOver(before)).toBe(true);
  expect(now - signal.issuedAt).toBeLessThanOrEqual(5 * 60_000);
  for (const { value, suppressed } of draft.alarms) {
    expect(value).not.toBe('MISSING');
    if (!draft.force && !suppressed) expect(value).not.toBe('ALARM');
  }
}

function promotesOnlyAllOfIt(step: Step): void {
  const change = changeOf(step);
  if (change === null || change.before.promotionBegan || !change.next.promotionBegan) return;
  expect(change.next).toMatchObject({ weight: 100, agreed: 100 });
  expect(isQuiet(change.before, evidenceIn(change.signal))).toBe(true);
}

function staysOnTheWayBack(step: Step): void {
  const change = changeOf(step);
  if (change === null || !GOES_BACK.includes(change.before.phase.status)) return;
  expect(change.next.weight).toBe(0);
  expect(GOES_BACK).toContain(change.next.phase.status);
}

function countsGenerations(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  const { before, next } = change;
  expect(next.generation).toBeGreaterThanOrEqual(before.generation);
  expect(next.reversals).toBeGreaterThanOrEqual(before.reversals);
  if (next.weight !== before.weight) expect(next.generation).toBeGreaterThan(before.generation);
  if (next.weight < before.weight) expect(next.reversals).toBeGreaterThan(before.reversals);
}

function keepsTheTimeline(step: Step): void {
  if (step.decision.answer !== 'accepted') return;
  const { next } = step.decision;
  expect(next.timeline.map(({ n }) => n)).toEqual(Array.from({ length: next.entries }, (_, i) => i + 1));
  const change = changeOf(step);
  if (change === null) return;
  const { before } = change;
  expect(before.timeline.every((entry, i) => entry === next.timeline[i])).toBe(true);
  if (before.phase.status !== next.phase.status) expect(next.entries).toBeGreaterThan(before.entries);
}

function keepsWhatItIs(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  for (const key of ['id', 'service', 'canary', 'config', 'startedAt', 'by', 'findings', 'card'] as const) {
    expect(change.next[key]).toBe(change.before[key]);
  }
  const { targets } = change.next;
  expect(targets.map(({ frozen, name }) => [name, frozen])).toEqual(
    change.before.targets.map(({ frozen, name }) => [name, frozen]),
  );
}

function countsApprovalsOnce(step: Step): void {
  if (step.decision.answer !== 'accepted') return;
  const { phase, config, by, step: position } = step.decision.next;
  const gate = config.plan[position];
  if (phase.status !== 'awaiting-approval' || gate?.kind !== 'approve') return;
  const ids = phase.approvals.map((approval) => approval.by.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeLessThan(gate.count);
  if (!config.selfApproval) expect(ids).not.toContain(by.id);
}

function leavesTheFinishedAlone({ before, signal, decision }: Step): void {
  if (before === null || !isOver(before) || signal.kind === 'start') return;
  expect(decision.answer).not.toBe('accepted');
}

function endsExactly(step: Step): void {
  const change = changeOf(step);
  if (change === null || !isOver(change.next)) return;
  const { before, next } = change;
  if (next.phase.status === 'completed') {
    expect(next).toMatchObject({ weight: 100, agreed: 100 });
    expect(next.targets.every(({ observed }) => observed?.promoted === true)).toBe(true);
    return;
  }
  const isKept = before.phase.status === 'rolling-back' && before.phase.keep;
  for (const { observed } of next.targets) {
    expect(observed).toMatchObject({ weight: 0, fault: null });
    expect(observed?.atBaseline === true || (isKept && observed?.drift !== null)).toBe(true);
  }
}

function restoresAfterTheLastWriter(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  const { before, next, signal, now } = change;
  const { phase } = next;
  if (phase.status !== 'rolling-back') return;
  const anew = { stage: 'returning', settleAt: now + WRITER_LIFETIME_MS };
  if (before.phase.status !== 'rolling-back') {
    expect(phase).toMatchObject(anew);
    return;
  }
  const isUp = next.targets.some(({ observed }) => (observed?.weight ?? 0) > 0);
  if (signal.kind === 'observation' && isUp) expect(phase).toMatchObject(anew);
  if (before.phase.stage === 'returning' && phase.stage === 'restoring') {
    expect(now).toBeGreaterThanOrEqual(before.phase.settleAt);
    expect(before.targets.every(({ observed }) => observed?.weight === 0 && observed.fault === null)).toBe(true);
  }
}

function obeysAlarms({ before, signal, decision }: Step): void {
  if (before === null || isOver(before) || signal.kind !== 'alarm') return;
  if (before.config.onAlarm !== 'rollback' || !isFiring(before, signal.breach)) return;
  const known = before.alarms[signal.breach.name];
  const isOlder =
    known !== undefined && known.value !== 'MISSING' && signal.breach.since + SAME_CHANGE_MS < known.since;
  if (isOlder) return;
  const next = decision.answer === 'accepted' ? decision.next : before;
  expect(GOES_BACK).toContain(next.phase.status);
}

function speaksInSentences({ before, decision }: Step): void {
  expectSentence(decision.answer === 'accepted' ? decision.say : decision.because);
  if (decision.answer !== 'accepted') return;
  const known = before?.id === decision.next.id ? before.entries : 0;
  for (const { n, text } of decision.next.timeline) if (n > known) expectSentence(text);
}

function tellsWhatIsNew({ before, decision }: Step): void {
  if (decision.answer !== 'accepted') return;
  const { next, effects } = decision;
  const known = before?.id === next.id ? before.entries : 0;
  const fresh = next.timeline.filter(({ n }) => n > known);
  const told = effects.flatMap(({ body }) => (body.kind === 'thread' ? body.entries : []));
  expect(told).toEqual(fresh);
  expect(new Set(effects.map(({ key }) => key)).size).toBe(effects.length);
  if (fresh.length > 0) expect(effects.some(({ body }) => body.kind === 'card')).toBe(true);
  expect(effects.some(({ body }) => body.kind === 'archive')).toBe(isOver(next));
}

function looksAgain({ decision, now }: Step): void {
  if (decision.answer !== 'accepted') return;
  const at = wakeAt({ ...emptyRecord('checkout'), rollout: decision.next }, now);
  const { phase } = decision.next;
  const isAtRest = isOver(decision.next) || (phase.status === 'stuck' && phase.tries >= STUCK_TRIES);
  expect(at === null).toBe(isAtRest);
  if (at === null) return;
  expect(at).toBeGreaterThan(now);
  expect(at).toBeLessThanOrEqual(now + EVALUATION_INTERVAL_MS);
}

/** What holds at every step, whatever happens: each law by what it says. */
export const laws: Readonly<Record<string, (step: Step) => void>> = {
  'answers the same twice, and changes nothing that it was given': answersTheSameTwice,
  'raises the weight only by the plan, by who may promote, or by a resume to what was wanted, with quiet alarms':
    risesForAReason,
  'starts only over a finished rollout, in time, with quiet alarms or by force, at the first step':
    startsWithTheFirstStep,
  'promotes only what has all the traffic everywhere, with quiet alarms': promotesOnlyAllOfIt,
  'stays at 0 and on the way back once a rollback was decided': staysOnTheWayBack,
  'gives every change of the weight a generation and every lowering a reversal': countsGenerations,
  'adds to the timeline without gaps, for every change of the status at least': keepsTheTimeline,
  'keeps what the rollout is': keepsWhatItIs,
  'counts an approval once, of others than who asked, and fewer than open the gate': countsApprovalsOnce,
  'leaves a finished rollout alone': leavesTheFinishedAlone,
  'ends exactly: at the baseline or promoted everywhere': endsExactly,
  'restores only after the last writer is gone': restoresAfterTheLastWriter,
  'rolls back for every alarm that begins to act, where that is what alarms do': obeysAlarms,
  'speaks in sentences': speaksInSentences,
  'tells exactly what is new': tellsWhatIsNew,
  'is looked at again within a minute until it is over': looksAgain,
};

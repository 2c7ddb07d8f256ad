import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { MinuteEvidence } from '../../src/domain/analysis/minute.ts';
import { isSame } from '../../src/domain/people/requester.ts';
import {
  emptyRecord,
  isFinished,
  phaseStart,
  type Rollout,
  type TargetState,
} from '../../src/domain/rollout/record.ts';
import { EVALUATION_INTERVAL_MS, SAME_CHANGE_MS, STUCK_TRIES, WRITER_LIFETIME_MS } from '../../src/domain/timing.ts';
import { nextTimerAt } from '../../src/rollout/state/next-timer.ts';
import { lawsOfEvidence } from './laws-of-evidence.ts';
import { lawsOfFreezes } from './laws-of-freezes.ts';
import { lawsOfHooks } from './laws-of-hooks.ts';
import { changeOf, evidenceIn, isFiring, isOpenedByPlan, isQuiet, reasonToRise, riseIn } from './reason-to-rise.ts';
import { expectSentence } from './sentence.ts';
import { decideGiven } from './signals.ts';
import type { Step } from './steps.ts';

const GOES_BACK: readonly string[] = ['rolling-back', 'stuck', 'rolled-back'];

function answersTheSameTwice({ before, signal, decision, now }: Step): void {
  expect(isDeepStrictEqual(decideGiven(before, signal, now), decision)).toBe(true);
}

function risesForAReason(step: Step): void {
  const rise = riseIn(step);
  if (rise !== null) expect(reasonToRise(rise)).not.toBeNull();
}

function opensForAReason(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  const { before, next } = change;
  const isOpened = next.cohorts.some((name) => !before.cohorts.includes(name));
  const isClosed = before.cohorts.some((name) => !next.cohorts.includes(name));
  if (isOpened) expect(isOpenedByPlan(change)).toBe(true);
  if (isOpened || isClosed) expect(next.generation).toBeGreaterThan(before.generation);
  if (isClosed) expect(next.reversals).toBeGreaterThan(before.reversals);
}

function closesOnTheWayBack({ decision }: Step): void {
  if (decision.answer !== 'accepted' || !GOES_BACK.includes(decision.next.phase.status)) return;
  expect(decision.next.cohorts).toEqual([]);
}

function startsWithTheFirstStep({ before, decision, signal, now }: Step): void {
  if (signal.kind !== 'start' || decision.answer !== 'accepted') return;
  const { next } = decision;
  const { draft } = signal;
  const [first] = draft.service.plan;
  expect(next.weight).toBe(first?.kind === 'shift' ? first.weight : draft.weight);
  expect(next.cohorts).toEqual(first?.kind === 'cohort' ? first.names : []);
  expect(before === null || isFinished(before)).toBe(true);
  expect(now - signal.issuedAt).toBeLessThanOrEqual(5 * 60_000);
  for (const { value } of draft.alarms) {
    expect(value).not.toBe('MISSING');
    if (!draft.force && !draft.fix) expect(value).not.toBe('ALARM');
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
  // Only a freeze keeps a gate open that enough people have approved.
  const wasFrozen = step.decision.next.timeline.some(({ text }) => text.startsWith('Waits: frozen'));
  expect(ids.length).toBeLessThan(gate.count + (wasFrozen ? 1 : 0));
  if (!config.selfApproval) expect(phase.approvals.filter((approval) => isSame(approval.by, by))).toEqual([]);
}

/** What is over stays as it is, but for a rollback in the window of what is as it was left; that one changes nothing else. */
function leavesTheFinishedAlone({ before, signal, decision, now }: Step): void {
  if (before === null || !isFinished(before) || signal.kind === 'start' || signal.kind === 'leaving') return;
  if (decision.answer !== 'accepted') return;
  if (signal.kind !== 'rollback' || before.phase.status !== 'completed') throw new Error('What was over went on.');
  const { at, windowUntil = 0 } = before.phase;
  expect(windowUntil).toBe(at + before.config.rollbackWindow);
  expect(signal.issuedAt).toBeLessThanOrEqual(windowUntil);
  if (before.noReturnAt !== null) expect(signal.text).toMatch(/^anyway/);
  const { targets = [], owners = {} } = signal.aftermath ?? {};
  const found = before.targets.map(({ name }) => targets.find((seen) => seen.name === name));
  for (const seen of found) expect(seen).toMatchObject({ promoted: true, drift: null, fault: null });
  expect(Object.values(owners).filter((owner) => owner !== null && owner !== before.service)).toEqual([]);
  expect(decision.next).toMatchObject({
    generation: before.generation + 1,
    reversals: before.reversals + 1,
    reopenedAt: now,
    promotionBegan: true,
    weight: 0,
    phase: { status: 'rolling-back', stage: 'returning' },
  });
}

function onlyTellsWhoLeaves(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  const { before, next, signal } = change;
  const isBack = GOES_BACK.includes(next.phase.status);
  if (next.leaving !== null) expect(isBack).toBe(true);
  if (signal.kind !== 'leaving') return;
  const { leaving, timeline, entries } = before;
  expect({ ...next, leaving, timeline, entries }).toEqual(before);
}

function endsExactly(step: Step): void {
  const change = changeOf(step);
  if (change === null || !isFinished(change.next)) return;
  const { before, next } = change;
  if (next.phase.status === 'completed') {
    expect(next).toMatchObject({ weight: 100, agreed: 100 });
    expect(next.targets.every(({ observed }) => observed?.promoted === true)).toBe(true);
    return;
  }
  const letGo = namesLetGo(before);
  const listed = next.phase.status === 'rolled-back' ? (next.phase.left ?? []) : [];
  for (const { name, observed } of next.targets) {
    const isExact = observed?.weight === 0 && observed.fault === null && observed.atBaseline;
    expect([name, listed.includes(name)]).toEqual([name, !(isExact && (observed.cohorts ?? []).length === 0)]);
  }
  expect(letGo).toEqual(expect.arrayContaining([...listed]));
}

/** The targets that a person let go of on the way back. */
function namesLetGo({ phase }: Rollout): readonly string[] {
  return phase.status === 'rolling-back' ? [...phase.keep, ...(phase.left ?? [])] : [];
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
  const left = before.phase.left ?? [];
  const isUp = next.targets.some(
    ({ name, observed }) =>
      !left.includes(name) && ((observed?.weight ?? 0) > 0 || (observed?.cohorts ?? []).length > 0),
  );
  if (signal.kind === 'observation' && isUp) expect(phase).toMatchObject(anew);
  if (before.phase.stage === 'returning' && phase.stage === 'restoring') {
    expect(now).toBeGreaterThanOrEqual(before.phase.settleAt);
    const { keep } = before.phase;
    const isBack = ({ name, observed }: TargetState) =>
      left.includes(name) ||
      (observed?.weight === 0 && observed.fault === null) ||
      (keep.includes(name) && observed?.fault?.permanent === true);
    expect(before.targets.every(isBack)).toBe(true);
  }
}

/** Whether stable fails a tenth of its requests or more. */
function isStableBurning(minutes: MinuteEvidence | undefined): boolean {
  const last = minutes === 'unreadable' ? undefined : minutes?.at(-1);
  return last !== undefined && last.stable !== null && last.stable.errors >= last.stable.requests / 10;
}

function obeysAlarms({ before, signal, decision }: Step): void {
  if (before === null || isFinished(before) || signal.kind !== 'alarm') return;
  if (before.config.onAlarm !== 'rollback' || before.noReturnAt !== null || !isFiring(before, signal.change)) return;
  const known = before.alarms[signal.change.name];
  const isOlder =
    known !== undefined && known.value !== 'MISSING' && signal.change.since + SAME_CHANGE_MS < known.since;
  if (isOlder || before.fix === true) return;
  if (before.config.analysis?.onSharedIncident === 'hold') {
    // Both versions were compared, and it is not this release: now, or when this firing began, of which people are asked already.
    const goesOn = known?.value === 'ALARM' && !known.suppressed && signal.change.since <= known.since + SAME_CHANGE_MS;
    if (isStableBurning(signal.minutes) || (goesOn && before.phase.status === 'holding')) return;
  }
  const next = decision.answer === 'accepted' ? decision.next : before;
  expect(GOES_BACK).toContain(next.phase.status);
}

function speaksInSentences({ before, decision }: Step): void {
  expectSentence(decision.answer === 'accepted' ? decision.say : decision.because);
  if (decision.answer !== 'accepted') return;
  const known = before?.id === decision.next.id ? before.entries : 0;
  for (const { n, text } of decision.next.timeline) if (n > known) expectSentence(text);
}

function takesWhatWasSaidHere({ before, signal, decision }: Step): void {
  if (before === null || !('by' in signal)) return;
  if (signal.kind === 'start' || signal.kind === 'pause' || signal.kind === 'rollback') return;
  const { at, issuedAt } = signal;
  const began = phaseStart(before.phase);
  const isDrawnHere = at === null || (at.step === before.step && at.since === began);
  if (!isDrawnHere || issuedAt <= began - 1_000) expect(decision.answer).toBe('refused');
}

function standsAtWhatWasAgreed({ decision }: Step): void {
  if (decision.answer !== 'accepted') return;
  const { phase, weight, agreed, cohorts, config, step: position } = decision.next;
  if (phase.status !== 'paused' && phase.status !== 'holding') return;
  if (phase.activity.status !== 'shifting') return;
  expect(weight).toBeLessThanOrEqual(agreed);
  const step = config.plan[position];
  if (step?.kind === 'cohort') expect(cohorts.filter((name) => step.names.includes(name))).toEqual([]);
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
  expect(effects.some(({ body }) => body.kind === 'archive')).toBe(isFinished(next));
}

function looksAgain({ decision, now }: Step): void {
  if (decision.answer !== 'accepted') return;
  const at = nextTimerAt({ ...emptyRecord('checkout'), rollout: decision.next }, now);
  const { phase, targets } = decision.next;
  const isHopeless = targets.every(({ observed }) =>
    observed?.fault ? observed.fault.permanent : observed?.weight === 0 && (observed.cohorts ?? []).length === 0,
  );
  const gaveUp = phase.status === 'stuck' && phase.tries >= STUCK_TRIES && isHopeless;
  const isAtRest = (isFinished(decision.next) || gaveUp) && decision.next.leaving === null;
  const window = phase.status === 'completed' && phase.lookedAt === undefined ? phase.windowUntil : undefined;
  if (isAtRest && window !== undefined) {
    expect(at).toBe(Math.max(window, now + EVALUATION_INTERVAL_MS));
    return;
  }
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
  'opens a cohort only by its step of the plan or by a resume in it, with quiet alarms, each time as a generation':
    opensForAReason,
  'has no cohort open on the way back': closesOnTheWayBack,
  'starts only over a finished rollout, in time, with quiet alarms or by force, at the first step':
    startsWithTheFirstStep,
  'promotes only what has all the traffic everywhere, with quiet alarms': promotesOnlyAllOfIt,
  'stays at 0 and on the way back once a rollback was decided': staysOnTheWayBack,
  'gives every change of the weight a generation and every lowering a reversal': countsGenerations,
  'adds to the timeline without gaps, for every change of the status at least': keepsTheTimeline,
  'keeps what the rollout is': keepsWhatItIs,
  'counts an approval once, of others than who asked, and fewer than open the gate': countsApprovalsOnce,
  'leaves a finished rollout alone, but for a rollback in its window that finds everything as it was left':
    leavesTheFinishedAlone,
  'changes nothing else when it looks who is still on the canary': onlyTellsWhoLeaves,
  'ends exactly: at the baseline or promoted everywhere, but for what a person let go of': endsExactly,
  'restores only after the last writer is gone': restoresAfterTheLastWriter,
  'rolls back for every alarm that begins to act, where that is what alarms do': obeysAlarms,
  'speaks in sentences': speaksInSentences,
  'takes a command only where it was said and a button only where it was drawn, but those that pause or go back':
    takesWhatWasSaidHere,
  'stands at what was agreed while it is paused or holds in the middle of a shift': standsAtWhatWasAgreed,
  'tells exactly what is new': tellsWhatIsNew,
  'is looked at again within a minute until it is over, and once at the end of its rollback window': looksAgain,
  ...lawsOfEvidence,
  ...lawsOfFreezes,
  ...lawsOfHooks,
};

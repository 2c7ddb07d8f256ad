import type { MinuteEvidence } from '../../../src/domain/analysis/minute.ts';
import { isSame } from '../../../src/domain/people/requester.ts';
import {
  emptyRecord,
  isFinished,
  phaseStart,
  type Rollout,
  type TargetState,
} from '../../../src/domain/rollout/record.ts';
import { EVALUATION_INTERVAL_MS, SAME_CHANGE_MS, STUCK_TRIES, WRITER_LIFETIME_MS } from '../../../src/domain/timing.ts';
import { nextTimerAt } from '../../../src/rollout/state/next-timer.ts';
import { decideGiven } from '../signals.ts';
import type { Step } from '../steps.ts';
import { lawsOfEvidence } from './evidence.ts';
import { lawsOfFreezes } from './freezes.ts';
import { lawsOfHooks } from './hooks.ts';
import { isEqual } from './is-equal.ts';
import { insist, type Law, show } from './law.ts';
import { changeOf, evidenceIn, isFiring, isOpenedByPlan, isQuiet, reasonToRise, riseIn } from './reason-to-rise.ts';
import { insistOnSentence } from './sentence.ts';

const GOES_BACK: readonly string[] = ['rolling-back', 'stuck', 'rolled-back'];

function answersTheSameTwice({ before, signal, decision, now }: Step): void {
  insist(isEqual(decideGiven(before, signal, now), decision), 'The second answer is another one.');
}

function risesForAReason(step: Step): void {
  const rise = riseIn(step);
  if (rise === null) return;
  const { before, next, signal } = rise;
  insist(reasonToRise(rise) !== null, () => `${signal.kind} raised ${before.weight}% to ${next.weight}%.`);
}

function opensForAReason(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  const { before, next } = change;
  const isOpened = next.cohorts.some((name) => !before.cohorts.includes(name));
  const isClosed = before.cohorts.some((name) => !next.cohorts.includes(name));
  if (isOpened) insist(isOpenedByPlan(change), () => `${change.signal.kind} opened ${next.cohorts}.`);
  if (isOpened || isClosed) insist(next.generation > before.generation, 'Cohorts changed without a generation.');
  if (isClosed) insist(next.reversals > before.reversals, 'A cohort was closed without a reversal.');
}

function closesOnTheWayBack({ decision }: Step): void {
  if (decision.answer !== 'accepted' || !GOES_BACK.includes(decision.next.phase.status)) return;
  insist(decision.next.cohorts.length === 0, () => `${decision.next.cohorts} is open.`);
}

function startsWithTheFirstStep({ before, decision, signal, now }: Step): void {
  if (signal.kind !== 'start' || decision.answer !== 'accepted') return;
  const { next } = decision;
  const { draft } = signal;
  const [first] = draft.service.plan;
  const weight = first?.kind === 'shift' ? first.weight : draft.weight;
  insist(next.weight === weight, () => `It starts at ${next.weight}%.`);
  insist(isEqual(next.cohorts, first?.kind === 'cohort' ? first.names : []), () => `It opens ${next.cohorts}.`);
  insist(before === null || isFinished(before), 'It starts over a rollout that runs.');
  insist(now - signal.issuedAt <= 5 * 60_000, 'The start has expired.');
  for (const { name, value } of draft.alarms) {
    insist(value !== 'MISSING', () => `${name} is gone.`);
    if (!draft.force && !draft.fix) insist(value !== 'ALARM', () => `${name} fires.`);
  }
}

function promotesOnlyAllOfIt(step: Step): void {
  const change = changeOf(step);
  if (change === null || change.before.promotionBegan || !change.next.promotionBegan) return;
  const { weight, agreed } = change.next;
  insist(weight === 100 && agreed === 100, () => `${weight}% is wanted and ${agreed}% agreed.`);
  insist(isQuiet(change.before, evidenceIn(change.signal)), 'An alarm is not known to be quiet.');
}

function staysOnTheWayBack(step: Step): void {
  const change = changeOf(step);
  if (change === null || !GOES_BACK.includes(change.before.phase.status)) return;
  const { weight, phase } = change.next;
  insist(weight === 0, () => `${weight}% is wanted.`);
  insist(GOES_BACK.includes(phase.status), () => `It is ${phase.status}.`);
}

function countsGenerations(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  const { before, next } = change;
  insist(next.generation >= before.generation, 'The generation fell.');
  insist(next.reversals >= before.reversals, 'The count of reversals fell.');
  if (next.weight !== before.weight) insist(next.generation > before.generation, 'A new weight has no generation.');
  if (next.weight < before.weight) insist(next.reversals > before.reversals, 'A lower weight is no reversal.');
}

function keepsTheTimeline(step: Step): void {
  if (step.decision.answer !== 'accepted') return;
  const { next } = step.decision;
  insist(next.timeline.length === next.entries, () => `${next.timeline.length} of ${next.entries} entries are there.`);
  for (const [i, { n }] of next.timeline.entries()) insist(n === i + 1, () => `Entry ${i + 1} is called ${n}.`);
  const change = changeOf(step);
  if (change === null) return;
  const { before } = change;
  insist(
    before.timeline.every((entry, i) => entry === next.timeline[i]),
    'An entry was changed.',
  );
  if (before.phase.status !== next.phase.status)
    insist(next.entries > before.entries, () => `${next.phase.status} is not told.`);
}

function keepsWhatItIs(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  for (const key of ['id', 'service', 'canary', 'config', 'startedAt', 'by', 'findings', 'card'] as const) {
    insist(change.next[key] === change.before[key], () => `${key} is ${show(change.next[key])}.`);
  }
  const { targets } = change.before;
  insist(change.next.targets.length === targets.length, 'It has other targets.');
  for (const [i, { name, frozen }] of change.next.targets.entries()) {
    const was = targets[i];
    insist(name === was?.name && isEqual(frozen, was.frozen), () => `Target ${i + 1} is ${name} ${show(frozen)}.`);
  }
}

function countsApprovalsOnce(step: Step): void {
  if (step.decision.answer !== 'accepted') return;
  const { phase, config, by, step: position } = step.decision.next;
  const gate = config.plan[position];
  if (phase.status !== 'awaiting-approval' || gate?.kind !== 'approve') return;
  const ids = phase.approvals.map((approval) => approval.by.id);
  insist(new Set(ids).size === ids.length, () => `${ids} approved.`);
  // Only a freeze keeps a gate open that enough people have approved.
  const wasFrozen = step.decision.next.timeline.some(({ text }) => text.startsWith('Waits: frozen'));
  insist(ids.length < gate.count + (wasFrozen ? 1 : 0), () => `${ids} approved, and the gate is closed.`);
  const isOwn = phase.approvals.some((approval) => isSame(approval.by, by));
  insist(config.selfApproval || !isOwn, 'The requester approved.');
}

/** What is over stays as it is, but for a rollback in the window of what is as it was left; that one changes nothing else. */
function leavesTheFinishedAlone({ before, signal, decision, now }: Step): void {
  if (before === null || !isFinished(before) || signal.kind === 'start' || signal.kind === 'leaving') return;
  if (decision.answer !== 'accepted') return;
  if (signal.kind !== 'rollback' || before.phase.status !== 'completed') throw new Error('What was over went on.');
  const { at, windowUntil = 0 } = before.phase;
  insist(windowUntil === at + before.config.rollbackWindow, 'The window has another end.');
  insist(signal.issuedAt <= windowUntil, 'The window is over.');
  if (before.noReturnAt !== null) insist(/^anyway/.test(signal.text), 'Nobody said that it goes back anyway.');
  const { targets = [], owners = {} } = signal.aftermath ?? {};
  for (const { name } of before.targets) {
    const seen = targets.find((target) => target.name === name);
    const isAsLeft = seen?.promoted === true && seen.drift === null && seen.fault === null;
    insist(isAsLeft, () => `${name} is ${show(seen)}.`);
  }
  const others = Object.values(owners).filter((owner) => owner !== null && owner !== before.service);
  insist(others.length === 0, () => `${others} has a target.`);
  const { generation, reversals, reopenedAt, promotionBegan, weight, phase } = decision.next;
  const isCounted = generation === before.generation + 1 && reversals === before.reversals + 1 && reopenedAt === now;
  insist(isCounted, 'It is not counted as a new generation, a reversal and the moment.');
  insist(promotionBegan && weight === 0, () => `${weight}% is wanted.`);
  insist(phase.status === 'rolling-back' && phase.stage === 'returning', () => `It is ${phase.status}.`);
}

function onlyTellsWhoLeaves(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  const { before, next, signal } = change;
  const isBack = GOES_BACK.includes(next.phase.status);
  if (next.leaving !== null) insist(isBack, 'Somebody leaves where nothing goes back.');
  if (signal.kind !== 'leaving') return;
  const { leaving, timeline, entries } = before;
  insist(isEqual({ ...next, leaving, timeline, entries }, before), 'The look changed something else.');
}

function endsExactly(step: Step): void {
  const change = changeOf(step);
  if (change === null || !isFinished(change.next)) return;
  const { before, next } = change;
  if (next.phase.status === 'completed') {
    insist(next.weight === 100 && next.agreed === 100, () => `It ends at ${next.weight}%.`);
    for (const { name, observed } of next.targets)
      insist(observed?.promoted === true, () => `${name} is not promoted.`);
    return;
  }
  const letGo = namesLetGo(before);
  const listed = next.phase.status === 'rolled-back' ? (next.phase.left ?? []) : [];
  for (const { name, observed } of next.targets) {
    const isExact = observed?.weight === 0 && observed.fault === null && observed.atBaseline;
    const isAtBaseline = isExact && (observed.cohorts ?? []).length === 0;
    insist(
      listed.includes(name) !== isAtBaseline,
      () => `${name} ends at ${show(observed)}, and ${show(listed)} is left.`,
    );
  }
  for (const name of listed) insist(letGo.includes(name), () => `Nobody let go of ${name}.`);
}

/** The targets that a person let go of on the way back. */
function namesLetGo({ phase }: Rollout): readonly string[] {
  // It is over, and only who leaves is counted: what was let go of stays so.
  if (phase.status === 'rolled-back') return phase.left ?? [];
  return phase.status === 'rolling-back' ? [...phase.keep, ...(phase.left ?? [])] : [];
}

function restoresAfterTheLastWriter(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  const { before, next, signal, now } = change;
  const { phase } = next;
  if (phase.status !== 'rolling-back') return;
  const isAnew = phase.stage === 'returning' && phase.settleAt === now + WRITER_LIFETIME_MS;
  if (before.phase.status !== 'rolling-back') {
    insist(isAnew, 'It begins without time for the last writer.');
    return;
  }
  const left = before.phase.left ?? [];
  const isUp = next.targets.some(
    ({ name, observed }) =>
      !left.includes(name) && ((observed?.weight ?? 0) > 0 || (observed?.cohorts ?? []).length > 0),
  );
  if (signal.kind === 'observation' && isUp) insist(isAnew, 'A target is up, and the last writer gets no time.');
  if (before.phase.stage === 'returning' && phase.stage === 'restoring') {
    insist(now >= before.phase.settleAt, 'It restores while a writer may still write.');
    const { keep } = before.phase;
    const isBack = ({ name, observed }: TargetState) =>
      left.includes(name) ||
      (observed?.weight === 0 && observed.fault === null) ||
      (keep.includes(name) && observed?.fault?.permanent === true);
    for (const target of before.targets) insist(isBack(target), () => `${target.name} is not back.`);
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
  insist(GOES_BACK.includes(next.phase.status), () => `${signal.change.name} fires, and it is ${next.phase.status}.`);
}

function speaksInSentences({ before, decision }: Step): void {
  insistOnSentence(decision.answer === 'accepted' ? decision.say : decision.because);
  if (decision.answer !== 'accepted') return;
  const known = before?.id === decision.next.id ? before.entries : 0;
  for (const { n, text } of decision.next.timeline) if (n > known) insistOnSentence(text);
}

function takesWhatWasSaidHere({ before, signal, decision }: Step): void {
  if (before === null || !('by' in signal)) return;
  if (signal.kind === 'start' || signal.kind === 'pause' || signal.kind === 'rollback') return;
  const { at, issuedAt } = signal;
  const began = phaseStart(before.phase);
  const isDrawnHere = at === null || (at.step === before.step && at.since === began);
  const isLate = !isDrawnHere || issuedAt <= began - 1_000;
  insist(
    !isLate || decision.answer === 'refused',
    () => `${signal.kind} is of another phase, and is ${decision.answer}.`,
  );
}

function standsAtWhatWasAgreed({ decision }: Step): void {
  if (decision.answer !== 'accepted') return;
  const { phase, weight, agreed, cohorts, config, step: position } = decision.next;
  if (phase.status !== 'paused' && phase.status !== 'holding') return;
  if (phase.activity.status !== 'shifting') return;
  insist(weight <= agreed, () => `It stands at ${weight}%, and ${agreed}% is agreed.`);
  const step = config.plan[position];
  const isOpen = step?.kind === 'cohort' && cohorts.some((name) => step.names.includes(name));
  insist(!isOpen, () => `${cohorts} is open.`);
}

function tellsWhatIsNew({ before, decision }: Step): void {
  if (decision.answer !== 'accepted') return;
  const { next, effects } = decision;
  const known = before?.id === next.id ? before.entries : 0;
  const fresh = next.timeline.filter(({ n }) => n > known);
  const told = effects.flatMap(({ body }) => (body.kind === 'thread' ? body.entries : []));
  insist(isEqual(told, fresh), () => `${show(told)} is told of ${show(fresh)}.`);
  insist(new Set(effects.map(({ key }) => key)).size === effects.length, 'Two effects have one key.');
  insist(fresh.length === 0 || effects.some(({ body }) => body.kind === 'card'), 'The card is not updated.');
  const isArchived = effects.some(({ body }) => body.kind === 'archive');
  insist(isArchived === isFinished(next), () => (isArchived ? 'It is kept before its end.' : 'It is not kept.'));
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
    const end = Math.max(window, now + EVALUATION_INTERVAL_MS);
    insist(at === end, () => `The next look is at ${at}, and the window ends at ${end}.`);
    return;
  }
  insist((at === null) === isAtRest, () => `The next look is at ${at}, and it is ${phase.status}.`);
  if (at === null) return;
  const wait = at - now;
  insist(wait > 0 && wait <= EVALUATION_INTERVAL_MS, () => `The next look is in ${wait} ms.`);
}

/** What holds at every step, whatever happens. */
export const laws: readonly Law[] = [
  { code: 'pure', says: 'answers the same twice, and changes nothing that it was given', keep: answersTheSameTwice },
  {
    code: 'raises-for-a-reason',
    says: 'raises the weight only by the plan, by who may promote, or by a resume to what was wanted, with quiet alarms',
    keep: risesForAReason,
  },
  {
    code: 'opens-for-a-reason',
    says: 'opens a cohort only by its step of the plan or by a resume in it, with quiet alarms, each time as a generation',
    keep: opensForAReason,
  },
  { code: 'closed-on-the-way-back', says: 'has no cohort open on the way back', keep: closesOnTheWayBack },
  {
    code: 'starts-at-the-first-step',
    says: 'starts only over a finished rollout, in time, with quiet alarms or by force, at the first step',
    keep: startsWithTheFirstStep,
  },
  {
    code: 'promotes-all',
    says: 'promotes only what has all the traffic everywhere, with quiet alarms',
    keep: promotesOnlyAllOfIt,
  },
  {
    code: 'rollback-wins',
    says: 'stays at 0 and on the way back once a rollback was decided',
    keep: staysOnTheWayBack,
  },
  {
    code: 'generations',
    says: 'gives every change of the weight a generation and every lowering a reversal',
    keep: countsGenerations,
  },
  {
    code: 'timeline',
    says: 'adds to the timeline without gaps, for every change of the status at least',
    keep: keepsTheTimeline,
  },
  { code: 'identity', says: 'keeps what the rollout is', keep: keepsWhatItIs },
  {
    code: 'approval-once',
    says: 'counts an approval once, of others than who asked, and fewer than open the gate',
    keep: countsApprovalsOnce,
  },
  {
    code: 'finished-alone',
    says: 'leaves a finished rollout alone, but for a rollback in its window that finds everything as it was left',
    keep: leavesTheFinishedAlone,
  },
  {
    code: 'leaving-is-told',
    says: 'changes nothing else when it looks who is still on the canary',
    keep: onlyTellsWhoLeaves,
  },
  {
    code: 'exact-end',
    says: 'ends exactly: at the baseline or promoted everywhere, but for what a person let go of',
    keep: endsExactly,
  },
  { code: 'last-writer', says: 'restores only after the last writer is gone', keep: restoresAfterTheLastWriter },
  {
    code: 'obeys-alarms',
    says: 'rolls back for every alarm that begins to act, where that is what alarms do',
    keep: obeysAlarms,
  },
  { code: 'sentences', says: 'speaks in sentences', keep: speaksInSentences },
  {
    code: 'said-here',
    says: 'takes a command only where it was said and a button only where it was drawn, but those that pause or go back',
    keep: takesWhatWasSaidHere,
  },
  {
    code: 'stands-at-agreed',
    says: 'stands at what was agreed while it is paused or holds in the middle of a shift',
    keep: standsAtWhatWasAgreed,
  },
  { code: 'tells-the-new', says: 'tells exactly what is new', keep: tellsWhatIsNew },
  {
    code: 'looks-again',
    says: 'is looked at again within a minute until it is over, and once at the end of its rollback window',
    keep: looksAgain,
  },
  ...lawsOfEvidence,
  ...lawsOfFreezes,
  ...lawsOfHooks,
];

import { isDeepStrictEqual } from 'node:util';
import type { AlarmReading } from '../../../src/domain/alarm/state.ts';
import { isSame } from '../../../src/domain/people/requester.ts';
import { approvalSteps } from '../../../src/domain/plan/plan.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { AlarmEvidence } from '../../../src/domain/rollout/signal.ts';
import { CLOCK_SKEW_MS, SAME_CHANGE_MS } from '../../../src/domain/timing.ts';
import type { Given } from '../signals.ts';
import type { Step } from '../steps.ts';

/** A step that changed one rollout into the next of the same run. */
interface Change {
  readonly before: Rollout;
  readonly next: Rollout;
  readonly signal: Given;
  readonly now: number;
}

/** The change that a step made to the rollout it met; null when it made none, or began another one. */
export function changeOf({ before, signal, decision, now }: Step): Change | null {
  if (before === null || decision.answer !== 'accepted' || decision.next.id !== before.id) return null;
  return { before, next: decision.next, signal, now };
}

/** Whether an alarm is heard, excused or not, by what was read just now, or by what is known when that is newer. */
function isHeard(rollout: Rollout, reading: AlarmReading): boolean {
  const known = rollout.alarms[reading.name];
  const at = reading.readAt ?? reading.since + SAME_CHANGE_MS;
  const isQuiet = reading.value !== 'ALARM';
  const margin = reading.readAt !== undefined && isQuiet ? CLOCK_SKEW_MS : 0;
  const isStale =
    known !== undefined &&
    known.value !== 'MISSING' &&
    at < known.since + margin &&
    reading.since <= known.since + SAME_CHANGE_MS;
  return (isStale ? known : reading).value === 'ALARM';
}

/** Whether an alarm acts: it is heard, not for a firing that was excused, and not in a rollout that is the fix. Written without `alarms.ts`. */
export function isFiring(rollout: Rollout, reading: AlarmReading): boolean {
  const known = rollout.alarms[reading.name];
  const isExcused = known?.excused === true && known.value === 'ALARM' && reading.since <= known.since + SAME_CHANGE_MS;
  return isHeard(rollout, reading) && !isExcused && rollout.fix !== true;
}

/** Whether every alarm of the service was read just now, exists or was answered for, and is not `loud`: by default, does not act. */
export function isQuiet(rollout: Rollout, evidence: AlarmEvidence | undefined, loud = isFiring): boolean {
  return rollout.config.alarms.every((name) => {
    const reading = evidence === 'unreadable' ? undefined : evidence?.find((one) => one.name === name);
    const isThere = reading?.value !== 'MISSING' || rollout.alarms[name]?.answered === 'gone';
    return reading !== undefined && isThere && !loud(rollout, reading);
  });
}

/** What a signal brings of the alarms. */
export function evidenceIn(signal: Given): AlarmEvidence | undefined {
  if (signal.kind === 'start') return signal.draft.alarms;
  return 'alarms' in signal ? signal.alarms : undefined;
}

/** Whether what the step waited for has come. */
function isStepOver({ before, next, signal, now }: Change): boolean {
  const { phase, config } = before;
  const step = config.plan[before.step];
  switch (signal.kind) {
    case 'skip':
      return (phase.status === 'baking' || phase.status === 'waiting') && mayHurry(before, signal);
    case 'timer':
      return (
        ((phase.status === 'baking' || phase.status === 'waiting') && now >= phase.until) ||
        (phase.status === 'hooking' && phase.call.state === 'done') ||
        // A freeze kept it open when enough people had approved.
        (phase.status === 'awaiting-approval' && step?.kind === 'approve' && phase.approvals.length >= step.count)
      );
    case 'hook':
      return (
        phase.status === 'hooking' &&
        signal.call === phase.call.n &&
        ['called', 'taken'].includes(phase.call.state) &&
        signal.news.kind === 'answered' &&
        signal.news.ok
      );
    case 'observation':
      return (
        phase.status === 'shifting' &&
        next.targets.every(
          ({ observed }) =>
            observed?.weight === before.weight &&
            observed.effectiveAt !== null &&
            (observed.cohorts === undefined || isDeepStrictEqual(observed.cohorts, before.cohorts)),
        )
      );
    case 'approve': {
      if (phase.status !== 'awaiting-approval' || step?.kind !== 'approve' || now > phase.expiresAt) return false;
      const mayApprove = signal.isApprover && (config.selfApproval || !isSame(signal.by, before.by));
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

/** Whether somebody may bring the canary further than the plan has it. Written without `hurry.ts`. */
function mayHurry(before: Rollout, signal: Extract<Given, { kind: 'skip' | 'promote' }>): boolean {
  const gates = approvalSteps(before.config.plan).map(({ index }) => index);
  const last = gates.at(-1);
  if (last === undefined) return isSame(signal.by, before.by);
  const ahead = gates.filter((index) => index >= before.step);
  const isPastOwnGate = ahead.length > 0 && isSame(signal.by, before.by);
  return [last, ...ahead].every((index) => signal.approverOf.includes(index)) && !isPastOwnGate;
}

function isPromote({ before, next, signal }: Change): boolean {
  return signal.kind === 'promote' && next.weight === 100 && mayHurry(before, signal);
}

function isResume({ before, next, signal }: Change): boolean {
  const { phase } = before;
  if (signal.kind !== 'resume' || (phase.status !== 'paused' && phase.status !== 'holding')) return false;
  if (phase.activity.status === 'hooking') {
    const following = before.config.plan[before.step + 1];
    const isShift = following?.kind === 'shift' && following.weight === next.weight;
    return phase.activity.call.state === 'done' && next.step === before.step + 1 && isShift;
  }
  return phase.activity.status === 'shifting' && phase.activity.wanted === next.weight;
}

/** Opens a cohort for the only reasons there are: its step has come, or the plan goes on in it. */
export function isOpenedByPlan(change: Change): boolean {
  const { before, next, signal } = change;
  const step = before.config.plan[next.step];
  const opened = next.cohorts.filter((name) => !before.cohorts.includes(name));
  if (step?.kind !== 'cohort' || !opened.every((name) => step.names.includes(name))) return false;
  if (!isQuiet(before, evidenceIn(signal), signal.kind === 'skip' ? isHeard : isFiring)) return false;
  if (signal.kind === 'resume') return next.step === before.step && next.phase.status === 'shifting';
  return next.step === before.step + 1 && next.phase.status === 'shifting' && isStepOver(change);
}

/** What is read without the alarms that are gone and that Serin holds for by name: whoever resumes answers for those. */
function withoutAnswered({ phase }: Rollout, evidence: AlarmEvidence | undefined): AlarmEvidence | undefined {
  if (phase.status !== 'holding' || phase.why.kind !== 'alarm-unclear') return evidence;
  if (evidence === undefined || evidence === 'unreadable') return evidence;
  const names = phase.why.alarms.map(({ name }) => name);
  return evidence.map((one) => (one.value === 'MISSING' && names.includes(one.name) ? { ...one, value: 'OK' } : one));
}

/** Why a change raised the weight; null when for no reason there is. */
export function reasonToRise(change: Change): string | null {
  const { before, signal } = change;
  const hurries = signal.kind === 'skip' || signal.kind === 'promote';
  const evidence = signal.kind === 'resume' ? withoutAnswered(before, evidenceIn(signal)) : evidenceIn(signal);
  if (!isQuiet(before, evidence, hurries ? isHeard : isFiring)) return null;
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

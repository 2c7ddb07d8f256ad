import { rollbackReason, toActor } from '../../domain/people/requester.ts';
import { openWords } from '../../domain/plan/cohorts.ts';
import { shareWords, withoutOldReadings } from '../../domain/rollout/read-share.ts';
import type { Phase, Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import { currentActivity, isInStep } from '../../domain/rollout/running-phase.ts';
import type { Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { displayName, joinWithAnd, percent, rollbackHint } from '../../domain/wording.ts';
import { answerWhileRunning } from '../alarms/answer-alarms.ts';
import { answerForVerdict } from '../analysis/evidence-gate.ts';
import { mayBeFix } from '../analysis/shared-incident.ts';
import { retryText, rollbackAdvice, targetsInQuestion } from '../rollback/questions.ts';
import { reopen, windowClosedRefusal } from '../rollback/rollback-window.ts';
import { isBack } from '../rollback/unreachable.ts';
import { resumeSafely } from '../state/as-expected.ts';
import { accept, addEntry, fromWords, returningPhase, startRollback, stopMoving } from '../state/transition.ts';
import { hookIsDone } from '../steps/hook-done.ts';
import { acceptChange } from './after-end.ts';
import { goOnWith } from './go-on.ts';
import { putBack } from './put-back.ts';
import { expiredRefusal } from './start.ts';

type Of<K extends Signal['kind']> = Extract<Signal, { kind: K }>;

/** Refuses a command that would stop or undo a rollback, and says what people can do instead. */
export function rollbackRunningRefusal(rollout: Rollout): Decision {
  return refuse(
    'going-back',
    `The rollout is rolling back; that cannot be undone. ${rollbackAdvice(rollout)}`.trimEnd(),
  );
}

/** Pauses the plan. Alarms still count. */
export function pause(rollout: Rollout, signal: Of<'pause'>, now: number): Decision {
  const { phase } = rollout;
  if (isInStep(phase)) return pauseStep(rollout, signal, now);
  switch (phase.status) {
    case 'paused':
      return { answer: 'ignored', because: `It is already paused, by ${displayName(phase.by)}.` };
    case 'holding':
      return { answer: 'ignored', because: 'It already holds and waits for an answer.' };
    case 'promoting':
      return refuse(
        'promoting',
        `The canary has all traffic and is being promoted. Wait for the end${rollbackHint(rollout)}.`,
      );
    case 'rolling-back':
    case 'stuck':
      return rollbackRunningRefusal(rollout);
    case 'completed':
    case 'rolled-back':
      return refuse('finished', 'The rollout is over.');
  }
}

function pauseStep(rollout: Rollout, signal: Of<'pause'>, now: number): Decision {
  const paused: Phase = { status: 'paused', since: now, by: signal.by, activity: currentActivity(rollout, now) };
  const still = stopMoving(rollout, now);
  const back = `${percent(still.weight)}${openWords(still.cohorts)}`;
  const where = still === rollout ? ` at ${shareWords(rollout, now)}` : `; every target returns to ${back}`;
  const text = `${displayName(signal.by)} paused${where}.`;
  const next = addEntry({ ...still, phase: paused }, now, text, toActor(signal.by));
  return accept(rollout, next, `Paused${where}. Alarms are still watched.`);
}

/** Leaves a target that cannot be brought back, on a person's command, so that it does not lock the service forever. */
function abandonStuckTarget(
  rollout: Rollout,
  phase: Extract<Phase, { status: 'stuck' }>,
  signal: Of<'resume'>,
  now: number,
): Decision {
  const { keep = [], left = [] } = phase;
  const back: Phase = { ...returningPhase(now, phase.reason), keep, left: [...left, phase.target] };
  const text = `${displayName(signal.by)} leaves ${phase.target} as it is and finishes.`;
  return accept(
    rollout,
    addEntry({ ...rollout, phase: back }, now, text, toActor(signal.by)),
    `Leaves ${phase.target} as it is and finishes the rollback.`,
  );
}

/**
 * Processes a person's answer to a question during a rollback: a foreign change is kept, every other target in question is left as
 * it is.
 */
function answerRollbackQuestion(
  rollout: Rollout,
  phase: Extract<Phase, { status: 'rolling-back' }>,
  signal: Of<'resume'>,
  now: number,
): Decision {
  const asked = targetsInQuestion(rollout, phase);
  const changed = asked.filter((target) => isBack(target) && target.observed?.drift !== null);
  const rest = asked.filter((target) => !changed.includes(target)).map(({ name }) => name);
  const next: Phase = {
    ...phase,
    keep: [...phase.keep, ...changed.map(({ name }) => name)],
    ...(rest.length > 0 && { left: [...(phase.left ?? []), ...rest] }),
    question: null,
  };
  const what = rest.length === 0 ? 'keeps what was changed' : `leaves ${joinWithAnd(rest)} as it is`;
  const say = rest.length === 0 ? 'Keeps what was changed' : `Leaves ${joinWithAnd(rest)} as it is`;
  return accept(
    rollout,
    addEntry({ ...rollout, phase: next }, now, `${displayName(signal.by)} ${what} and finishes.`, toActor(signal.by)),
    `${say} and finishes the rollback.`,
  );
}

/**
 * Goes on with a canary that may be the fix of the incident for which Serin holds: from then on only the comparison judges it.
 * Null where it is not the fix, or something else keeps it from going on.
 */
function resumeAsFix(rollout: Rollout, signal: Of<'resume'>, evidence: Evidence, now: number): Decision | null {
  const { phase, canary } = rollout;
  if (phase.status !== 'holding' || phase.why.kind !== 'alarm' || !mayBeFix(rollout, now)) return null;
  const decision = resumeSafely({ ...rollout, fix: true }, signal, evidence, now, (calm) => {
    const text = `${displayName(signal.by)} goes on with ${canary} as the fix. Only the comparison judges it now, and no alarm.`;
    return goOnWith(phase.activity, rollout, addEntry(calm, now, text, toActor(signal.by)), evidence, now);
  });
  if (decision.answer === 'needs-freeze' || (decision.answer === 'refused' && decision.code === 'frozen'))
    return decision;
  return decision.answer === 'accepted' && decision.next.phase.status !== 'holding' ? decision : null;
}

/** Resumes after a pause or a hold, and answers for unclear alarms; during a rollback it answers the open question. */
export function resume(rollout: Rollout, signal: Of<'resume'>, evidence: Evidence, now: number): Decision {
  const { phase } = rollout;
  const { done, putsBack, accepts } = signal;
  if (putsBack === true) return putBack(rollout, signal, evidence, now);
  if (accepts === true) return acceptChange(rollout, signal, evidence, now);
  if (done !== undefined) return hookIsDone(rollout, { ...signal, done }, evidence, now);
  if (phase.status === 'rolling-back' && phase.question !== null)
    return answerRollbackQuestion(rollout, phase, signal, now);
  if (phase.status === 'stuck') return abandonStuckTarget(rollout, phase, signal, now);
  if (phase.status === 'rolling-back') return rollbackRunningRefusal(rollout);
  if (phase.status === 'completed' || phase.status === 'rolled-back') return refuse('finished', 'The rollout is over.');
  const late = expiredRefusal(signal.issuedAt, now);
  if (phase.status !== 'paused' && phase.status !== 'holding')
    return late ?? answerWhileRunning(rollout, signal, evidence, now);
  if (late !== null) return late;
  return (
    resumeAsFix(rollout, signal, evidence, now) ??
    resumeSafely(rollout, signal, evidence, now, (calm) => {
      const answered = phase.status === 'holding' ? answerForVerdict(calm, phase.why, signal.by) : calm;
      return goOnWith(
        phase.activity,
        rollout,
        addEntry(answered, now, `${displayName(signal.by)} resumed.`, toActor(signal.by)),
        evidence,
        now,
      );
    })
  );
}

/** Matches the first word of a rollback that a person wants even past the point of no return. */
const ANYWAY = /^anyway\b/i;

function noReturnText({ service, canary }: Rollout): string {
  return `${canary} is past the point of no return: its hook was called, and the old version may not work any more. Deploy a fix, then resume. To roll back all the same: /canary rollback ${service} anyway <why>.`;
}

/**
 * Rolls back from any phase, also after the end within the rollback window; past the point of no return only with the word
 * `anyway`. The command never expires.
 */
export function rollback(rollout: Rollout, signal: Of<'rollback'>, evidence: Evidence, now: number): Decision {
  const { phase } = rollout;
  if (phase.status === 'rolled-back') return refuse('finished', 'It was rolled back already.');
  const over = phase.status === 'completed' ? windowClosedRefusal(rollout, phase, signal.issuedAt, now) : null;
  if (over !== null) return over;
  if (phase.status === 'rolling-back') {
    return { answer: 'ignored', because: `It is rolling back already. ${rollbackAdvice(rollout)}`.trimEnd() };
  }
  const isPast = rollout.noReturnAt !== null && phase.status !== 'stuck';
  if (isPast && !ANYWAY.test(signal.text)) return refuse('no-return', noReturnText(rollout));
  if (phase.status === 'completed') return reopen(rollout, signal, evidence, now);
  const reason = phase.status === 'stuck' ? phase.reason : rollbackReason(signal.by, signal.text);
  const next = startRollback(rollout, reason, now, toActor(signal.by));
  if (phase.status === 'stuck') return accept(rollout, next, retryText(rollout, phase.target));
  return accept(rollout, next, `Rolls back${fromWords(withoutOldReadings(rollout, now))}.`);
}

import { putBackWords, targetsWithForeignShare } from '../../../../domain/rollout/expected.ts';
import type { Hold, Phase, Rollout, Status } from '../../../../domain/rollout/record.ts';
import { isRunning } from '../../../../domain/rollout/running-phase.ts';
import { describeShares, leftTargets, outcomeWords } from '../../../../domain/rollout/share.ts';
import type { Activity } from '../../../../domain/steps/registry.ts';
import { displayName, reasonText, withoutFullStop } from '../../../../domain/wording.ts';
import { leavingMetric, remainingUsersText } from '../../../../rollout/rollback/user-metric.ts';
import { holdReason } from '../../../../rollout/state/hold-reason.ts';
import { findMissedHook, isHookDone } from '../../../../rollout/steps/hook.ts';
import { escapeMrkdwn, formatMoment, requesterName } from '../parts/mrkdwn.ts';
import { phaseView, runningSigns } from '../steps/registry.ts';

/** One sign per status, the same in every message. */
export const statusSigns: Readonly<Record<Status, string>> = {
  ...runningSigns,
  paused: '⏸️',
  holding: '❓',
  'rolling-back': '⏪',
  stuck: '🆘',
  completed: '✅',
  'rolled-back': '↩️',
};

/** Returns what people can do where a rollback is possible. */
function answerTo(rollout: Rollout, hold: Hold): string {
  const changed = hold.kind === 'drift' ? targetsWithForeignShare(rollout) : [];
  if (changed.length > 0) return `Put back sets ${putBackWords(rollout, changed)} and goes on. Or roll back.`;
  return hold.kind === 'alarm-unclear' ? 'Resume to go on without it, or roll back.' : 'Resume or roll back.';
}

/** Returns what people can do behind the point of no return, where no rollback is suggested. */
function nextStepAfterNoReturn(hold: Hold, activity: Activity): string {
  switch (hold.kind) {
    case 'drift':
      return 'Put it back and resume.';
    case 'partial':
      return 'Fix it, then resume to try again.';
    case 'control-center':
      return 'Fix that, then resume.';
    case 'unread':
    case 'components-unread':
    case 'center-unread':
      return hold.isBack === true ? 'Resume to go on.' : 'Fix it, then resume.';
    case 'gate-expired':
      return 'Resume to ask again.';
    case 'hook':
      return isHookDone(activity) ? 'Resume to go on.' : 'Fix it, then resume.';
    case 'alarm':
      return 'Deploy a fix, then resume.';
    case 'alarm-unclear':
      return 'Resume to go on without it.';
    case 'alarms-unreadable':
      return 'Resume when they can be read again.';
    case 'unhealthy':
      return 'Deploy a fix, then resume.';
    case 'inconclusive':
      return 'Resume to go on without that.';
  }
}

/** Returns what people can do while Serin holds; empty while it does not. */
export function describeNextStep(rollout: Rollout): string {
  const { phase, noReturnAt } = rollout;
  if (phase.status !== 'holding') return '';
  return noReturnAt === null ? answerTo(rollout, phase.why) : nextStepAfterNoReturn(phase.why, phase.activity);
}

/** Describes what resuming does with a hook that failed or did not answer, even when Serin now holds for another reason. */
function hookRetryNote(rollout: Rollout): string {
  const missed = findMissedHook(rollout);
  if (missed === null) return '';
  return ` Resume calls ${escapeMrkdwn(missed.hook.function, 100)} again; if its work is done: \`/canary resume ${rollout.service} done\` and how you know.`;
}

/** Returns a note on what is no longer possible behind the point of no return; empty before it. */
function noReturnNote({ noReturnAt, phase, service }: Rollout): string {
  const isOver = phase.status === 'completed' || phase.status === 'rolled-back';
  if (noReturnAt === null || isOver || phase.status === 'rolling-back' || phase.status === 'stuck') return '';
  return `\n*Past the point of no return* since ${formatMoment(noReturnAt)}: the old version may not work any more. Alarms hold and ask, and do not roll back. To roll back all the same: \`/canary rollback ${service} anyway\`.`;
}

/** Returns a note on the freeze that the service is under; empty where there is none, or nothing would be raised any more. */
function freezeNote({ freeze, phase }: Rollout): string {
  const isHere = isRunning(phase) || phase.status === 'paused' || phase.status === 'holding';
  if (freeze === undefined || !isHere) return '';
  const who = escapeMrkdwn(freeze.by === null ? 'serin.yml' : displayName(freeze.by), 80);
  const why = freeze.reason === '' ? '' : `: ${escapeMrkdwn(withoutFullStop(freeze.reason), 200)}`;
  const waits = isRunning(phase) && freeze.waits;
  const then = waits ? 'Then the plan goes on by itself.' : 'Nothing is raised until then.';
  return `\n🧊 *${waits ? 'Waits: frozen' : 'Frozen'} until ${formatMoment(freeze.until)}* by ${who}${why}. ${then}`;
}

/** Returns a note on the lock on the service; empty where there is none, or the rollout is over. */
function lockNote(rollout: Rollout): string {
  const { lock, phase } = rollout;
  if (lock === undefined || phase.status === 'completed' || phase.status === 'rolled-back') return '';
  const why = lock.reason === '' ? '' : `: ${escapeMrkdwn(withoutFullStop(lock.reason), 120)}`;
  return `\n🔒 *Locked* by ${escapeMrkdwn(displayName(lock.by), 80)} since ${formatMoment(lock.at)}${why}.`;
}

/** Returns a note on the users who are still on the canary of a rollout that was rolled back. */
function remainingUsersNote(rollout: Rollout): string {
  const name = leavingMetric(rollout)?.name;
  if (name === undefined || rollout.leaving === null) return '';
  return `\n${remainingUsersText({ canary: escapeMrkdwn(rollout.canary, 100) }, rollout.leaving, `\`${escapeMrkdwn(name, 100)}\``)}.`;
}

/**
 * Describes what the rollout is doing now and what comes next, as mrkdwn of at most 1300 characters.
 *
 * @param tells whether approvers by id are mentioned; a new message notifies them, an update does not
 */
export function describeSituation(rollout: Rollout, tells = true): string {
  return (
    describePhase(rollout, tells) +
    freezeNote(rollout) +
    lockNote(rollout) +
    noReturnNote(rollout) +
    remainingUsersNote(rollout)
  );
}

/** Describes how long a completed rollout can be rolled back; only a fresh read can tell that the window closed earlier. */
function window({ noReturnAt }: Rollout, { windowUntil }: Extract<Phase, { status: 'completed' }>): string {
  if (windowUntil === undefined || noReturnAt !== null) return '';
  return ` You can roll back until ${formatMoment(windowUntil)}, unless something else is deployed first.`;
}

/** Says what somebody changed since the end, as the look at the end of the rollback window found it. */
function changedNote({ changed, lookedAt }: Extract<Phase, { status: 'completed' }>): string {
  if (changed === undefined) return '';
  const looked = lookedAt === undefined ? '' : ` (looked ${formatMoment(lookedAt)})`;
  return `\n⚠️ ${escapeMrkdwn(changed, 600)}${looked}.`;
}

/** Returns a note on the targets that a rollback left as they are. */
function leftTargetsNote(rollout: Rollout): string {
  const left = leftTargets(rollout);
  return left.length === 0 ? '' : ` Left as it is: ${escapeMrkdwn(describeShares(left), 400)}.`;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function describePhase(rollout: Rollout, tells: boolean): string {
  const { phase } = rollout;
  if (isRunning(phase)) return phaseView(phase).situation(rollout, phase, tells);
  switch (phase.status) {
    case 'paused':
      return `Paused by ${requesterName(phase.by)} since ${formatMoment(phase.since)}. Alarms are still watched.`;
    case 'holding':
      return `Holds since ${formatMoment(phase.since)}: ${escapeMrkdwn(holdReason(phase.why, phase.activity), 600)}. ${escapeMrkdwn(describeNextStep(rollout), 400)}${hookRetryNote(rollout)}`;
    case 'rolling-back': {
      const why = `Going back since ${formatMoment(phase.since)}: ${escapeMrkdwn(reasonText(phase.reason), 500)}.`;
      return phase.question === null ? why : `${why}\n${escapeMrkdwn(phase.question, 300)}`;
    }
    case 'stuck':
      return `*${escapeMrkdwn(phase.target, 200)} cannot be brought back* since ${formatMoment(phase.since)}: ${escapeMrkdwn(withoutFullStop(phase.fault.message), 400)}. Tried ${phase.tries} times. Bring it back by hand (the baseline is in the thread), or leave it as it is: \`/canary resume ${rollout.service}\`.`;
    case 'completed':
      return `Completed ${formatMoment(phase.at)}.${window(rollout, phase)}${changedNote(phase)}`;
    case 'rolled-back':
      return `${sentence(outcomeWords(rollout))} ${formatMoment(phase.at)}: ${escapeMrkdwn(reasonText(phase.reason), 500)}.${leftTargetsNote(rollout)}`;
  }
}

import { rollbackReason, toActor } from '../../domain/people/requester.ts';
import { withoutOldReadings } from '../../domain/rollout/read-share.ts';
import type { Phase, Rollout } from '../../domain/rollout/record.ts';
import { isFinished } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import type { Decision, Evidence, Planned, Signal } from '../../domain/rollout/signal.ts';
import { DELIVERY_MS } from '../../domain/timing.ts';
import { duration } from '../../domain/wording.ts';
import { accept, startRollback } from '../state/transition.ts';
import { aftermathFindings, isNotKnown } from './aftermath.ts';

type Completed = Extract<Phase, { status: 'completed' }>;

/** The end of a rollout that came through, with the rollback window of its service. */
export function completePhase({ config }: Rollout, now: number): Completed {
  const { rollbackWindow } = config;
  return { status: 'completed', at: now, ...(rollbackWindow > 0 && { windowUntil: now + rollbackWindow }) };
}

/** Tells whether the rollback window of a rollout is open at a moment, as far as the rollout itself tells. */
function isOpen({ phase }: Rollout, at: number): boolean {
  return phase.status === 'completed' && phase.windowUntil !== undefined && at <= phase.windowUntil;
}

/** The rollout with its rollback window closed: another one takes its place. */
export function withoutWindow(rollout: Rollout): Rollout {
  const { phase } = rollout;
  if (phase.status !== 'completed') return rollout;
  const { windowUntil: _over, ...rest } = phase;
  return { ...rollout, phase: rest };
}

/**
 * The rollout as it is to be drawn at a moment: a rollback window that is over is not offered any more, and a share that was read
 * too long ago is unknown.
 */
export function rolloutAt(rollout: Rollout, now: number): Rollout {
  const known = withoutOldReadings(rollout, now);
  return isOpen(known, now) ? known : withoutWindow(known);
}

/** Tells whether a rollback button is useful at a moment: while the rollout runs, and after its end within the rollback window. */
export function offersRollback(rollout: Rollout, at: number): boolean {
  return rollout.noReturnAt === null && (!isFinished(rollout) || isOpen(rollout, at));
}

/** The card of a completed rollout is drawn once more when another one begins, since its button is of no use then. */
export function removeRollbackButton({ id, phase }: Rollout): readonly Planned[] {
  if (phase.status !== 'completed' || phase.windowUntil === undefined) return [];
  return [{ key: `card#${id}#closed`, body: { kind: 'card', rollout: id } }];
}

/** Returns the question that Serin asks when an alarm fires within the rollback window; null when the window is not open. */
export function lateAlarmQuestion(rollout: Rollout, now: number): string | null {
  const { phase, canary } = rollout;
  if (phase.status !== 'completed' || phase.windowUntil === undefined || !offersRollback(rollout, now)) return null;
  const ago = duration(now - phase.at);
  return `${canary} was completed ${ago} ago, so Serin does not roll back by itself. Roll back? That is possible for ${duration(phase.windowUntil - now)} more.`;
}

/**
 * Returns the refusal of a rollback after the window; null while it is open. A rollback requested within the window is honoured if
 * it arrives up to six hours after the window closed: dead letters may be replayed for two weeks.
 */
export function windowClosedRefusal(
  { service, canary }: Rollout,
  phase: Completed,
  issuedAt: number,
  now: number,
): Decision | null {
  const instead = `To return, start the old version: /canary start ${service} <version>.`;
  if (phase.windowUntil === undefined) {
    return refuse('finished', `It is completed: ${canary} is stable now. ${instead}`);
  }
  if (issuedAt <= phase.windowUntil && now <= phase.windowUntil + DELIVERY_MS) return null;
  const window = duration(phase.windowUntil - phase.at);
  const because = `It was completed ${duration(now - phase.at)} ago, and the rollback window of ${service} is ${window}. ${instead}`;
  return refuse('window-over', because);
}

/**
 * Rolls back a completed rollout, if everything is as it left it: nothing that somebody did since is overwritten. From here
 * on it is a rollback like any other, versions and roles included.
 */
export function reopen(
  rollout: Rollout,
  { by, text }: Extract<Signal, { kind: 'rollback' }>,
  { aftermath }: Evidence,
  now: number,
): Decision {
  if (aftermath === undefined) return { answer: 'needs-aftermath' };
  const findings = aftermathFindings(rollout, aftermath);
  if (findings.length > 0) {
    const gone = findings.find(({ code }) => code === 'no-way-back');
    if (gone !== undefined) {
      const because = `${rollout.service} cannot roll back to the old version ${rollout.canary}. Nothing was moved.`;
      return { answer: 'refused', code: 'no-way-back', because, findings };
    }
    const isUnknown = findings.every(isNotKnown);
    const because = isUnknown
      ? `Nobody knows whether ${rollout.service} is as ${rollout.canary} left it. Nothing was moved.`
      : `${rollout.service} is not as ${rollout.canary} left it, so a rollback would overwrite a later change. Nothing was moved.`;
    return { answer: 'refused', code: isUnknown ? 'aftermath-unknown' : 'changed-since', because, findings };
  }
  const back = startRollback({ ...rollout, reopenedAt: now }, rollbackReason(by, text), now, toActor(by));
  return accept(rollout, back, `Rolls back to the old version ${rollout.canary}.`);
}

import type { Rollout } from '../../domain/rollout/record.ts';
import { isFinished } from '../../domain/rollout/record.ts';
import { isGoingBack } from '../../domain/rollout/running-phase.ts';
import type { Decision, Signal } from '../../domain/rollout/signal.ts';
import { CENTER_GRACE_MS } from '../../domain/timing.ts';
import { duration, rollbackHint, withoutFullStop } from '../../domain/wording.ts';
import { accept, addEntry, hold } from '../state/transition.ts';

/** The control center was read just now. Says so where people know that it could not be read, unless it was changed meanwhile. */
function readAgain(rollout: Rollout, now: number): Decision {
  const { centerUnread, ...read } = rollout;
  if (centerUnread === undefined) return { answer: 'ignored', because: 'The control center can be read.' };
  const { phase } = rollout;
  const text = 'The control center can be read again, and is as it was.';
  if (phase.status === 'holding' && phase.why.kind === 'center-unread') {
    const asked = `${text} Resume to go on${rollbackHint(rollout)}.`;
    const why = { ...phase.why, isBack: true } as const;
    return accept(rollout, addEntry({ ...read, phase: { ...phase, why } }, now, asked), asked);
  }
  const isAskingAboutDrift = phase.status === 'holding' && phase.why.kind === 'drift';
  if (centerUnread.isAsked && !isAskingAboutDrift) return accept(rollout, addEntry(read, now, text), text);
  return { answer: 'accepted', next: read, effects: [], say: text };
}

/**
 * The control center could not be read. Holds and asks when that lasts; until then the plan waits. Serin asks one question at a
 * time: where people were told that it cannot be written, they know, and where they look at a change, they are asked later.
 */
function unread(rollout: Rollout, why: string, now: number): Decision {
  const { phase, centerUnread } = rollout;
  const because = 'The control center cannot be read. The plan waits, and Serin reads it again.';
  if (centerUnread?.isAsked) return { answer: 'ignored', because };
  const since = centerUnread?.since ?? now;
  if (phase.status === 'holding' && phase.why.kind === 'control-center') {
    const next: Rollout = { ...rollout, centerUnread: { since, why, isAsked: true } };
    return { answer: 'accepted', next, effects: [], say: because };
  }
  const isAskingAboutDrift = phase.status === 'holding' && phase.why.kind === 'drift';
  if (isAskingAboutDrift || now - since < CENTER_GRACE_MS) {
    if (centerUnread !== undefined) return { answer: 'ignored', because };
    return { answer: 'accepted', next: { ...rollout, centerUnread: { since, why } }, effects: [], say: because };
  }
  const text = `The control center could not be read for ${duration(now - since)}, so a change to it would not be noticed: ${withoutFullStop(why)}. Serin holds. Fix that, then resume${rollbackHint(rollout)}. Who resumes before goes on without that watch; a share that cannot be written there holds again.`;
  const asked: Rollout = { ...rollout, centerUnread: { since, why, isAsked: true } };
  return accept(rollout, hold(asked, { kind: 'center-unread', detail: why }, now, text), text);
}

/** Takes in a read of the control center, or its failure. A rollback waits for neither. */
export function centerWasRead(
  rollout: Rollout,
  { unread: why }: Extract<Signal, { kind: 'center-read' }>,
  now: number,
): Decision {
  if (isFinished(rollout)) return { answer: 'ignored', because: 'The rollout is over.' };
  if (isGoingBack(rollout)) return { answer: 'ignored', because: 'A rollback does not wait for the control center.' };
  return why === null ? readAgain(rollout, now) : unread(rollout, why, now);
}

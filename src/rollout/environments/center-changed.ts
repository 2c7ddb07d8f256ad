import { isFinished, type Rollout } from '../../domain/rollout/record.ts';
import type { Decision, Signal } from '../../domain/rollout/signal.ts';
import { CENTER_GRACE_MS } from '../../domain/timing.ts';
import { duration, rollbackHint, withoutFullStop } from '../../domain/wording.ts';
import { CENTER } from '../../environments/control-center.ts';
import { accept, addEntry, hold } from '../state/transition.ts';

/**
 * Holds because the control center cannot be brought up to date. During a rollback it only reports, since no rollback waits for it.
 */
function holdForCenter(rollout: Rollout, detail: string, now: number): Decision {
  const what = `${CENTER.charAt(0).toUpperCase()}${CENTER.slice(1)} has been out of date for ${duration(CENTER_GRACE_MS)}, since Serin cannot write it: ${withoutFullStop(detail)}.`;
  const { status } = rollout.phase;
  if (status === 'rolling-back' || status === 'stuck') {
    const text = `${what} The rollback goes on, and Serin tries again each minute.`;
    return accept(rollout, addEntry(rollout, now, text), text);
  }
  const text = `${what} Deployments may go to the wrong environment. Serin holds. Fix that, then resume${rollbackHint(rollout)}.`;
  return accept(rollout, hold(rollout, { kind: 'control-center', detail }, now, text), text);
}

/**
 * Holds and asks when somebody else wrote to the control center. During a rollback it only reports, since no rollback waits for it.
 */
export function centerChanged(
  rollout: Rollout,
  { detail, unwritten }: Extract<Signal, { kind: 'control-center' }>,
  now: number,
): Decision {
  if (isFinished(rollout)) return { answer: 'ignored', because: 'The rollout is over.' };
  if (unwritten) return holdForCenter(rollout, detail, now);
  const what = `Somebody changed ${CENTER}: ${detail}.`;
  const { status } = rollout.phase;
  if (status === 'rolling-back' || status === 'stuck') {
    const text = `${what} Serin does not overwrite it. Put it back by hand.`;
    return accept(rollout, addEntry(rollout, now, text), text);
  }
  const text = `${what} Serin does not overwrite it. Serin holds. Put it back, then resume${rollbackHint(rollout)}.`;
  return accept(rollout, hold(rollout, { kind: 'drift', target: CENTER, detail }, now, text), text);
}

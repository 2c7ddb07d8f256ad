import { CENTER } from './control-center.ts';
import { isFinished, type Rollout } from './record.ts';
import type { Decision, Signal } from './signal.ts';
import { accepted, hold, noted } from './transition.ts';
import { orBack } from './wording.ts';

/** Somebody else wrote to the control center: holds and asks; on the way back it is only said, since nothing waits for it. */
export function centerChanged(
  rollout: Rollout,
  { detail }: Extract<Signal, { kind: 'control-center' }>,
  now: number,
): Decision {
  if (isFinished(rollout)) return { answer: 'ignored', because: 'The rollout is over.' };
  const what = `Somebody changed ${CENTER}: ${detail}.`;
  const { status } = rollout.phase;
  if (status === 'rolling-back' || status === 'stuck') {
    const text = `${what} Serin does not overwrite it. Put it back by hand.`;
    return accepted(rollout, noted(rollout, now, text), text);
  }
  const text = `${what} Serin does not overwrite it. Holds and asks: put it back and resume${orBack(rollout)}.`;
  return accepted(rollout, hold(rollout, { kind: 'drift', target: CENTER, detail }, now, text), text);
}

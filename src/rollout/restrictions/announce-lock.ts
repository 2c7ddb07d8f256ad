import { toActor } from '../../domain/people/requester.ts';
import { isFinished, type Rollout } from '../../domain/rollout/record.ts';
import type { Decision, Signal } from '../../domain/rollout/signal.ts';
import { accept, addEntry } from '../state/transition.ts';

/** Tells a running rollout that its service was locked or unlocked. Moves nothing. */
export function announceLock(
  rollout: Rollout,
  { actor, lock, text }: Extract<Signal, { kind: 'lock' }>,
  now: number,
): Decision {
  if (isFinished(rollout)) return { answer: 'ignored', because: 'The rollout is over.' };
  const { lock: _before, ...rest } = rollout;
  const next: Rollout = lock === null ? rest : { ...rest, lock };
  return accept(rollout, addEntry(next, now, text, toActor(actor)), text);
}

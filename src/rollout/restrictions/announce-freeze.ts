import { toActor } from '../../domain/people/requester.ts';
import { isFinished, type Rollout } from '../../domain/rollout/record.ts';
import type { Decision, Signal } from '../../domain/rollout/signal.ts';
import { accept, addEntry } from '../state/transition.ts';

/** Tells a running rollout that its service was frozen, or that a freeze was lifted. Moves nothing. */
export function announceFreeze(
  rollout: Rollout,
  { actor, freeze, text }: Extract<Signal, { kind: 'freeze' }>,
  now: number,
): Decision {
  if (isFinished(rollout)) return { answer: 'ignored', because: 'The rollout is over.' };
  const { freeze: before, ...rest } = rollout;
  const waits = before?.waits === true && freeze !== null;
  const next: Rollout = freeze === null ? rest : { ...rest, freeze: { ...freeze, waits } };
  return accept(rollout, addEntry(next, now, text, toActor(actor)), text);
}

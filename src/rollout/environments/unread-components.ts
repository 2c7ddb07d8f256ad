import type { UnreadComponents } from '../../domain/environment/component.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { SECOND_LOOK_MS, UNREAD_GRACE_MS } from '../../domain/timing.ts';
import { duration, rollbackHint, withoutFullStop } from '../../domain/wording.ts';
import { accept, addEntry, hold } from '../state/transition.ts';

/** A rollout whose components were read just now. */
export function withRead(rollout: Rollout): Rollout {
  return { ...rollout, components: { frozen: rollout.components.frozen, unread: null } };
}

/** Says that the components can be read again where people know that they could not. Null when nothing is new. */
export function readAgain(rollout: Rollout, now: number): Decision | null {
  const { components, phase } = rollout;
  if (components.unread === null) return null;
  const read = withRead(rollout);
  const text = 'The components can be read again, and are as they were.';
  if (phase.status === 'holding' && phase.why.kind === 'components-unread') {
    const asked = `${text} Resume to go on${rollbackHint(rollout)}.`;
    const why = { ...phase.why, isBack: true } as const;
    return accept(rollout, addEntry({ ...read, phase: { ...phase, why } }, now, asked), asked);
  }
  if (components.isAsked) return accept(rollout, addEntry(read, now, text), text);
  return { answer: 'accepted', next: read, effects: [], say: text };
}

/**
 * Holds and asks where the components cannot be read, by the rule for targets: with a permanent error after a second look, with
 * what can pass by itself after some minutes. Until then the plan waits. Whoever resumes goes on without them.
 *
 * @returns null when people have been asked
 */
export function unreadComponents(
  rollout: Rollout,
  { unreadable, permanent }: UnreadComponents,
  now: number,
): Decision | null {
  const { components, phase } = rollout;
  const isAsking = phase.status === 'holding' && phase.why.kind === 'drift';
  if (components.isAsked || isAsking) return null;
  const unreadSince = components.unreadSince ?? now;
  const known: Rollout = { ...rollout, components: { ...components, unread: unreadable, unreadSince } };
  const lasts = now - unreadSince;
  if (lasts < (permanent ? SECOND_LOOK_MS : UNREAD_GRACE_MS)) {
    const because = 'The components cannot be read. The plan waits, and they are looked at again.';
    if (components.unreadSince !== undefined) return { answer: 'ignored', because };
    return { answer: 'accepted', next: known, effects: [], say: because };
  }
  const unread = permanent ? 'cannot be read' : `could not be read for ${duration(lasts)}`;
  const text = `The components ${unread}, so a deployment to one of them would not be noticed: ${withoutFullStop(unreadable)}. Serin holds. Fix that, then resume${rollbackHint(rollout)}. Who resumes before goes on without that watch; alarms are watched all the same.`;
  const asked: Rollout = { ...known, components: { ...known.components, isAsked: true } };
  return accept(rollout, hold(asked, { kind: 'components-unread', detail: unreadable }, now, text), text);
}

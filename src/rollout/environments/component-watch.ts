import type { ComponentDigests, ComponentEvidence } from '../../domain/component.ts';
import { type Side, sides } from '../../domain/environment.ts';
import type { Rollout } from '../../domain/record.ts';
import type { Decision } from '../../domain/signal.ts';
import { orBack } from '../../domain/wording.ts';
import { accepted, hold, noted } from '../state/transition.ts';

/** The first component that is not what it was at the start, and how, in words; null when all are. */
function changedIn(
  frozen: readonly ComponentDigests[],
  seen: readonly ComponentDigests[],
): { readonly target: string; readonly detail: string } | null {
  const words = (digest: string | null) => digest ?? 'nothing';
  for (const before of frozen) {
    const now = seen.find(({ name }) => name === before.name);
    const side = now === undefined ? undefined : sides.find((one: Side) => now[one] !== before[one]);
    if (now === undefined || side === undefined) continue;
    return { target: before.name, detail: `${side} has ${words(now[side])}, it had ${words(before[side])}` };
  }
  return null;
}

/** Whether people are being asked about something that somebody changed. One question at a time: they look at everything then. */
function isAsking({ phase }: Rollout): boolean {
  return phase.status === 'holding' && phase.why.kind === 'drift';
}

/** Says once that the components cannot be read, and once that they can again. */
function blind(rollout: Rollout, unread: string | null, now: number): Decision | null {
  const { components } = rollout;
  if ((components.unread === null) === (unread === null)) return null;
  const text =
    unread === null
      ? 'The components can be read again, and are as they were.'
      : `The components cannot be read, so a deployment to one of them would not be noticed; alarms keep watching. ${unread}`;
  const next = noted({ ...rollout, components: { ...components, unread } }, now, text);
  return accepted(rollout, next, text);
}

/**
 * A component that changes in mid-rollout, on either side, holds it: users would get something that nobody judged. What
 * cannot be read is said, and stops nothing.
 *
 * @returns null when there is nothing to decide
 */
export function watchComponents(
  rollout: Rollout,
  evidence: ComponentEvidence | undefined,
  now: number,
): Decision | null {
  if (evidence === undefined || rollout.components.frozen.length === 0) return null;
  if ('unreadable' in evidence) return blind(rollout, evidence.unreadable, now);
  const changed = changedIn(rollout.components.frozen, evidence);
  if (changed === null) return blind(rollout, null, now);
  const seen = { ...rollout, components: { ...rollout.components, unread: null } };
  if (isAsking(rollout)) return null;
  const text = `Somebody changed the component ${changed.target}: ${changed.detail}. Holds and asks: put it back and resume${orBack(rollout)}.`;
  return accepted(rollout, hold(seen, { kind: 'drift', ...changed }, now, text), text);
}

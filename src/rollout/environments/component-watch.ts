import type { ComponentDigests, ComponentEvidence } from '../../domain/environment/component.ts';
import { type EnvironmentId, environmentIds } from '../../domain/environment/environment.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { rollbackHint } from '../../domain/wording.ts';
import { accept, hold } from '../state/transition.ts';
import { readAgain, unreadComponents, withRead } from './unread-components.ts';

/** The first component that is not what it was at the start, and how, in words; null when all are. */
function findChangedComponent(
  frozen: readonly ComponentDigests[],
  seen: readonly ComponentDigests[],
): { readonly target: string; readonly detail: string } | null {
  const words = (digest: string | null) => digest ?? 'nothing';
  for (const before of frozen) {
    const now = seen.find(({ name }) => name === before.name);
    const side = now === undefined ? undefined : environmentIds.find((one: EnvironmentId) => now[one] !== before[one]);
    if (now === undefined || side === undefined) continue;
    return { target: before.name, detail: `${side} has ${words(now[side])}, it had ${words(before[side])}` };
  }
  return null;
}

/** Tells whether people are asked about drift already. Serin asks one question at a time: people look at everything then. */
function isAskingAboutDrift({ phase }: Rollout): boolean {
  return phase.status === 'holding' && phase.why.kind === 'drift';
}

/**
 * Holds when a component changes in mid-rollout, in either environment: users would get something that nobody judged. Also holds
 * when the components cannot be read for long.
 *
 * @returns null when there is nothing to decide
 */
export function watchComponents(
  rollout: Rollout,
  evidence: ComponentEvidence | undefined,
  now: number,
): Decision | null {
  if (evidence === undefined || rollout.components.frozen.length === 0) return null;
  if ('unreadable' in evidence) return unreadComponents(rollout, evidence, now);
  const changed = findChangedComponent(rollout.components.frozen, evidence);
  if (changed === null) return readAgain(rollout, now);
  const seen = withRead(rollout);
  if (isAskingAboutDrift(rollout)) return null;
  const text = `Somebody changed the component ${changed.target}: ${changed.detail}. Serin holds. Put it back, then resume${rollbackHint(rollout)}.`;
  return accept(rollout, hold(seen, { kind: 'drift', ...changed }, now, text), text);
}

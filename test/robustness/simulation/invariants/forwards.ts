import { isFinished, type Rollout, type ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import type { ActionsRead, Invocation } from '../line.ts';
import { GONE } from '../places/place.ts';
import type { Ground, Sight } from './invariants.ts';

const LITTLE = 1e-6;

/** What a worker was told of the actions of a target, the newest last; nothing of a kind that compares and sets. */
function readsOf(by: Invocation | null, { listener, rule }: TargetConfig): readonly ActionsRead[] {
  return by?.actions.get(String(rule ?? listener)) ?? [];
}

/**
 * Whether a worker looked for the last time before a moment. What came then is overwritten without a word: Elastic Load Balancing has
 * no compare-and-set, so that a write that is already on its way wins for a moment.
 */
export function lookedBefore(by: Invocation | null, config: TargetConfig, moment: number): boolean {
  const last = readsOf(by, config).at(-1);
  return last !== undefined && last.at <= moment;
}

/** What is checked of forward actions, which have no compare-and-set and may bind users. */
export interface ForwardInvariants {
  onSave(before: ServiceRecord | null, after: ServiceRecord): void;
  onWrite(target: number, before: Sight, after: Sight, by: Invocation | null): void;
}

export function createForwardInvariants({ account, service, breach }: Ground): ForwardInvariants {
  let rollout: Rollout | null = null;
  const placeOf = (target: number) => {
    const config = service.targets[target];
    return config?.kind === 'alb' ? account.place(config) : null;
  };

  /** Where users keep their arm when the rollout begins, by target. */
  let stuck: readonly boolean[] = [];

  /** A rollback ends with nobody on the canary, whatever cookie they hold; a promotion leaves stickiness as it was. */
  const endsForUsers = (was: Rollout, { phase, targets }: Rollout): void => {
    if (phase.status === was.phase.status) return;
    targets.forEach(({ name, frozen }, i) => {
      const place = placeOf(i);
      if (place === null || place.look() === GONE) return;
      const isLeft = phase.status === 'rolled-back' && phase.left?.includes(name) === true;
      if (phase.status === 'rolled-back' && !isLeft && place.keeps?.(frozen) === true)
        breach({ invariant: 'rollback wins', detail: `users of ${name} with a cookie stay on the canary` });
      if (phase.status === 'completed' && was.phase.status === 'promoting' && place.sticks?.() !== stuck[i])
        breach({ invariant: 'the end is exact', detail: `${name} has another stickiness after the promotion` });
    });
  };

  /** People are told that a lowered weight moves nobody who holds a cookie, and how they come back. */
  const stickinessIsTold = ({ targets }: Rollout): void => {
    targets.forEach(({ name, notes, splits }, i) => {
      if (placeOf(i)?.sticks?.() !== true) return;
      if (splits !== 'users' || !notes.some((note) => note.includes('whatever the weights are')))
        breach({
          invariant: 'stickiness is told with the start',
          detail: `${name} splits ${splits}, and nobody says so`,
        });
    });
  };

  return {
    onSave: (before, { rollout: is }) => {
      const was = before?.rollout ?? null;
      if (is !== null && was?.id !== is.id) {
        stickinessIsTold(is);
        // As the inspection found it: by now somebody may have deleted it.
        stuck = is.targets.map(({ splits }, i) => placeOf(i) !== null && splits === 'users');
      }
      if (is !== null && was !== null && was.id === is.id) endsForUsers(was, is);
      rollout = is;
    },

    onWrite: (target, before, after, by) => {
      const place = placeOf(target);
      const state = rollout?.targets[target];
      if (by === null || place === null || rollout === null || state === undefined || isFinished(rollout)) return;
      if (after.share > before.share + LITTLE) {
        const [expected, last] = readsOf(by, state.config).slice(-2);
        if (expected === undefined || expected.actions !== last?.actions)
          breach({
            invariant: 'a raise is made of what was there at two looks',
            detail: `${state.name} was given ${after.share}%: ${expected?.actions ?? 'unread'}, then ${last?.actions}`,
          });
      }
    },
  };
}

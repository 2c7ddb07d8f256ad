import type { FreezeInForce } from '../../domain/restrictions/freeze-fields.ts';
import { freezeText } from '../../domain/restrictions/freeze-in-force.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import { isRunning } from '../../domain/rollout/running-phase.ts';
import type { Decision, FreezeReading } from '../../domain/rollout/signal.ts';
import { UNREADABLE_GRACE_MS } from '../../domain/timing.ts';
import { rollbackHint } from '../../domain/wording.ts';
import { accept, addEntry } from '../state/transition.ts';
import { findWaitingHook } from '../steps/hook.ts';

/** Returns the call of a hook that a worker may make now, by its step and number; null when there is none. */
function dueCall(rollout: Rollout): string | null {
  const waiting = isRunning(rollout.phase) ? findWaitingHook(rollout) : null;
  return waiting?.call.state === 'due' ? `${rollout.step}#${waiting.call.n}` : null;
}

/** True when a change lets Serin overwrite a foreign share that is lower than its own, or lacks a cohort of it. */
function putsBackMore(before: Rollout, next: Rollout): boolean {
  return Object.entries(next.putBack?.shares ?? {}).some(([name, share]) => {
    const { weight, cohorts } = share;
    const isMore =
      weight < next.weight || (cohorts !== undefined && !next.cohorts.every((each) => cohorts.includes(each)));
    return isMore && before.putBack?.shares[name] !== share;
  });
}

/** True when a change gives the canary more than it had, begins its promotion, puts a higher share back, or lets a hook be called. */
function raisesExposure(before: Rollout, next: Rollout): boolean {
  const call = dueCall(next);
  return (
    next.weight > before.weight ||
    next.cohorts.some((name) => !before.cohorts.includes(name)) ||
    (next.promotionBegan && !before.promotionBegan) ||
    putsBackMore(before, next) ||
    (call !== null && call !== dueCall(before))
  );
}

function withoutFreeze({ freeze: _over, ...rollout }: Rollout): Rollout {
  return rollout;
}

/**
 * Lets a change go on unless it raises exposure while the service is frozen. Rollbacks and lowered shares never ask.
 *
 * @param frozen the freeze as it was read for this decision; undefined when it was not read yet
 * @param answers `go` accepts the change; `stay` answers for the freeze that is in force
 */
export function unlessFrozen(
  before: Rollout,
  next: Rollout,
  frozen: FreezeReading,
  answers: { readonly go: (next: Rollout) => Decision; readonly stay: (freeze: FreezeInForce) => Decision },
): Decision {
  if (!raisesExposure(before, next)) return answers.go(next);
  if (frozen === undefined) return { answer: 'needs-freeze' };
  return frozen === null ? answers.go(withoutFreeze(next)) : answers.stay(frozen);
}

/** Returns the remedy for a freeze, as a sentence. */
export function freezeRemedy(service: string, { by }: Pick<FreezeInForce, 'by'>): string {
  const people = by === null ? 'Who may promote' : 'Whoever froze it, or who may promote,';
  return `Wait until it ends. ${people} can lift it: /canary unfreeze ${service}.`;
}

/** Returns the refusal of a person's command that would raise exposure in a freeze. */
export function frozenRefusal(rollout: Rollout, freeze: FreezeInForce): Decision {
  const { service } = rollout;
  return refuse('frozen', `${service} is ${freezeText(freeze)}. ${freezeRemedy(service, freeze)}`);
}

const isSameFreeze = (one: FreezeInForce | undefined, other: FreezeInForce): boolean =>
  one !== undefined && one.until === other.until && JSON.stringify(one.by) === JSON.stringify(other.by);

/**
 * Lets the plan wait for the end of a freeze and tells people once. The next evaluation after the end goes on.
 *
 * @param known the rollout with what was learned; it does not enter the next step
 */
export function waitForFreeze(before: Rollout, known: Rollout, freeze: FreezeInForce, now: number): Decision {
  const isTold = known.freeze?.waits === true && isSameFreeze(known.freeze, freeze);
  const because = `The plan waits: ${known.service} is ${freezeText(freeze)}.`;
  if (isTold && known.entries === before.entries) return { answer: 'ignored', because };
  const waiting: Rollout = { ...known, freeze: { ...freeze, waits: true } };
  const text = `Waits: ${freezeText(freeze)}. Then the plan goes on by itself${rollbackHint(known)}.`;
  return accept(before, isTold ? waiting : addEntry(waiting, now, text), because);
}

/**
 * Forgets a freeze that is over, once nothing else is decided. While the plan still comes to its next step, the end of the freeze
 * counts as the moment at which that step is due.
 */
export function forgetPastFreeze(rollout: Rollout, known: Rollout, now: number): Decision | null {
  const { freeze } = rollout;
  if (freeze === undefined || now < freeze.until + (freeze.waits ? UNREADABLE_GRACE_MS : 0)) return null;
  return accept(rollout, withoutFreeze(known), 'The freeze is over.');
}

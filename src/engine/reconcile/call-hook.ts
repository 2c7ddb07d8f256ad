import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import { isRunning } from '../../domain/rollout/running-phase.ts';
import type { HookNews, Signal } from '../../domain/rollout/signal.ts';
import type { HookCall, HookStep } from '../../domain/steps/hook.ts';
import type { HookRequest } from '../../ports/hooks.ts';
import { findUnexpectedTarget } from '../../rollout/state/as-expected.ts';
import { findWaitingHook } from '../../rollout/steps/hook.ts';
import { type CommitResult, commitSignal } from '../commit/commit-signal.ts';
import type { Deps } from '../deps.ts';

interface Due {
  readonly rollout: Rollout;
  readonly hook: HookStep;
  readonly call: HookCall;
}

/**
 * Finds the hook that has to be called now, or null. No hook is due while the share of a target is unknown, since a hook relies on
 * it.
 */
function findDueHook({ rollout }: ServiceRecord, now: number): Due | null {
  if (rollout === null || !isRunning(rollout.phase)) return null;
  const waiting = findWaitingHook(rollout);
  if (waiting === null) return null;
  const { hook, call } = waiting;
  return call.state === 'due' && call.at <= now && findUnexpectedTarget(rollout, now) === null
    ? { rollout, hook, call }
    : null;
}

/** True when a hook has to be called now. */
export function isHookDue(record: ServiceRecord, now: number): boolean {
  return findDueHook(record, now) !== null;
}

function buildRequest(deps: Pick<Deps, 'kind'>, { rollout, hook, call }: Due): HookRequest {
  const { service, id, step, canary, targets, weight } = rollout;
  return {
    hook,
    service,
    rollout: id,
    step,
    call: call.n,
    canary,
    targets: targets.map((target) => {
      const { name, stable, canary: to, config } = target;
      return { name, stable, canary: to, exact: deps.kind(config.kind).exact(target) };
    }),
    weight,
    answerBy: call.until,
  };
}

function tell(deps: Deps, record: ServiceRecord, { rollout, call }: Due, news: HookNews): Promise<CommitResult> {
  const signal: Signal = { kind: 'hook', rollout: rollout.id, step: rollout.step, call: call.n, news };
  return commitSignal(deps, record.service, signal, { keys: [], known: record, onlyFor: rollout.id });
}

/**
 * Calls the hook that is due: claims it by a save that only one worker wins, calls, and takes in the result. A worker that dies in
 * between leaves the claim, so that no worker calls a second time; a person is asked when the time is over.
 *
 * @param until no call is begun after this moment: the function must live to take in the answer
 * @returns the record afterwards; null when no hook is due
 */
export async function callHook(deps: Deps, record: ServiceRecord, until: number): Promise<ServiceRecord | null> {
  const now = deps.clock.now();
  const due = findDueHook(record, now);
  if (due === null || now > until) return null;
  const claim = await tell(deps, record, due, { kind: 'claimed' });
  if (claim.decision?.answer !== 'accepted') return claim.record;
  const result = await deps.hooks.call(buildRequest(deps, due));
  const { service, id } = due.rollout;
  deps.log.info(
    { service, rollout: id, hook: due.hook.function, call: due.call.n, result: result.kind },
    'hook called',
  );
  return (await tell(deps, claim.record, due, result)).record;
}

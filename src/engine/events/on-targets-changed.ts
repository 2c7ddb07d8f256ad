import { shortArn } from '../../domain/people/iam.ts';
import type { TargetsChange } from '../../ports/inbound/api-call.ts';
import { watchedEnd } from '../../rollout/rollback/after-end.ts';
import type { Deps } from '../deps.ts';
import { processSignal } from '../process-signal.ts';

/** Looks whether the targets of a service are as its completed rollout left them, after somebody changed one. */
async function lookAfter(deps: Deps, service: string, { at, by }: TargetsChange): Promise<void> {
  const rollout = (await deps.store.load(service))?.rollout ?? null;
  // While a rollout runs, its timers see within a minute what somebody changes.
  if (rollout === null || watchedEnd(rollout, deps.clock.now()) === null) return;
  const { decision } = await processSignal(
    deps,
    service,
    { kind: 'target-change', rollout: rollout.id, at, caller: shortArn({ arn: by }) },
    { keys: [], onlyFor: rollout.id },
  );
  // A target could not be read. The event is tried again: nothing else looks before the end of the rollback window.
  if (decision?.answer === 'refused') throw new Error(decision.because);
}

/**
 * Handles a change of targets that AWS reported: for each service that owns one, looks whether its targets are as its completed
 * rollout left them. Targets that no service owns are ignored.
 *
 * @throws AggregateError when a service failed, so that the event is retried
 */
export async function onTargetsChanged(deps: Deps, change: TargetsChange): Promise<void> {
  const owners = await Promise.all([...new Set(change.targets)].map((target) => deps.registry.owner(target)));
  const services = [...new Set(owners.flatMap((owner) => owner ?? []))];
  const results = await Promise.allSettled(services.map((service) => lookAfter(deps, service, change)));
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(
      failed,
      `A change of targets was not taken by ${failed.length} of ${services.length} services.`,
    );
}

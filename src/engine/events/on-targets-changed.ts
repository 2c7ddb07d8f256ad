import { shortArn } from '../../domain/people/iam.ts';
import { isFinished } from '../../domain/rollout/record.ts';
import { watchedEnd } from '../../rollout/rollback/after-end.ts';
import type { Deps } from '../deps.ts';
import { processSignal } from '../process-signal.ts';

/** Looks whether the targets of a service are as its completed rollout left them, after somebody changed one. */
async function lookAfter(deps: Deps, service: string, caller: string): Promise<void> {
  const rollout = (await deps.store.load(service))?.rollout ?? null;
  // While a rollout runs, its timers see within a minute what somebody changes.
  if (rollout === null || !isFinished(rollout) || watchedEnd(rollout, deps.clock.now()) === null) return;
  await processSignal(
    deps,
    service,
    { kind: 'target-change', rollout: rollout.id, caller },
    { keys: [], onlyFor: rollout.id },
  );
}

/**
 * Handles a change of targets that AWS reported: for each service that owns one, looks whether its targets are as its completed
 * rollout left them. A change by Serin itself finds them so, and nobody is told.
 *
 * @param targets names of targets; those that no service owns are ignored
 * @param by the ARN of who changed them
 * @throws AggregateError when a service failed, so that the event is retried
 */
export async function onTargetsChanged(deps: Deps, targets: readonly string[], by: string): Promise<void> {
  const owners = await Promise.all([...new Set(targets)].map((target) => deps.registry.owner(target)));
  const services = [...new Set(owners.flatMap((owner) => owner ?? []))];
  const who = shortArn({ arn: by });
  const results = await Promise.allSettled(services.map((service) => lookAfter(deps, service, who)));
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(
      failed,
      `A change by ${who} was not taken by ${failed.length} of ${services.length} services.`,
    );
}

import type { Requester } from '../../domain/people/person.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../domain/rollout/record.ts';
import type { Service } from '../../domain/service.ts';
import type { DeploymentNews } from '../../ports/inbound/deployment-event.ts';
import { type FoundDeployment, TargetFault } from '../../ports/target.ts';
import { runningRefusal } from '../../rollout/commands/start.ts';
import { preflightFindings } from '../../rollout/preflight/preflight.ts';
import { load } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { rolloutId } from '../ids.ts';
import { startSignal } from '../inbound/to-signal.ts';
import { processSignal } from '../process-signal.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { otherKindsRefusal, takenAfterAll, tellRefusal, tellUnreadable } from './untaken.ts';

/** Reads the deployment of a target that is under way; null where there is none, or its kind has none. */
async function findDeployment(deps: Deps, service: Service, target: string): Promise<FoundDeployment | null> {
  const config = service.targets.find((one) => deps.kind(one.kind).name(one) === target);
  return config === undefined ? null : ((await deps.kind(config.kind).target.underWay?.(config)) ?? null);
}

/** Tells whether a rollout is or was about a deployment. */
function isAbout({ id, service, targets }: Rollout, deployment: FoundDeployment): boolean {
  return (
    id === rolloutId(service, startKey(deployment)) ||
    targets.some(({ change }) => change?.startsWith(deployment.id) === true)
  );
}

function startKey({ id }: FoundDeployment): string {
  return `deployment#${id}`;
}

/** Returns the rollout that is open with a target in it; null where there is none. */
function findOpen({ rollout }: ServiceRecord, target: string): Rollout | null {
  const isOpen = rollout !== null && !isFinished(rollout) && rollout.targets.some(({ name }) => name === target);
  return isOpen ? rollout : null;
}

/**
 * Opens a rollout for a deployment that something else began. The plan decides at its pauses from then on.
 *
 * @throws when nothing but what passes by itself stands in the way, so that the event is retried
 */
async function takeOver(
  deps: Deps,
  known: ServiceRecord,
  service: Service,
  deployment: FoundDeployment,
): Promise<void> {
  const others = otherKindsRefusal(deps, service, deployment);
  if (others !== null) return tellRefusal(deps, known, service, deployment, others);
  const key = startKey(deployment);
  const by: Requester = { arn: deployment.by };
  const start = { name: 'start', key, service: service.name, label: deployment.label, by, via: 'call' } as const;
  const signal = await startSignal(
    deps,
    {
      ...{ ...start, explicit: {}, force: false, adopt: true, onlyUnderWay: true },
      // The deployment is under way at this moment, however late its event is.
      issuedAt: deps.clock.now(),
    },
    service,
    known.rollout,
  );
  if ('tone' in signal) return tellRefusal(deps, known, service, deployment, signal);
  const blocking = preflightFindings(signal.draft).filter(({ severity }) => severity === 'blocks');
  if (blocking.length > 0 && blocking.every(({ passes }) => passes === true))
    throw new Error(`${service.name} ${deployment.label} is not taken over yet: ${blocking[0]?.message}`);
  const { record, decision } = await processSignal(deps, service.name, signal, {
    ...{ keys: [key], known },
    extra: (made, before) => (made.answer === 'accepted' ? takenAfterAll(before, service, deployment) : []),
  });
  if (decision?.answer === 'refused') await tellRefusal(deps, record, service, deployment, decision);
}

/** Tells of a deployment that began while a rollout of the same target is open: nobody decides at its pauses. */
async function tellOfAnother(
  deps: Deps,
  record: ServiceRecord,
  open: Rollout,
  target: string,
  deployment: FoundDeployment,
): Promise<void> {
  // The deployment of a rollout that has not moved it is not known by its change yet.
  const isMoved = open.targets.some(({ name, change }) => name === target && change !== null);
  if (!isMoved) return;
  const because = runningRefusal(open, { arn: deployment.by }, deps.clock.now());
  await tellRefusal(deps, record, open.config, deployment, { because });
}

/**
 * Handles news of a deployment that AWS makes of a target: a running rollout of that target looks now instead of in a minute; where none
 * runs, a deployment that something else began is taken over. The news may come twice, late and out of order: only the deployment as it
 * is read now counts.
 *
 * @throws when AWS did not answer, so that the event is retried
 */
export async function onDeployment(deps: Deps, { target }: DeploymentNews): Promise<void> {
  const owner = await deps.registry.owner(target);
  if (owner === null) return;
  const before = await load(deps, owner);
  const isLooking = findOpen(before, target) !== null;
  if (isLooking) await reconcile(deps, before);
  const record = isLooking ? await load(deps, owner) : before;
  const open = findOpen(record, target);
  const service = open?.config ?? (await deps.services.get(owner, true));
  if (service === null) return;
  const deployment = await findDeployment(deps, service, target).catch((error: unknown) => {
    if (error instanceof TargetFault && error.permanent) return error;
    throw error;
  });
  if (deployment instanceof TargetFault) return tellUnreadable(deps, record, service, target, deployment);
  if (deployment === null || (record.rollout !== null && isAbout(record.rollout, deployment))) return;
  if (open !== null) return tellOfAnother(deps, record, open, target, deployment);
  await takeOver(deps, record, service, deployment);
}

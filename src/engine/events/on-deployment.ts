import type { Reply } from '../../domain/rollout/effect.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision, Planned } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { withoutFullStop } from '../../domain/wording.ts';
import type { DeploymentNews } from '../../ports/inbound/deployment-event.ts';
import type { FoundDeployment } from '../../ports/target.ts';
import { applyDecision, isSeen } from '../commit/apply-decision.ts';
import { assureTimer } from '../commit/assure-timer.ts';
import { load, update } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { rolloutId } from '../ids.ts';
import { startSignal } from '../inbound/to-signal.ts';
import { deliver } from '../outbox/deliver.ts';
import { processSignal } from '../process-signal.ts';
import { reconcile } from '../reconcile/reconcile.ts';

type Refusal = Extract<Decision, { answer: 'refused' }> | Reply;

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

/** Says why a deployment is not taken over, and what to do, as a message for the channel. */
function refusalText(service: string, { label }: FoundDeployment, refusal: Refusal): string {
  const because = 'because' in refusal ? refusal.because : refusal.text;
  const [first] = (refusal.findings ?? []).filter(({ severity }) => severity === 'blocks');
  const why = first === undefined ? because : `${first.message} ${first.remedy}`;
  return `ECS deploys ${label} of ${service}, and Serin does not decide at its pauses: ${withoutFullStop(why)}. After that: /canary start ${service} ${label} adopt. Or go on, or roll back, in ECS.`;
}

/** Tells the channel of a service, once for each deployment, that a deployment is not taken over. */
async function tellRefusal(
  deps: Deps,
  known: ServiceRecord,
  { name, channel }: Service,
  deployment: FoundDeployment,
  refusal: Refusal,
): Promise<void> {
  const text = refusalText(name, deployment, refusal);
  const key = `untaken#${name}#${deployment.id}`;
  const planned: Planned = { key, body: { kind: 'deployment', channel, text } };
  const ignored: Decision = { answer: 'ignored', because: text };
  const after = await update(deps, known, (record) =>
    isSeen(record, key) ? record : applyDecision(record, ignored, [key], [planned], deps.clock.now()),
  );
  const { id, label } = deployment;
  deps.log.info({ service: name, deployment: id, label, because: text }, 'a deployment was not taken over');
  await assureTimer(deps, await deliver(deps, after));
}

/** Opens a rollout for a deployment that something else began. The plan decides at its pauses from then on. */
async function takeOver(
  deps: Deps,
  known: ServiceRecord,
  service: Service,
  deployment: FoundDeployment,
): Promise<void> {
  const key = startKey(deployment);
  const signal = await startSignal(
    deps,
    {
      ...{
        name: 'start',
        key,
        service: service.name,
        label: deployment.label,
        explicit: {},
        force: false,
        adopt: true,
      },
      // The deployment is under way at this moment, however late its event is.
      ...{ issuedAt: deps.clock.now(), by: { arn: deployment.by }, via: 'call' },
    },
    service,
    known.rollout,
  );
  if ('tone' in signal) return tellRefusal(deps, known, service, deployment, signal);
  const { record, decision } = await processSignal(deps, service.name, signal, { keys: [key], known });
  if (decision?.answer === 'refused') await tellRefusal(deps, record, service, deployment, decision);
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
  const record = await load(deps, owner);
  const { rollout } = record;
  const isRunning = rollout !== null && !isFinished(rollout);
  if (isRunning && rollout.targets.some(({ name }) => name === target)) return reconcile(deps, record);
  const service = await deps.services.get(owner, true);
  const deployment = service === null ? null : await findDeployment(deps, service, target);
  if (service === null || deployment === null) return;
  if (rollout !== null && isAbout(rollout, deployment)) return;
  await takeOver(deps, record, service, deployment);
}

import type { Finding } from '../../domain/finding.ts';
import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision, Planned } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { withoutFullStop } from '../../domain/wording.ts';
import type { FoundDeployment, TargetFault } from '../../ports/target.ts';
import { applyDecision, isSeen } from '../commit/apply-decision.ts';
import { assureTimer } from '../commit/assure-timer.ts';
import { update } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { deliver } from '../outbox/deliver.ts';

/** The answer to a start that was not made: its reason, in `because` or `text`, and what was found. */
type Refusal = { readonly findings?: readonly Finding[] } & ({ readonly because: string } | { readonly text: string });

/** The findings whose remedy is no start with `adopt`. */
const WITHOUT_ADOPT = ['no-source', 'not-under-way'];

/** Names a version that was not taken over: targets of one service have a deployment each. */
function untakenKey({ name }: Service, { label }: FoundDeployment): string {
  return `untaken#${name}#${label}`;
}

/** Says why a deployment is not taken over, and what to do, as a message for the channel. */
function refusalText(service: string, { label }: FoundDeployment, refusal: Refusal): string {
  const because = 'because' in refusal ? refusal.because : refusal.text;
  const [first] = (refusal.findings ?? []).filter(({ severity }) => severity === 'blocks');
  const why = first === undefined ? because : `${first.message} ${first.remedy}`;
  const adopts = first === undefined || !WITHOUT_ADOPT.includes(first.code);
  const next = adopts ? `After that: /canary start ${service} ${label} adopt. Or go` : 'Or go';
  return `ECS deploys ${label} of ${service}, and Serin does not decide at its pauses: ${withoutFullStop(why)}. ${next} on, or roll back, in ECS.`;
}

/** Posts a text in the channel of a service once, as long as the first of its keys is remembered. */
async function tellOnce(
  deps: Deps,
  known: ServiceRecord,
  { channel }: Service,
  keys: readonly [string, ...string[]],
  text: string,
): Promise<void> {
  const [key] = keys;
  const planned: Planned = { key, body: { kind: 'deployment', channel, text } };
  const ignored: Decision = { answer: 'ignored', because: text };
  const after = await update(deps, known, (record) =>
    isSeen(record, key) ? record : applyDecision(record, ignored, keys, [planned], deps.clock.now()),
  );
  await assureTimer(deps, await deliver(deps, after));
}

/** Tells the channel of a service, once a day for each deployment, that a deployment is not taken over. */
export async function tellRefusal(
  deps: Deps,
  known: ServiceRecord,
  service: Service,
  deployment: FoundDeployment,
  refusal: Refusal,
): Promise<void> {
  const { id, label } = deployment;
  const text = refusalText(service.name, deployment, refusal);
  deps.log.info({ service: service.name, deployment: id, label, because: text }, 'a deployment was not taken over');
  await tellOnce(deps, known, service, [`untaken#${service.name}#${id}`, untakenKey(service, deployment)], text);
}

/** Tells the channel of a service, once a day for each target, that its deployments cannot be read. */
export async function tellUnreadable(
  deps: Deps,
  known: ServiceRecord,
  service: Service,
  target: string,
  { code, message }: TargetFault,
): Promise<void> {
  deps.log.warn({ service: service.name, target, code, because: message }, 'a deployment could not be read');
  const text = `ECS deploys ${target}, and Serin cannot read it to decide at its pauses: ${withoutFullStop(message)}. Check that \`clusters\` of Serin's stack has its cluster. Until then go on, or roll back, in ECS.`;
  await tellOnce(deps, known, service, [`unreadable#${target}`], text);
}

/** Returns the message that a deployment is taken over after all; nothing where the channel was not told that it is not. */
export function takenAfterAll(
  record: ServiceRecord,
  service: Service,
  deployment: FoundDeployment,
): readonly Planned[] {
  const key = untakenKey(service, deployment);
  if (!isSeen(record, key)) return [];
  const text = `Serin decides at the pauses of ${deployment.label} of ${service.name} now: what stood in the way is over.`;
  return [{ key: `taken#${deployment.id}`, body: { kind: 'deployment', channel: service.channel, text } }];
}

/** Refuses a service whose other targets no deployment brings: it says nothing about their versions. */
export function otherKindsRefusal(deps: Deps, service: Service, { label }: FoundDeployment): Refusal | null {
  const others = service.targets.filter(({ kind }) => deps.kind(kind).target.underWay === undefined);
  if (others.length === 0) return null;
  const names = others.map((config) => deps.kind(config.kind).name(config)).join(', ');
  return { because: `its other targets (${names}) do not follow a deployment. Bring ${label} to them first` };
}

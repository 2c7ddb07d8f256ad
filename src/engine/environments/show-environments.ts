import type { ControlCenter } from '../../domain/environment/control-center.ts';
import { type EnvironmentId, type Environments, environmentIds } from '../../domain/environment/environment.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import { isFinished, type ServiceRecord } from '../../domain/rollout/record.ts';
import { percent } from '../../domain/wording.ts';
import { centerToWrite } from '../../environments/control-center.ts';
import type { Deps } from '../deps.ts';
import { info, listLine, refusal } from '../inbound/replies.ts';
import { unknownService } from '../inbound/unknown-service.ts';

/** Returns an environment as people call it: its letter, and its own name when that differs. */
function environmentName(side: EnvironmentId, environments: Environments): string {
  const { name } = environments[side];
  return name === side ? `environment ${side}` : `environment ${side} (${name})`;
}

function sideLine(side: EnvironmentId, { active, share }: ControlCenter, environments: Environments): string {
  const [role, part] = side === active ? ['next release', share] : ['live', 100 - share];
  return `${environmentName(side, environments)}: ${role} (${percent(part)})`;
}

function stateLines(record: ServiceRecord | null, now: number): readonly string[] {
  const rollout = record?.rollout ?? null;
  const known = record?.controlCenter ?? null;
  return [
    ...(rollout === null ? [] : [listLine(rollout.service, rollout, now)]),
    ...(known?.foreign ? [`Somebody changed the control center: ${known.foreign}.`] : []),
    ...(centerToWrite(rollout, known) === null ? [] : ['The control center is still being brought up to date.']),
  ];
}

/** Answers `env`: the role of each environment, its share of users, and whether deployments are open. */
export async function showEnvironments(deps: Deps, name: string): Promise<Reply> {
  const service = await deps.services.get(name, false);
  if (service === null) return unknownService(deps, name);
  const { environments } = service;
  if (environments === null)
    return refusal('no-environments', `${name} is one stack: it has no environments in serin.yml.`);
  const [found, record] = await Promise.all([deps.controlCenters.read(name), deps.store.load(name)]);
  if (found.is !== 'there') {
    const why = found.is === 'missing' ? 'does not exist' : `cannot be used: ${found.detail}`;
    const remedy =
      found.is === 'missing' ? 'Run `serin apply`: it creates it.' : 'docs/guides/environments.md has what to do.';
    return refusal(`control-center-${found.is}`, `The control center of ${name} ${why}. ${remedy}`);
  }
  const { active, fallback, deployments } = found.value;
  const goes = deployments === 'open' ? ', and deployments go there' : ', and deployments are closed';
  const running = record?.rollout && !isFinished(record.rollout) ? record.rollout : null;
  return info(
    `${name}: ${environmentName(fallback, environments)} is live; ${environmentName(active, environments)} has the next release${goes}.`,
    {
      lines: [
        ...environmentIds.map((side) => sideLine(side, found.value, environments)),
        ...stateLines(record, deps.clock.now()),
      ],
      link: running?.card?.permalink ?? null,
    },
  );
}

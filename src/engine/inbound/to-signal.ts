import type { Reply } from '../../domain/rollout/effect.ts';
import { isFinished, phaseStart, type Rollout } from '../../domain/rollout/record.ts';
import type { Signal } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { runningRefusal } from '../../rollout/commands/start.ts';
import { rolledBackBefore } from '../../rollout/preflight/rolled-back-before.ts';
import type { Deps } from '../deps.ts';
import { keepCenter } from '../environments/control-center.ts';
import { prepare, type StartBody } from '../preflight/prepare.ts';
import { type Grant, planApprovers } from './authorize.ts';
import type { Deed, Named } from './command.ts';
import { refusal } from './replies.ts';

type StartSignal = Extract<Signal, { kind: 'start' }>;

/** The number of earlier rollouts that one read returns. */
const LOOKED_BACK = 10;
/** The most characters of a text that are kept. */
const MAX_TEXT = 300;

/**
 * Returns the newest rollouts of a service. When the archive cannot be read, only that of the record: they only lead to warnings.
 */
async function earlierRollouts(deps: Deps, { name }: Service, newest: Rollout | null): Promise<readonly Rollout[]> {
  const known = newest === null ? [] : [newest];
  try {
    const kept = await deps.history.list(name, LOOKED_BACK);
    return [...known, ...kept.filter(({ id }) => id !== newest?.id)];
  } catch (error) {
    deps.log.warn({ service: name, error: String(error) }, 'the earlier rollouts could not be read for a start');
    return known;
  }
}

/** Makes the signal of a start: resolves versions and inspects everything, by the current configuration. */
export async function startSignal(
  deps: Deps,
  command: (Named<'start'> & Pick<StartBody, 'onlyUnderWay'>) | (Named<'dry-run'> & { readonly name: 'start' }),
  service: Service,
  rollout: Rollout | null,
): Promise<StartSignal | Reply> {
  const { key, issuedAt, by } = command;
  if (rollout !== null && !isFinished(rollout)) {
    return refusal('running', runningRefusal(rollout, by, deps.clock.now()), { link: rollout.card?.permalink ?? null });
  }
  // A control center that the last rollout could not write is retried before the start reads it.
  const record = rollout === null ? null : await deps.store.load(service.name);
  if (record !== null) await keepCenter(deps, record);
  const [prepared, earlier] = await Promise.all([
    prepare(deps, service, key, command),
    earlierRollouts(deps, service, rollout),
  ]);
  const findings = [...prepared.findings, ...rolledBackBefore(prepared, earlier, deps.clock.now())];
  const hotfix = 'hotfix' in command ? command.hotfix : undefined;
  return {
    ...{ kind: 'start', key, issuedAt, by, rollout: null, at: null, draft: { ...prepared, findings } },
    ...(hotfix !== undefined && { hotfix }),
  };
}

/** Returns the position of the rollout: a command, and the look-ups for it, apply to that position and to no later one. */
function rolloutPosition(rollout: Rollout | null): { readonly step: number; readonly since: number } | null {
  return rollout === null ? null : { step: rollout.step, since: phaseStart(rollout.phase) };
}

/** Makes the signal of an authorised command, or returns the refusal of a start that cannot be prepared. */
export async function toSignal(
  deps: Deps,
  command: Deed,
  rollout: Rollout | null,
  { service, approverOf }: Grant,
): Promise<Signal | Reply> {
  if (command.name === 'start') return startSignal(deps, command, service, rollout);
  const { key, issuedAt } = command;
  const asked = { key, issuedAt, rollout: command.rollout, at: command.at ?? rolloutPosition(rollout) };
  const approvers = rollout === null ? {} : planApprovers(command.name, service, rollout);
  switch (command.name) {
    case 'pause':
      return { ...asked, by: command.by, kind: 'pause' };
    case 'rollback':
      return { ...asked, by: command.by, kind: 'rollback', text: command.text.slice(0, MAX_TEXT) };
    case 'approve':
      return { ...asked, by: command.by, kind: 'approve', isApprover: approverOf.length > 0, approvers };
    case 'withdraw':
      return { ...asked, by: command.by, kind: 'withdraw' };
    case 'promote':
    case 'skip':
      return { ...asked, by: command.by, kind: command.name, approverOf, approvers };
    case 'hook-done': {
      const done = { text: command.text.slice(0, MAX_TEXT), approverOf, approvers };
      return { ...asked, by: command.by, kind: 'resume', done };
    }
    case 'reject':
      return { ...asked, by: command.by, kind: 'reject', text: command.text.slice(0, MAX_TEXT) };
    case 'resume':
      return { ...asked, by: command.by, kind: 'resume' };
    case 'put-back':
      return { ...asked, by: command.by, kind: 'resume', putsBack: true };
    case 'accept':
      return { ...asked, by: command.by, kind: 'resume', accepts: true };
  }
}

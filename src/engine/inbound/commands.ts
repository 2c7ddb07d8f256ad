import type { Requester } from '../../domain/people/person.ts';
import { approvalSteps } from '../../domain/plan/step-kinds.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { isFinished, phaseStart } from '../../domain/rollout/record.ts';
import type { Signal } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import type { Command, CommandBody } from '../../ports/command.ts';
import { LookupFailed } from '../../ports/people.ts';
import { ConfigUnreadable } from '../../ports/services.ts';
import { runningRefusal } from '../../rollout/commands/start.ts';
import { rolledBackBefore } from '../../rollout/preflight/rolled-back-before.ts';
import { offersRollback, rolloutAt } from '../../rollout/rollback/rollback-window.ts';
import type { Deps } from '../deps.ts';
import { keepCenter } from '../environments/control-center.ts';
import { prepare } from '../preflight/prepare.ts';
import { info, listLine, refusal } from './replies.ts';
import { unknownService } from './unknown-service.ts';

/** The names of the commands that change nothing. */
export type Question = 'list' | 'status' | 'env';

type Targeted = Exclude<CommandBody, { name: Question | 'sync' | 'stop-sync' }>;
type StartBody = Extract<CommandBody, { name: 'start' }>;
type StartSignal = Extract<Signal, { kind: 'start' }>;

/**
 * Returns the live configuration of a service. When it cannot be read or is gone, returns the copy frozen by a rollout that runs
 * or can be rolled back.
 */
async function readServiceOrFrozen(deps: Deps, name: string, rollout: Rollout | null): Promise<Service | null> {
  try {
    return (await deps.services.get(name, false)) ?? rollout?.config ?? null;
  } catch (error) {
    // The copy of a finished rollout does not say who may give commands now.
    if (rollout === null || (isFinished(rollout) && !offersRollback(rollout, deps.clock.now()))) throw error;
    deps.log.warn(
      { service: name, rollout: rollout.id, error: String(error) },
      'the live configuration cannot be read; the frozen copy answers',
    );
    return rollout.config;
  }
}

/** Returns the approvers of the approval at this position: from the live configuration while its plan has the same approvals. */
function stepApprovers(live: Service, rollout: Rollout, index: number): readonly string[] {
  const frozen = approvalSteps(rollout.config.plan);
  const now = approvalSteps(live.plan);
  const hasSameGates = now.length === frozen.length && now.every((gate, i) => gate.index === frozen[i]?.index);
  return (hasSameGates ? now : frozen).find((gate) => gate.index === index)?.gate.from ?? [];
}

/**
 * Returns the refusal when a command comes from another channel, or null. Allowed are the service's channel and, while a rollout
 * runs or can be rolled back, the channel of its card. A failed look-up does not hold up a rollback.
 */
async function channelObjection(
  deps: Deps,
  command: Command,
  service: Service,
  rollout: Rollout | null,
): Promise<Reply | null> {
  const isLive = rollout !== null && (!isFinished(rollout) || offersRollback(rollout, deps.clock.now()));
  const running = isLive ? [rollout.config.channel] : [];
  const channels = new Set([service.channel, ...running]);
  try {
    for (const channel of channels) if (await deps.people.isFrom(command.origin, channel)) return null;
  } catch (error) {
    if (!(error instanceof LookupFailed)) throw error;
    if (command.body.name === 'rollback') return null;
    return refusal(error.code, error.message);
  }
  return refusal('other-channel', `${service.name} is rolled out from ${service.channel}. Say it there.`);
}

/**
 * Finds the service of a command in the live configuration, or returns the refusal: unknown, or asked from elsewhere.
 *
 * @throws LookupFailed, ConfigUnreadable when neither can be determined
 */
export async function findService(
  deps: Deps,
  command: Command,
  name: string,
  rollout: Rollout | null,
): Promise<Service | Reply> {
  const live = await readServiceOrFrozen(deps, name, rollout);
  if (live === null) return unknownService(deps, name);
  return (await channelObjection(deps, command, live, rollout)) ?? live;
}

/** The requester of a command, its moment and its key. */
interface Asked {
  readonly key: string;
  readonly issuedAt: number;
  readonly by: Requester;
}

/** The number of earlier rollouts that one read returns. */
const LOOKED_BACK = 10;

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
  { key, issuedAt, by }: Asked,
  body: StartBody,
  service: Service,
  rollout: Rollout | null,
): Promise<StartSignal | Reply> {
  if (rollout !== null && !isFinished(rollout)) {
    return refusal('running', runningRefusal(rollout, deps.clock.now()), { link: rollout.card?.permalink ?? null });
  }
  // A control center that the last rollout could not write is retried before the start reads it.
  const record = rollout === null ? null : await deps.store.load(service.name);
  if (record !== null) await keepCenter(deps, record);
  const [prepared, earlier] = await Promise.all([
    prepare(deps, service, key, body),
    earlierRollouts(deps, service, rollout),
  ]);
  const findings = [...prepared.findings, ...rolledBackBefore(prepared, earlier, deps.clock.now())];
  return { kind: 'start', key, issuedAt, by, rollout: null, at: null, draft: { ...prepared, findings } };
}

/** Returns the position of the rollout: a command, and the look-ups for it, apply to that position and to no later one. */
function rolloutPosition(rollout: Rollout | null): { readonly step: number; readonly since: number } | null {
  return rollout === null ? null : { step: rollout.step, since: phaseStart(rollout.phase) };
}

/** Returns the positions of the approvals that the person may give. */
async function approvableSteps(
  deps: Deps,
  { by }: Command,
  rollout: Rollout | null,
  live: Service,
): Promise<readonly number[]> {
  if (rollout === null) return [];
  const mine = approvalSteps(rollout.config.plan).map(async ({ index }) =>
    (await deps.people.isAmong(by, stepApprovers(live, rollout, index))) ? [index] : [],
  );
  return (await Promise.all(mine)).flat();
}

async function signalFor(
  deps: Deps,
  command: Command,
  body: Exclude<Targeted, { name: 'start' }>,
  rollout: Rollout | null,
  live: Service,
): Promise<Signal> {
  const { key, issuedAt, by } = command;
  const common = { key, issuedAt, by, rollout: body.rollout, at: body.at ?? rolloutPosition(rollout) };
  switch (body.name) {
    case 'approve': {
      const from = rollout === null ? [] : stepApprovers(live, rollout, rollout.step);
      const isApprover = from.length > 0 && (await deps.people.isAmong(command.by, from));
      return { ...common, kind: 'approve', isApprover };
    }
    case 'promote':
    case 'skip':
      return { ...common, kind: body.name, approverOf: await approvableSteps(deps, command, rollout, live) };
    case 'hook-done': {
      const approverOf = await approvableSteps(deps, command, rollout, live);
      return { ...common, kind: 'resume', done: { text: body.text.slice(0, 300), approverOf } };
    }
    case 'reject':
    case 'rollback':
      return { ...common, kind: body.name, text: body.text.slice(0, 300) };
    default:
      return { ...common, kind: body.name };
  }
}

/**
 * Makes the signal of a person's command, or returns the refusal. The server decides here, from the live configuration, who may
 * give commands and who may approve.
 */
export async function toSignal(
  deps: Deps,
  command: Command,
  body: Targeted,
  rollout: Rollout | null,
): Promise<Signal | Reply> {
  try {
    const live = await findService(deps, command, body.service, rollout);
    if ('tone' in live) return live;
    if (body.name !== 'start') return await signalFor(deps, command, body, rollout, live);
    const fresh = await deps.services.get(body.service, true);
    return fresh === null
      ? await unknownService(deps, body.service)
      : await startSignal(deps, command, body, fresh, rollout);
  } catch (error) {
    if (error instanceof LookupFailed || error instanceof ConfigUnreadable) return refusal(error.code, error.message);
    throw error;
  }
}

/** Answers `status` of one service. */
export async function status(
  deps: Deps,
  service: string,
): Promise<{ readonly reply: Reply; readonly shows: Rollout | null }> {
  const record = await deps.store.load(service);
  const rollout = record?.rollout ?? null;
  if (rollout !== null)
    return {
      reply: info(listLine(service, rollout, deps.clock.now()), {
        shows: 'status',
        link: rollout.card?.permalink ?? null,
      }),
      shows: rolloutAt(rollout, deps.clock.now()),
    };
  const configured = await deps.services.get(service, false);
  return {
    reply:
      configured === null
        ? await unknownService(deps, service)
        : info(`${service} was never rolled out. Start with \`/canary start ${service} <version>\`.`),
    shows: null,
  };
}

/** Answers `list`: every configured service on a line. */
export async function list(deps: Deps): Promise<Reply> {
  const names = await deps.services.names();
  const records = await Promise.all(names.map((name) => deps.store.load(name)));
  const lines = names.map((name, i) => listLine(name, records[i]?.rollout ?? null, deps.clock.now()));
  return names.length === 0
    ? info('No service is configured yet: run `serin apply serin.yml`.')
    : info(`${names.length} services`, { lines });
}

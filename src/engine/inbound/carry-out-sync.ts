import type { Sync } from '../../domain/environment/sync.ts';
import type { BuildRequest, Reply } from '../../domain/rollout/effect.ts';
import { isFinished, type ServiceRecord } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { displayName } from '../../domain/wording.ts';
import { centerToWrite } from '../../environments/control-center.ts';
import { beginSync, isSyncing, stopSync } from '../../environments/sync.ts';
import { type SyncTable, syncTable } from '../../environments/sync-table.ts';
import { tableReasons, tableRows, tableVerdict } from '../../environments/sync-words.ts';
import { ComponentFault } from '../../ports/component.ts';
import { expiredRefusal } from '../../rollout/commands/start.ts';
import { applyDecision, isSeen } from '../commit/apply-decision.ts';
import { update } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { readComponents } from '../environments/components.ts';
import { syncComponents, syncEffect } from '../environments/sync-components.ts';
import { syncId, syncPlanId } from '../ids.ts';
import { deliver } from '../outbox/deliver.ts';
import { findSides } from '../preflight/environments.ts';
import { MOVE_MS, reconcile } from '../reconcile/reconcile.ts';
import { isQuestion, type Named } from './command.ts';
import { type Answer, info, refusal, replyEffects, says } from './replies.ts';

type SyncCommand = Named<'sync' | 'stop-sync'>;

/** Returns the answer that shows a sync table and offers to carry it out. */
function answerTo(table: SyncTable): Reply {
  const { service, side } = table;
  const shownTable = { table: tableRows(table), lines: tableReasons(table) };
  const moves = table.rows.some((row) => row.does === 'update' || row.does === 'build');
  const offer = moves ? ({ kind: 'sync', service, side, plan: syncPlanId(table) } as const) : null;
  return info(tableVerdict(table), { ...shownTable, offer });
}

/** Reads the table of a sync, or returns the refusal when there is none. */
async function readSyncTable(deps: Deps, service: Service): Promise<SyncTable | Reply> {
  if (service.components.length === 0) {
    return refusal(
      'no-components',
      `${service.name} has no components. Write \`components:\` in serin.yml and apply it.`,
    );
  }
  const { roles, findings } = await findSides(deps, service);
  if (roles === null || findings.some(({ severity }) => severity === 'blocks')) {
    return refusal('environments', `It is not known which environment of ${service.name} gets the next release.`, {
      findings,
    });
  }
  try {
    return syncTable(service.name, roles.canary, await readComponents(deps, service.components));
  } catch (error) {
    if (!(error instanceof ComponentFault)) throw error;
    return refusal('component-unreadable', error.message);
  }
}

/** Answers `sync` with the table. Changes nothing. */
async function showSyncTable(deps: Deps, service: Service): Promise<Reply> {
  const table = await readSyncTable(deps, service);
  return 'tone' in table ? table : answerTo(table);
}

/** Returns the refusal when a sync cannot begin now; null when it can. */
function syncObjection({ rollout, sync, service, controlCenter }: ServiceRecord): Reply | null {
  if (rollout !== null && !isFinished(rollout)) {
    const because = `${service} is being rolled out: ${rollout.canary}, started by ${displayName(rollout.by)}. Sync when it has ended.`;
    return refusal('running', because, { link: rollout.card?.permalink ?? null });
  }
  if (isSyncing(sync)) {
    const because = `Environment ${sync.side} of ${service} is being brought up already, started by ${displayName(sync.by)}.`;
    return refusal('syncing', because, { link: sync.card?.permalink ?? null });
  }
  if (centerToWrite(rollout, controlCenter) === null) return null;
  const because = `The control center of ${service} is still being brought up to date after the last rollout. Try again in a few minutes.`;
  return refusal('control-center-behind', because);
}

function requestBuilds({ id, service, side, parts }: Sync): readonly Planned[] {
  return parts.flatMap(({ brought, name, wanted }, index): readonly Planned[] => {
    if (brought !== 'by-a-build') return [];
    const token = `${id}:${index}`;
    const build: BuildRequest = { v: 1, service, component: name, side, version: wanted.version, token };
    return [{ key: `build#${token}`, body: { kind: 'build', build } }];
  });
}

/** The outcome of a confirmed sync or a stop: the reply, and the sync when it changed. */
type Outcome = (record: ServiceRecord) => { readonly reply: Reply; readonly sync: Sync | null };

async function confirmSync(deps: Deps, command: Named<'sync'>, service: Service): Promise<Outcome> {
  const refuse =
    (reply: Reply): Outcome =>
    () => ({ reply, sync: null });
  const late = expiredRefusal(command.issuedAt, deps.clock.now());
  if (late?.answer === 'refused') return refuse(refusal(late.code, late.because));
  const table = await readSyncTable(deps, service);
  if ('tone' in table) return refuse(table);
  if (syncPlanId(table) !== command.plan) {
    const { text, ...rest } = answerTo(table);
    return refuse({
      ...rest,
      tone: 'refused',
      code: 'sync-changed',
      text: `The environments have changed since. ${text}`,
    });
  }
  const { channel } = service;
  const id = syncId(service.name, command.key);
  return (record) => {
    const no = syncObjection(record);
    if (no !== null) return { reply: no, sync: null };
    const sync = beginSync(table, { id, channel, by: command.by }, deps.clock.now());
    return { reply: { ...info(`Brings environment ${sync.side} of ${service.name} up.`), tone: 'done' }, sync };
  };
}

function stopRunningSync(deps: Deps, { by }: SyncCommand, id: string): Outcome {
  return ({ sync }) => {
    if (!isSyncing(sync) || sync.id !== id) {
      return { reply: info('That sync has ended.'), sync: null };
    }
    const reply = { ...info('Stopped. What was already synced stays.'), tone: 'done' as const };
    return { reply, sync: stopSync(sync, by, deps.clock.now()) };
  };
}

/**
 * Carries out a confirmed sync, or stops one. Saves it together with the build requests and the answer, so that the timer
 * continues after a crash. The record being saved decides whether the lock is free.
 */
async function changeSync(
  deps: Deps,
  known: ServiceRecord,
  command: SyncCommand,
  service: Service,
): Promise<{ readonly record: ServiceRecord; readonly reply: Reply }> {
  const outcome =
    command.name === 'sync' ? await confirmSync(deps, command, service) : stopRunningSync(deps, command, command.sync);
  let answer = info('This command was received before and counts once.');
  const after = await update(deps, known, (record) => {
    if (isSeen(record, command.key)) return record;
    const { reply, sync } = outcome(record);
    answer = reply;
    const begins = sync !== null && record.sync?.id !== sync.id;
    const effects = sync === null ? [] : [...(begins ? requestBuilds(sync) : []), syncEffect(sync)];
    const taken = { answer: 'ignored', because: reply.text } as const;
    const next = sync === null ? record : { ...record, sync };
    return applyDecision(next, taken, [command.key], [...replyEffects(command, reply), ...effects], deps.clock.now());
  });
  return { record: after, reply: answer };
}

/** Shows the effect of a sync, or carries out a confirmed one; the answer is delivered before any part is brought up. */
export async function carryOutSync(
  deps: Deps,
  command: SyncCommand,
  known: ServiceRecord,
  service: Service,
): Promise<Answer> {
  if (isQuestion(command)) return says(await showSyncTable(deps, service));
  const began = deps.clock.now();
  const { record, reply } = await changeSync(deps, known, command, service);
  const told = await deliver(deps, record, ({ body }) => body.kind === 'reply' || body.kind === 'build');
  await reconcile(deps, await syncComponents(deps, told, began + MOVE_MS));
  return says(reply, null, { isSaved: true });
}

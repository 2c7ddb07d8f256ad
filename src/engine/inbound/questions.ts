import type { Rollout } from '../../domain/rollout/record.ts';
import { checkFromFinding, preflightChecks } from '../../rollout/preflight/preflight.ts';
import { type ChangeSince, changesSince, watchedEnd } from '../../rollout/rollback/after-end.ts';
import { load } from '../commit/save.ts';
import { withSeries } from '../commit/series.ts';
import type { Deps } from '../deps.ts';
import { readAftermath } from '../reconcile/read-aftermath.ts';
import { notListed } from './authorize.ts';
import type { Named } from './command.ts';
import { planRefusal } from './plan-refusal.ts';
import { type Answer, info, type ListedService, refusal, says } from './replies.ts';
import { startSignal } from './to-signal.ts';
import { tryStart } from './try-start.ts';
import { unknownService } from './unknown-service.ts';

/** Returns the newest rollout of a service; null when there never was one. */
export const newestRollout = async (deps: Deps, service: string): Promise<Rollout | null> =>
  (await deps.store.load(service))?.rollout ?? null;

/** Answers `status` of a service, or of one of its rollouts. */
export async function readStatus(deps: Deps, { service, rollout: id, explain }: Named<'status'>): Promise<Answer> {
  const record = await deps.store.load(service);
  const newest = record?.rollout ?? null;
  const scheduled = id === null && record?.scheduled !== undefined && { scheduled: record.scheduled };
  const rollout = id === null || newest?.id === id ? newest : await deps.history.find(service, id);
  if (rollout !== null) {
    const since = rollout.id === newest?.id ? await readChangesSince(deps, rollout) : [];
    const queue = id === null ? record?.queue : undefined;
    return {
      ...{ kind: 'status', service, since },
      rollout: explain ? await withSeries(deps.history, rollout) : rollout,
      ...(queue !== undefined && { queue }),
      ...scheduled,
      ...(explain && { explains: true }),
    };
  }
  if (id !== null) return says(refusal('no-rollout', `${service} has no rollout ${id}.`));
  const configured = await deps.services.get(service, false);
  return configured === null
    ? says(await unknownService(deps, service))
    : { kind: 'status', service, rollout, since: [], ...scheduled };
}

/** Reads whether the targets of a completed rollout are as it left them, while it still knows that. */
async function readChangesSince(deps: Deps, rollout: Rollout): Promise<readonly ChangeSince[]> {
  if (watchedEnd(rollout, deps.clock.now()) === null) return [];
  return changesSince(rollout, await readAftermath(deps, rollout));
}

/**
 * Answers `list`, with one read for every hundred services.
 * @throws RecordUnreadable where a record cannot be read: a list without it would say that its service has no rollout
 */
export async function listServices(deps: Deps): Promise<Answer> {
  const names = await deps.services.names();
  const records = await deps.store.loadAll(names);
  const services: ListedService[] = [];
  for (const service of names) {
    const read = records.get(service);
    const record = read === 'unreadable' ? await deps.store.load(service) : read;
    const { rollout = null, queue, scheduled = [] } = record ?? {};
    services.push({ service, rollout, queued: queue?.starts.length ?? 0, scheduled: scheduled.length });
  }
  return { kind: 'list', services };
}

/** Answers `simulate`: what a plan of a service finds, and whom a fault hurts. Saves and moves nothing. */
export async function simulatePlan(deps: Deps, command: Named<'simulate'>): Promise<Answer> {
  const service = await deps.services.get(command.service, true);
  if (service === null) return says(await unknownService(deps, command.service));
  const { code, text, lines } = await deps.trials.try(service, command);
  return says(code === '' ? info(text, { lines }) : refusal(code, text));
}

/** Answers `dry-run`: checks whether a start would succeed, with the checks of a start. Saves and moves nothing. */
export async function dryRun(deps: Deps, command: Named<'dry-run'>): Promise<Answer> {
  const record = await load(deps, command.service);
  const { rollout } = record;
  const service = await deps.services.get(command.service, true);
  if (service === null) return says(await unknownService(deps, command.service));
  const planless = await planRefusal(deps, command, service);
  if (planless !== null) return says(planless, rollout);
  const signal = await startSignal(deps, { ...command, name: 'start' }, service, rollout);
  if ('tone' in signal) return says(signal, rollout);
  const { decision, draft } = tryStart(record, signal, deps.clock.now());
  const unlisted = notListed(command.by, service);
  const warnings = unlisted === null ? [] : [unlisted];
  const reply =
    decision.answer === 'refused'
      ? refusal(decision.code, decision.because, { findings: [...(decision.findings ?? []), ...warnings] })
      : info(`${service.name} ${draft.canary} can start. Nothing was moved.`, {
          findings: [...(decision.answer === 'accepted' ? decision.next.findings : []), ...warnings],
        });
  const preview = {
    targets: draft.targets.map(({ name, stable, canary }) => ({ name, stable, canary })),
    plan: draft.service.plan,
    alarms: Object.fromEntries(draft.alarms.map(({ name, value }) => [name, value])),
    checks: [...preflightChecks(draft), ...warnings.map(checkFromFinding)],
  };
  return says(reply, null, { preview });
}

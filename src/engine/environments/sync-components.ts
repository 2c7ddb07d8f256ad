import type { ComponentConfig } from '../../domain/environment/component.ts';
import type { Sync, SyncPart } from '../../domain/environment/sync.ts';
import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';
import { afterSightings, isReached, isSyncing, type Sighting } from '../../environments/sync.ts';
import { applyDecision } from '../commit/apply-decision.ts';
import { update } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { componentFault, readComponents } from './components.ts';

/** The most tries of a retryable fault within one run; the timer continues with the rest. */
const TRIES = 3;

/** Makes the effect that shows the progress of a sync. */
export function syncEffect({ id, changes }: Sync): Planned {
  return { key: `sync#${id}#${changes}`, body: { kind: 'sync', sync: id } };
}

/** True when this sync still runs: somebody may have stopped it, and another may have begun. */
async function isCurrent(deps: Deps, sync: Sync): Promise<boolean> {
  const record = await deps.store.load(sync.service);
  return record?.sync?.id === sync.id && isSyncing(record.sync);
}

async function lookAtComponent(
  deps: Deps,
  sync: Sync,
  config: ComponentConfig,
  parts: readonly SyncPart[],
): Promise<readonly Sighting[]> {
  const found = await readComponents(deps, [config]);
  return parts.flatMap(({ name }): readonly Sighting[] => {
    const reading = found.find((one) => one.reading.name === name)?.reading;
    return reading === undefined ? [] : [{ name, content: reading[sync.side], fault: null }];
  });
}

/** Brings one part up to the wanted version unless it has it. Checks right before the write that the sync still runs. */
async function bring(deps: Deps, sync: Sync, part: SyncPart, sighting: Sighting): Promise<Sighting> {
  const kind = deps.component(part.config.kind);
  if (kind.brought === 'by-a-build' || sighting.fault !== null || sighting.content === null) return sighting;
  if (isReached(part.wanted, sighting.content) || !(await isCurrent(deps, sync))) return sighting;
  const { name, wanted } = part;
  try {
    const move = { name, side: sync.side, version: wanted.version, expected: sighting.content };
    await kind.component.bring(part.config, move);
    return sighting;
  } catch (error) {
    return { name, fault: componentFault(error) };
  }
}

/** Tries the parts of one configuration once, one after the other: reads, writes what is missing, reads back. */
async function tryOnce(
  deps: Deps,
  sync: Sync,
  config: ComponentConfig,
  parts: readonly SyncPart[],
): Promise<readonly Sighting[]> {
  try {
    const before = await lookAtComponent(deps, sync, config, parts);
    const tried: Sighting[] = [];
    for (const part of parts) {
      const sighting = before.find(({ name }) => name === part.name);
      if (sighting !== undefined) tried.push(await bring(deps, sync, part, sighting));
    }
    if (deps.component(config.kind).brought === 'by-a-build') return tried;
    const after = await lookAtComponent(deps, sync, config, parts);
    return tried.map((one) => (one.fault === null ? (after.find(({ name }) => name === one.name) ?? one) : one));
  } catch (error) {
    const fault = componentFault(error);
    return parts.map(({ name }) => ({ name, fault }));
  }
}

async function bringConfig(
  deps: Deps,
  sync: Sync,
  config: ComponentConfig,
  until: number,
): Promise<readonly Sighting[]> {
  const key = JSON.stringify(config);
  const parts = sync.parts.filter((part) => part.state === 'waiting' && JSON.stringify(part.config) === key);
  for (let attempt = 1; ; attempt++) {
    const sightings = await tryOnce(deps, sync, config, parts);
    const canPass = sightings.some(({ fault }) => fault?.permanent === false);
    const pause = 1000 * 2 ** attempt;
    if (!canPass || attempt === TRIES || deps.clock.now() + pause > until) return sightings;
    await deps.clock.wait(pause);
  }
}

/** Returns the configurations of the waiting parts, each once. */
function waitingConfigs(sync: Sync): readonly ComponentConfig[] {
  const waiting = sync.parts.filter(({ state }) => state === 'waiting');
  return [...new Map(waiting.map(({ config }) => [JSON.stringify(config), config])).values()];
}

/**
 * Brings an environment up as far as possible when a sync runs. Level-triggered: it trusts what it reads, so it may run twice, in
 * two workers, or after a crash.
 *
 * @param until no further try is begun after this moment
 * @returns the record as it is afterwards
 */
export async function syncComponents(deps: Deps, known: ServiceRecord, until: number): Promise<ServiceRecord> {
  const { sync } = known;
  if (!isSyncing(sync)) return known;
  const sightings = await Promise.all(waitingConfigs(sync).map((config) => bringConfig(deps, sync, config, until)));
  return update(deps, known, (record) => {
    if (record.sync === null || record.sync.id !== sync.id) return record;
    const now = deps.clock.now();
    const next = afterSightings(record.sync, sightings.flat(), now);
    if (next === record.sync) return record;
    const seenIn = { answer: 'ignored', because: 'The sync went on.' } as const;
    return applyDecision({ ...record, sync: next }, seenIn, [], [syncEffect(next)], now);
  });
}

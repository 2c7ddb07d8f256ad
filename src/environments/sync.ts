import { type Content, contentWords } from '../domain/environment/component.ts';
import { type EnvironmentId, otherEnvironment } from '../domain/environment/environment.ts';
import type { Sync, SyncPart } from '../domain/environment/sync.ts';
import type { Person } from '../domain/people/person.ts';
import type { Fault } from '../domain/rollout/fault.ts';
import { refuse } from '../domain/rollout/refuse.ts';
import type { Decision } from '../domain/rollout/signal.ts';
import { BUILD_LIMIT_MS, UPDATE_LIMIT_MS } from '../domain/timing.ts';
import { displayName, duration } from '../domain/wording.ts';
import type { SyncTable } from './sync-table.ts';

/** The reading of one part: the content of its environment (null: nothing yet), or the reason why it is not known. */
export type Sighting =
  | { readonly name: string; readonly content: Content | null; readonly fault: null }
  | { readonly name: string; readonly fault: Fault };

/** Tells whether a sync runs, which then holds the lock of its service. */
export function isSyncing(sync: Sync | null): sync is Sync {
  return sync?.status === 'running';
}

/** The answer to what needs the lock while a sync runs, and what to do then; null when none runs. */
export function syncRunningRefusal(sync: Sync | null, then = 'Start when that is done.'): Decision | null {
  if (!isSyncing(sync)) return null;
  const because = `Environment ${sync.side} of ${sync.service} is being brought up to the newest of every component, started by ${displayName(sync.by)}. ${then}`;
  return refuse('syncing', because);
}

/** A sync as it begins: everything that the table says Serin would do. */
export function beginSync(
  table: SyncTable,
  about: { readonly id: string; readonly channel: string; readonly by: Person },
  now: number,
): Sync {
  const parts = table.rows.flatMap(({ does, reading, config, brought }): readonly SyncPart[] => {
    const wanted = reading[otherEnvironment(table.side)];
    if ((does !== 'update' && does !== 'build') || wanted === null) return [];
    const before = contentWords(reading[table.side]);
    return [{ name: reading.name, config, brought, before, wanted, state: 'waiting', fault: null }];
  });
  const { service, side } = table;
  return {
    ...about,
    service,
    side,
    parts,
    startedAt: now,
    status: 'running',
    stoppedBy: null,
    endedAt: null,
    changes: 0,
    card: null,
  };
}

/** Tells whether an environment has the wanted content, or a newer one. */
export function isReached(wanted: Content, content: Content): boolean {
  if (content.digest === wanted.digest) return true;
  return content.order !== null && wanted.order !== null && content.order > wanted.order;
}

/** Returns the timeout of a part, in milliseconds. */
function timeLimit({ brought }: SyncPart): number {
  return brought === 'in-place' ? UPDATE_LIMIT_MS : BUILD_LIMIT_MS;
}

function timeoutFault(part: SyncPart, side: EnvironmentId): Fault {
  const label = contentWords(part.wanted);
  const limit = duration(timeLimit(part));
  const message =
    part.brought === 'by-a-build'
      ? `No build of ${label} came to environment ${side} within ${limit}. Look at what takes the Build Requested events, or build it by hand, then sync again.`
      : `It could not be brought to ${label} within ${limit}${part.fault === null ? '' : ` (${part.fault.message})`}. Fix that, then sync again.`;
  return { code: 'took-too-long', message, permanent: true };
}

/** Returns a part after a reading. A version file that cannot be read may be half written, so a build fails only by its timeout. */
function partAfter(part: SyncPart, sighting: Sighting | undefined, sync: Sync, now: number): SyncPart {
  if (part.state !== 'waiting') return part;
  const fault = sighting === undefined ? part.fault : sighting.fault;
  if (sighting?.fault === null && sighting.content !== null && isReached(part.wanted, sighting.content)) {
    return { ...part, state: 'done', fault: null };
  }
  if (fault?.permanent === true && part.brought === 'in-place') return { ...part, state: 'failed', fault };
  if (now >= sync.startedAt + timeLimit(part))
    return { ...part, state: 'failed', fault: timeoutFault({ ...part, fault }, sync.side) };
  return { ...part, fault };
}

/** Takes in what was seen of the parts. Returns the same sync when nothing changed, or when it is over. */
export function afterSightings(sync: Sync, sightings: readonly Sighting[], now: number): Sync {
  if (!isSyncing(sync)) return sync;
  const parts = sync.parts.map((part) =>
    partAfter(
      part,
      sightings.find(({ name }) => name === part.name),
      sync,
      now,
    ),
  );
  if (JSON.stringify(parts) === JSON.stringify(sync.parts)) return sync;
  const next = { ...sync, parts, changes: sync.changes + 1 };
  if (parts.some(({ state }) => state === 'waiting')) return next;
  const status = parts.every(({ state }) => state === 'done') ? 'done' : 'failed';
  return { ...next, status, endedAt: now };
}

/** Ends a sync before it is through: what was brought up stays, the rest is left as it is. */
export function stopSync(sync: Sync, by: Person, now: number): Sync {
  return { ...sync, status: 'stopped', stoppedBy: by, endedAt: now, changes: sync.changes + 1 };
}

import type { Actor } from '../../../domain/people/person.ts';
import { type RolloutFacts, rolloutFacts } from '../../../domain/rollout/facts.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../../domain/rollout/record.ts';
import type { TimelineEntry } from '../../../domain/rollout/timeline-entry.ts';
import { displayName } from '../../../domain/wording.ts';

/** The parts of an installation that `serin audit` reads. */
export interface AuditDeps {
  services(): Promise<readonly string[]>;
  /** Returns the record of a service with its running or newest rollout; null when it never had one. */
  record(service: string): Promise<ServiceRecord | null>;
  /** Returns the finished rollouts that began at a moment or later, oldest first. */
  finished(service: string, from: number): Promise<readonly Rollout[]>;
  /** Returns the timeline entries of a rollout that its record has no room for, oldest first. */
  earlierEntries(rollout: string): Promise<readonly TimelineEntry[]>;
  now(): number;
}

/** One thing that was done. */
export interface AuditEntry {
  /** The moment, in milliseconds since the epoch. */
  readonly at: number;
  readonly service: string;
  /** The id of the rollout, the version that it brought, and the position of the entry in its timeline, from 1. */
  readonly rollout: string;
  readonly canary: string;
  readonly n: number;
  /** The cause: a person by Slack id and name, an IAM identity by ARN, an alarm by name, or Serin. */
  readonly by: Actor;
  readonly text: string;
}

/** A rollout as an audit tells it: the outcome, the verdict with its evidence, and who asked for it. */
export type AuditedRollout = Omit<RolloutFacts, 'timeline'>;

/** The entries of a time, oldest first, and the rollouts that they belong to. */
export interface Audit {
  readonly entries: readonly AuditEntry[];
  readonly rollouts: readonly AuditedRollout[];
}

/** A rollout may wait for people for weeks: one that began so long before the time in question is still looked at, in milliseconds. */
const LONGEST_ROLLOUT_MS = 60 * 24 * 60 * 60_000;

/** Says who caused an entry, in one word or two. */
export function actorText(by: Actor): string {
  switch (by.kind) {
    case 'person':
      return displayName(by.person);
    case 'iam':
      return displayName(by.identity);
    case 'alarm':
      return `alarm ${by.name}`;
    case 'serin':
      return 'serin';
  }
}

/** Returns the entries of a rollout since a moment. The record keeps the newest ones; the others are stored beside it. */
async function readEntries(
  deps: AuditDeps,
  { id, timeline, entries }: Rollout,
  since: number,
): Promise<readonly TimelineEntry[]> {
  const first = timeline[0] ?? { n: Number.POSITIVE_INFINITY, at: Number.POSITIVE_INFINITY };
  const isWhole = timeline.length >= entries || first.at < since;
  const earlier = isWhole ? [] : (await deps.earlierEntries(id)).filter(({ n }) => n < first.n);
  return [...earlier, ...timeline].filter(({ at }) => at >= since);
}

/** Returns the rollouts of a service that may have done something since a moment. */
async function readRollouts(deps: AuditDeps, service: string, since: number): Promise<readonly Rollout[]> {
  const [record, finished] = await Promise.all([
    deps.record(service),
    deps.finished(service, Math.max(0, since - LONGEST_ROLLOUT_MS)),
  ]);
  const newest = record?.rollout ?? null;
  // The record is saved before the history: a rollout that has just ended, or was rolled back after its end, is newest there.
  const others = finished.filter(({ id }) => id !== newest?.id);
  return newest === null ? others : [...others, newest];
}

/** Reads everything that was done to these services since a moment (milliseconds since the epoch). */
export async function readAudit(deps: AuditDeps, services: readonly string[], since: number): Promise<Audit> {
  const entries: AuditEntry[] = [];
  const rollouts: AuditedRollout[] = [];
  for (const service of services) {
    for (const rollout of await readRollouts(deps, service, since)) {
      const inTime = await readEntries(deps, rollout, since);
      const { id, canary } = rollout;
      if (inTime.length === 0 && isFinished(rollout)) continue;
      const { timeline: _timeline, ...facts } = rolloutFacts(rollout, deps.now());
      rollouts.push(facts);
      entries.push(...inTime.map(({ n, at, by, text }) => ({ at, service, rollout: id, canary, n, by, text })));
    }
  }
  return {
    entries: entries.toSorted((one, other) => one.at - other.at || one.n - other.n),
    rollouts: rollouts.toSorted((one, other) => one.startedAt - other.startedAt),
  };
}

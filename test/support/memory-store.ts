import type { HealthSignal } from '../../src/domain/alarm/health-signal.ts';
import type { Minute } from '../../src/domain/analysis/minute.ts';
import { noRestrictions, type Restrictions as Stored } from '../../src/domain/restrictions/restrictions.ts';
import type { Rollout, ServiceRecord } from '../../src/domain/rollout/record.ts';
import type { TimelineEntry } from '../../src/domain/rollout/timeline-entry.ts';
import type { HealthSignals } from '../../src/ports/health/health-signals.ts';
import type { Restrictions } from '../../src/ports/restrictions.ts';
import { type History, SaveConflict, type Store } from '../../src/ports/store.ts';

/** A store in memory that passes the same contract as the one on DynamoDB. */
export interface MemoryStore extends Store {
  /** The number of reads so far, of one record or of many. */
  readonly reads: () => number;
  watch(alarmArn: string, service: string): void;
  /** Called after every save, with what was there before. */
  onSave(listener: (before: ServiceRecord | null, after: ServiceRecord) => void): void;
}

export function createMemoryStore(): MemoryStore {
  const records = new Map<string, string>();
  const alarms = new Map<string, Set<string>>();
  let reads = 0;
  const listeners: ((before: ServiceRecord | null, after: ServiceRecord) => void)[] = [];
  const read = (service: string): ServiceRecord | null => {
    const text = records.get(service);
    return text === undefined ? null : (JSON.parse(text) as ServiceRecord);
  };
  return {
    reads: () => reads,
    load: async (service) => {
      reads += 1;
      return read(service);
    },
    loadAll: async (services) => {
      reads += 1;
      const found = services.map((service) => [service, read(service)] as const);
      return new Map(found.filter((entry): entry is [string, ServiceRecord] => entry[1] !== null));
    },
    save: async (record) => {
      const before = read(record.service);
      if ((before?.revision ?? 0) !== record.revision - 1) throw new SaveConflict(record.service);
      records.set(record.service, JSON.stringify(record));
      for (const listener of listeners) listener(before, record);
    },
    watching: async (arn) => [...(alarms.get(arn) ?? [])].sort(),
    watch: (arn, service) => {
      alarms.set(arn, (alarms.get(arn) ?? new Set()).add(service));
    },
    onSave: (listener) => {
      listeners.push(listener);
    },
  };
}

/** Restrictions in memory. `reads` counts the reads. */
export function createMemoryRestrictions(): Restrictions & { reads: number } {
  let stored: Stored = noRestrictions();
  const memory = {
    reads: 0,
    load: async () => {
      memory.reads += 1;
      return structuredClone(stored);
    },
    save: async (next: Stored) => {
      if (stored.revision !== next.revision - 1) throw new SaveConflict('all restrictions');
      stored = structuredClone(next);
    },
  };
  return memory;
}

/** Health signals in memory. */
export function createMemoryHealthSignals(): HealthSignals {
  const stored = new Map<string, Map<string, HealthSignal>>();
  return {
    load: async (service) => structuredClone([...(stored.get(service)?.values() ?? [])]),
    save: async (service, signal) => {
      const its = stored.get(service) ?? new Map<string, HealthSignal>();
      if ((its.get(signal.name)?.revision ?? 0) !== signal.revision - 1) throw new SaveConflict(signal.name);
      stored.set(service, its.set(signal.name, structuredClone(signal)));
    },
  };
}

export function createMemoryHistory(): History & { readonly spilled: Map<string, Map<number, TimelineEntry>> } {
  const rollouts = new Map<string, Rollout>();
  const spilled = new Map<string, Map<number, TimelineEntry>>();
  const series = new Map<string, readonly Minute[]>();
  return {
    spilled,
    keep: async (rollout) => {
      rollouts.set(`${rollout.service}/${rollout.id}`, rollout);
    },
    find: async (service, id) => rollouts.get(`${service}/${id}`) ?? null,
    list: async (service, limit) =>
      [...rollouts.values()]
        .filter((rollout) => rollout.service === service)
        .sort((a, b) => b.startedAt - a.startedAt)
        .slice(0, limit),
    spill: async (rollout, entries) => {
      const kept = spilled.get(rollout) ?? new Map<number, TimelineEntry>();
      for (const entry of entries) kept.set(entry.n, entry);
      spilled.set(rollout, kept);
    },
    keepSeries: async (rollout, at, minutes) => {
      series.set(`${rollout}/${at}`, minutes);
    },
    series: async (rollout, at) => series.get(`${rollout}/${at}`) ?? [],
  };
}

import type { Minute } from '../domain/analysis/minute.ts';
import type { Rollout, ServiceRecord } from '../domain/rollout/record.ts';
import type { TimelineEntry } from '../domain/rollout/timeline-entry.ts';

/** Somebody else saved this record first. Load it again and decide again. */
export class SaveConflict extends Error {
  readonly code = 'save-conflict';
  constructor(service: string) {
    super(`The record of ${service} was changed by another worker. Load it again and decide again.`);
    this.name = 'SaveConflict';
  }
}

/** The stored record is one that this Serin cannot read. A person has to fix it; a retry does not help. */
export class RecordUnreadable extends Error {}

/** The records of the services. */
export interface Store {
  /**
   * The record as it is now (a consistent read); null when the service never had one.
   * @throws RecordUnreadable
   */
  load(service: string): Promise<ServiceRecord | null>;
  /**
   * Returns the records of many services as they are now, in one read for every hundred; services that never had one are left out.
   * One that cannot be read does not keep the others away.
   */
  loadAll(services: readonly string[]): Promise<ReadonlyMap<string, ServiceRecord | 'unreadable'>>;
  /**
   * Writes a record whose `revision` is one more than the stored one (1 for a new one), in one conditional write.
   * @throws SaveConflict when the stored revision is another.
   */
  save(record: ServiceRecord): Promise<void>;
  /** The services that watch an alarm, by its ARN. One Query. */
  watching(alarmArn: string): Promise<readonly string[]>;
}

/** Stores data that outlives the record. All writes are idempotent. */
export interface History {
  /** Keeps a finished rollout. */
  keep(rollout: Rollout): Promise<void>;
  /** A finished rollout by service and id; null when there is none. */
  find(service: string, id: string): Promise<Rollout | null>;
  /** The newest finished rollouts of a service, newest first. */
  list(service: string, limit: number): Promise<readonly Rollout[]>;
  /** Moves timeline entries out of the record. */
  spill(rollout: string, entries: readonly TimelineEntry[]): Promise<void>;
  /** Stores the series that a verdict was made from, by the moment of its decision. */
  keepSeries(rollout: string, at: number, minutes: readonly Minute[]): Promise<void>;
  /** That series; empty when there is none. */
  series(rollout: string, at: number): Promise<readonly Minute[]>;
}

/** The alarms and targets that one service claims, for `serin apply`. */
export interface Claim {
  readonly service: string;
  readonly alarmArns: readonly string[];
  /** Names of targets; each belongs to one service. */
  readonly targets: readonly string[];
}

/** Stores which service watches which alarm and owns which target. */
export interface Registry {
  /** Returns the claims of all services. */
  claims(): Promise<readonly Claim[]>;
  /**
   * Makes the items of this service exactly these: adds what is new, removes what is gone. Idempotent.
   * @throws TargetClaimed when a target belongs to another service.
   */
  register(claim: Claim): Promise<void>;
  /** Returns the service that owns a target, by the target's name; null when none does. */
  owner(target: string): Promise<string | null>;
}

/** A target belongs to another service already. */
export class TargetClaimed extends Error {
  readonly code = 'target-claimed';
  constructor(target: string, owner: string) {
    super(
      `The target ${target} belongs to the service ${owner}. Remove it there first and apply that, then try again.`,
    );
    this.name = 'TargetClaimed';
  }
}

import type { ControlCenters } from '../../../ports/control-centers.ts';
import type { Registry, Store } from '../../../ports/store.ts';

/** The parts of the account that `serin apply` reads and writes. */
export interface ApplyDeps {
  /** The stored configuration of the services. */
  readonly parameters: {
    /** Returns the text of each stored service, by name. */
    all(): Promise<ReadonlyMap<string, string>>;
    /** Stores the text of one service, replacing what is there. */
    put(name: string, text: string): Promise<void>;
    /** Deletes the text of one service; does nothing when it is not there. */
    remove(name: string): Promise<void>;
  };
  readonly alarms: {
    /** Returns the ARN of each of these alarms that exists, by name. One read. */
    arnsOf(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  };
  /** The control centers, which record the active environment of each service. */
  readonly controlCenters: Pick<ControlCenters, 'read' | 'begin' | 'remove'>;
  readonly registry: Registry;
  /** The records of the services, to see whether a rollout runs. */
  readonly records: Pick<Store, 'load'>;
}

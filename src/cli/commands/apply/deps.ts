import type { ControlCenters } from '../../../ports/control-centers.ts';
import type { Registry, Store } from '../../../ports/store.ts';

/** What `serin apply` reads and writes in the account. */
export interface ApplyDeps {
  /** The stored configuration of the services. */
  readonly parameters: {
    /** The text of each service that is stored, by name. */
    all(): Promise<ReadonlyMap<string, string>>;
    /** Stores the text of one service, replacing what is there. */
    put(name: string, text: string): Promise<void>;
    /** Deletes the text of one service; does nothing when it is not there. */
    remove(name: string): Promise<void>;
  };
  readonly alarms: {
    /** The ARN of each of these alarms that exists, by name. One read. */
    arnsOf(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  };
  /** Which environment of a service is which. */
  readonly controlCenters: Pick<ControlCenters, 'read' | 'begin' | 'remove'>;
  readonly registry: Registry;
  /** The records of the services, to see whether a rollout runs. */
  readonly records: Pick<Store, 'load'>;
}

import type { Service } from '../rollout/service.ts';

/** The configured services, as `serin apply` wrote them. */
export interface Services {
  /**
   * One service; null when it is not configured.
   * @param fresh true: read now; false: a copy of up to 30 s may answer.
   * @throws ConfigUnreadable
   */
  get(name: string, fresh: boolean): Promise<Service | null>;
  /** The names of all services, sorted. @throws ConfigUnreadable */
  names(): Promise<readonly string[]>;
}

/** The configuration could not be read. */
export class ConfigUnreadable extends Error {
  readonly code = 'config-unreadable';
  constructor(what: string, options?: ErrorOptions) {
    super(
      `The configuration of ${what} could not be read from SSM. Try again; if it lasts, check /serin/services and the permissions of the worker.`,
      options,
    );
    this.name = 'ConfigUnreadable';
  }
}

import type { Service } from '../domain/service.ts';
import { withoutFullStop } from '../domain/wording.ts';

/** The configured services, as `serin apply` wrote them; `T` is what is read of each. */
export interface Services<T = Service> {
  /**
   * One service; null when it is not configured.
   * @param fresh true: read now; false: a copy of up to 30 s may answer.
   * @throws ConfigUnreadable
   */
  get(name: string, fresh: boolean): Promise<T | null>;
  /** The names of all services, sorted. @throws ConfigUnreadable */
  names(): Promise<readonly string[]>;
  /**
   * All services by name, sorted, in the one read that lists them; null for one whose configuration is not valid. A copy of up to 30 s
   * may answer.
   * @throws ConfigUnreadable
   */
  all(): Promise<ReadonlyMap<string, T | null>>;
}

/** There is no configuration to go by: it could not be read, or what was read is not valid. */
export class ConfigUnreadable extends Error {
  readonly code = 'config-unreadable';
  /** @param options.invalid what is wrong with what was read; left out when nothing could be read */
  constructor(what: string, options: ErrorOptions & { readonly invalid?: string } = {}) {
    const { cause, invalid } = options;
    super(invalid === undefined ? notReadText(what) : notValidText(what, invalid), { cause });
    this.name = 'ConfigUnreadable';
  }
}

function notReadText(what: string): string {
  return `The configuration of ${what} could not be read from SSM. Try again; if it lasts, check /serin/services and the permissions of the worker.`;
}

function notValidText(what: string, invalid: string): string {
  return `The stored configuration of ${what} is not valid: ${withoutFullStop(invalid)}. Run serin apply again with the serin.yml that has it.`;
}

import type { EnvironmentId } from '../domain/environment.ts';
import type { ServiceRecord } from '../domain/record.ts';
import type { Discovery } from '../domain/service.ts';

/** What clients of a service are told. */
export interface DiscoverySettings extends Discovery {
  /** The side that users are on at the very beginning; null for a service that is one stack. */
  readonly stable: EnvironmentId | null;
}

/** What discovery answers from. Both are remembered for a while, so that users cost no reads. */
export interface DiscoverySource {
  /** What clients of a service are told; null when there is no such service, or it tells nothing. @throws when it cannot be read */
  settings(service: string): Promise<DiscoverySettings | null>;
  /** The record of a service, null when it never had one; `unreadable` when it cannot be read. */
  record(service: string): Promise<ServiceRecord | null | 'unreadable'>;
}

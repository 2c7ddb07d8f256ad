import type { EnvironmentId } from '../domain/environment/environment.ts';
import type { ServiceRecord } from '../domain/rollout/record.ts';
import type { Discovery } from '../domain/service.ts';

/** The settings of a service for its clients. */
export interface DiscoverySettings extends Discovery {
  /** The environment that users have at the very beginning; null for a service that is one stack. */
  readonly stable: EnvironmentId | null;
}

/** The data behind discovery's answers. Both reads are cached for a while, so that users cost no reads. */
export interface DiscoverySource {
  /**
   * Returns the settings for clients; null when there is no such service, or it has no discovery. @throws when they cannot be read
   */
  settings(service: string): Promise<DiscoverySettings | null>;
  /** The record of a service, null when it never had one; `unreadable` when it cannot be read. */
  record(service: string): Promise<ServiceRecord | null | 'unreadable'>;
}

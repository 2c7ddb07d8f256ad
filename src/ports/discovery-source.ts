import type { ServiceRecord } from '../rollout/record.ts';
import type { Discovery } from '../rollout/service.ts';

/** What discovery answers from. Both are remembered for a while, so that users cost no reads. */
export interface DiscoverySource {
  /** What clients of a service are told; null when there is no such service, or it tells nothing. @throws when it cannot be read */
  settings(service: string): Promise<Discovery | null>;
  /** The record of a service, null when it never had one; `unreadable` when it cannot be read. */
  record(service: string): Promise<ServiceRecord | null | 'unreadable'>;
}

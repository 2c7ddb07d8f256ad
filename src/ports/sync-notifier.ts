import type { Sync } from '../domain/environment/sync.ts';
import type { CardRef } from '../domain/rollout/message-ref.ts';

/** Shows people the progress of a sync. */
export interface SyncNotifier {
  /** Brings the message of a sync up to date, or posts it when it is not there yet. Throws when Slack does not take it. */
  show(sync: Sync): Promise<CardRef>;
}

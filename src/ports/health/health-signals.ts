import type { HealthSignal } from '../../domain/alarm/health-signal.ts';

/** The newest health signal of each name, by service. */
export interface HealthSignals {
  /** Returns the stored signals of a service (a consistent read, one Query). @throws RecordUnreadable */
  load(service: string): Promise<readonly HealthSignal[]>;
  /**
   * Writes a signal whose `revision` is one more than the stored one (1 for the first), in one conditional write.
   * @throws SaveConflict when the stored revision is another
   */
  save(service: string, signal: HealthSignal): Promise<void>;
}

import type { Measurement } from '../domain/measurement.ts';

/** Takes measurements of Serin itself. Never fails: nothing depends on it. */
export interface Meter {
  record(measurement: Measurement): void;
}

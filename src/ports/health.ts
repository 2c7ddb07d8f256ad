import type { AlarmReading } from '../domain/alarm/state.ts';

/** The alarms of a service, read now. */
export interface Health {
  /**
   * Returns one reading per name, in the order asked; `MISSING` for an alarm that does not exist. Throws when CloudWatch does not
   * answer.
   */
  readings(names: readonly string[]): Promise<readonly AlarmReading[]>;
}

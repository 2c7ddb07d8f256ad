import type { Measurement } from '../../domain/measurement.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Meter } from '../../ports/meter.ts';

/** The parts of the meter. */
interface Parts {
  /** The name of the installation, a dimension of every metric. */
  readonly installation: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Takes each line; standard output when left out. */
  readonly to?: { write(line: string): unknown };
}

/** A meter that drops everything. */
export const noMeter: Meter = { record: () => undefined };

/**
 * Creates a meter that writes each measurement as a line of the log in the embedded metric format, from which CloudWatch makes
 * metrics of the namespace `Serin`: no call, no permission and no time of a function.
 * Source: "Specification: Embedded metric format" in the CloudWatch user guide.
 */
export function createMeter({ installation, clock, to = process.stdout }: Parts): Meter {
  return {
    record(measurement: Measurement) {
      const { name } = measurement;
      const isCount = measurement.name === 'Rollouts';
      const of = isCount ? { Outcome: measurement.outcome } : {};
      const values = { Installation: installation, ...of, [name]: isCount ? 1 : measurement.ms };
      const Metrics = [{ Name: name, Unit: isCount ? 'Count' : 'Milliseconds' }];
      const Dimensions = [['Installation', ...Object.keys(of)]];
      const CloudWatchMetrics = [{ Namespace: 'Serin', Dimensions, Metrics }];
      to.write(`${JSON.stringify({ _aws: { Timestamp: clock.now(), CloudWatchMetrics }, ...values })}\n`);
    },
  };
}

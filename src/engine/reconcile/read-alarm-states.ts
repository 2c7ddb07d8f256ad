import { cloudWatchAlarms, readSignal, signalName } from '../../domain/alarm/health-signal.ts';
import type { AlarmReading } from '../../domain/alarm/state.ts';
import type { Deps } from '../deps.ts';

/**
 * Reads the states of alarms of a service, in the order asked: those of CloudWatch there, health signals from the table. Makes no
 * call for a kind that is not asked for.
 *
 * @throws when CloudWatch or the table does not answer
 */
export async function readAlarmStates(
  { health, healthSignals, clock }: Pick<Deps, 'health' | 'healthSignals' | 'clock'>,
  service: string,
  names: readonly string[],
): Promise<readonly AlarmReading[]> {
  const inCloudWatch = cloudWatchAlarms(names);
  if (inCloudWatch.length === names.length) return health.readings(names);
  const readAt = clock.now();
  const [alarms, signals] = await Promise.all([
    inCloudWatch.length === 0 ? [] : health.readings(inCloudWatch),
    healthSignals.load(service),
  ]);
  const inTable = new Map(signals.map((signal) => [signal.name, signal]));
  const read = new Map(alarms.map((reading) => [reading.name, reading]));
  return names.flatMap((alarm) => {
    const name = signalName(alarm);
    const reading = name === null ? read.get(alarm) : readSignal(name, inTable.get(name) ?? null, readAt);
    return reading === undefined ? [] : [reading];
  });
}

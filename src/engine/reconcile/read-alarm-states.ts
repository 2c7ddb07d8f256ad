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
  const rest = [...alarms];
  return names.flatMap((alarm) => {
    const name = signalName(alarm);
    if (name !== null) return [readSignal(name, signals.find((signal) => signal.name === name) ?? null, readAt)];
    return rest.splice(0, 1);
  });
}

import { type HealthSignal, type HeardSignal, readSignal, takeSignal } from '../../domain/alarm/health-signal.ts';
import type { AlarmReading } from '../../domain/alarm/state.ts';
import type { ExpectedSignal } from '../../domain/service.ts';
import { toAlarmChange } from '../commit/missed-alarm-changes.ts';
import { retryOnConflict } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { takeAlarmChange } from './on-alarm.ts';

/** Returns the signal as a service expects it; null for one that the service does not name. */
async function findExpected(deps: Deps, service: string, name: string): Promise<ExpectedSignal | null> {
  const find = async (fresh: boolean) =>
    (await deps.services.get(service, fresh))?.signals?.find((signal) => signal.name === name) ?? null;
  // Somebody may just have applied it: a copy that lacks it is not believed.
  return (await find(false)) ?? find(true);
}

/** Stores a signal if it is newer than the stored one. */
async function keepSignal(
  { healthSignals }: Deps,
  service: string,
  heard: HeardSignal,
  { expires }: ExpectedSignal,
): Promise<{ readonly before: HealthSignal | null; readonly after: HealthSignal }> {
  return retryOnConflict(async () => {
    const stored = await healthSignals.load(service);
    const before = stored.find(({ name }) => name === heard.name) ?? null;
    const after = takeSignal(before, heard, expires);
    if (after !== before) await healthSignals.save(service, after);
    return { before, after };
  });
}

/**
 * Handles a health signal: stores it, and then does what the state change of an alarm does. A signal that only says again that
 * nothing is wrong costs no look at the record; one that says again that something is wrong is taken again, because the worker that
 * took it first may have died. A name that the service does not list is dropped and logged.
 */
export async function onHealthSignal(deps: Deps, service: string, heard: HeardSignal): Promise<void> {
  const { name } = heard;
  const expected = await findExpected(deps, service, name);
  if (expected === null) {
    const fields = { code: 'undeclared-signal', service, signal: name };
    return deps.log.error(fields, 'dropped a health signal that the service does not list under signals');
  }
  const readAt = deps.clock.now();
  const { before, after } = await keepSignal(deps, service, heard, expected);
  const reading = readSignal(name, after, readAt);
  if (reading.value !== 'ALARM' && isSame(readSignal(name, before, readAt), reading)) return;
  const key = `signal#${name}#${reading.since}#${reading.value}`;
  await takeAlarmChange(deps, service, { ...toAlarmChange(reading), readAt }, key);
}

function isSame(one: AlarmReading, other: AlarmReading): boolean {
  return one.value === other.value && one.since === other.since;
}

import type { Rollout } from '../../domain/rollout/record.ts';
import type { AlarmEvidence } from '../../domain/rollout/signal.ts';
import { watchedAlarms } from '../../rollout/alarms/watched-alarms.ts';
import type { Deps } from '../deps.ts';
import { readAlarmStates } from './read-alarm-states.ts';

/** Returns the alarms of the live configuration. Null when it cannot be read: then no alarm counts as removed from the service. */
async function liveAlarms(deps: Deps, rollout: Rollout): Promise<readonly string[] | null> {
  try {
    return (await deps.services.get(rollout.service, false))?.alarms ?? null;
  } catch (error) {
    const { service, id } = rollout;
    deps.log.warn({ service, rollout: id, error: String(error) }, 'the live alarms of a service cannot be read');
    return null;
  }
}

/**
 * Reads the alarms that a running rollout watches, and those that fired and have left the service; `unreadable` when CloudWatch
 * or the table does not answer. Makes one DescribeAlarms call, and one Query where a health signal is among them; takes the
 * configuration of the service from a copy of up to 30 s.
 */
export async function readAlarms(deps: Deps, rollout: Rollout): Promise<AlarmEvidence> {
  try {
    const { names, stray } = watchedAlarms(rollout, await liveAlarms(deps, rollout));
    const readings = await readAlarmStates(deps, rollout.service, names);
    return readings.map((reading) => (stray.has(reading.name) ? { ...reading, stray: true } : reading));
  } catch (error) {
    deps.log.warn(
      { service: rollout.service, rollout: rollout.id, error: String(error) },
      'the alarms could not be read',
    );
    return 'unreadable';
  }
}

import type { AlarmReading } from '../../domain/alarm/state.ts';
import { allUnclear, namedAlarms, withAlarmsAnnounced } from '../../domain/alarm/unclear.ts';
import type { Hold, Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import { currentActivity, isMoving } from '../../domain/rollout/running-phase.ts';
import type { AlarmEvidence, Decision } from '../../domain/rollout/signal.ts';
import { UNREADABLE_GRACE_MS } from '../../domain/timing.ts';
import { alarmMeasurement, duration, rollbackHint } from '../../domain/wording.ts';
import { mayBeFix, notThisRelease } from '../analysis/shared-incident.ts';
import { accept, addEntry, hold, startRollback } from '../state/transition.ts';
import { judgeAlarms, learn, type UnknownAlarms } from './alarms.ts';

/** Tells whether an alarm can still change anything: the rollout runs and does not roll back. */
export function isGuarded(rollout: Rollout): boolean {
  return !['rolling-back', 'stuck', 'completed', 'rolled-back'].includes(rollout.phase.status);
}

interface Acted {
  readonly next: Rollout;
  /** The action of Serin, in words. */
  readonly did: string;
}

/** Asks people and does not move the traffic. Past the point of no return it only reports, since a rollback is no answer then. */
function ask(rollout: Rollout, name: string, now: number): Acted {
  const by = { kind: 'alarm', name } as const;
  if (rollout.noReturnAt === null) {
    const text = `The alarm ${name} is firing. Roll back? The weight is not raised until the alarm is OK or somebody answers for it.`;
    const did = 'Serin asks: roll back? The weight is not raised until the alarm is OK or somebody answers for it.';
    return { next: addEntry(rollout, now, text, by), did };
  }
  const still =
    'It is past the point of no return: deploy a fix, then resume. The plan does not continue while the alarm is firing.';
  return { next: addEntry(rollout, now, `The alarm ${name} fires. ${still}`, by), did: still };
}

/** Holds where the comparison says that the alarm is not about this release. */
function holdForOther(rollout: Rollout, name: string, why: string, now: number): Acted {
  const by = { kind: 'alarm', name } as const;
  const goOn = mayBeFix(rollout, now)
    ? `resume to go on with ${rollout.canary} as the fix, judged by the comparison only`
    : 'resume once the alarm is OK';
  const did = `${why} Serin holds and asks: ${goOn}${rollbackHint(rollout)}.`;
  const text = `The alarm ${name} is firing. ${did}`;
  const next =
    rollout.phase.status === 'holding'
      ? addEntry(rollout, now, text, by)
      : hold(rollout, { kind: 'alarm', name }, now, text, by);
  return { next, did };
}

/** Returns the rollout after an alarm began to act, and what Serin did, in words. `rollout` knows the alarm already. */
export function actOn(rollout: Rollout, alarm: AlarmReading, now: number): Acted {
  const by = { kind: 'alarm', name: alarm.name } as const;
  if (!isGuarded(rollout)) {
    const measured = alarmMeasurement(alarm);
    const text = `The alarm ${alarm.name} fires too${measured === '' ? '' : `: ${measured}`}.`;
    return { next: addEntry(rollout, now, text, by), did: 'The rollout is rolling back already.' };
  }
  const mayGoBack = rollout.noReturnAt === null;
  const other = notThisRelease(rollout, now);
  if (rollout.config.onAlarm === 'rollback' && mayGoBack && other === null) {
    const { name, since } = alarm;
    const reason = { kind: 'alarm', name, detail: alarmMeasurement(alarm), since } as const;
    return { next: startRollback(rollout, reason, now, by), did: 'Serin rolls back.' };
  }
  if (other !== null) return holdForOther(rollout, alarm.name, other, now);
  if (rollout.config.onAlarm === 'ask' && !isMoving(currentActivity(rollout, now))) {
    return ask(rollout, alarm.name, now);
  }
  const why: Hold = { kind: 'alarm', name: alarm.name };
  const past = mayGoBack ? '' : ' It is past the point of no return, so Serin does not roll back by itself.';
  const next =
    rollout.phase.status === 'holding'
      ? addEntry(rollout, now, `The alarm ${alarm.name} is firing too; still holding.${past}`, by)
      : hold(rollout, why, now, `The alarm ${alarm.name} is firing. Serin holds and asks.${past}`, by);
  return { next, did: `Serin holds and asks what to do.${past}` };
}

type NotQuiet = UnknownAlarms | Extract<Hold, { kind: 'alarm' }>;

function describeNotQuiet(why: NotQuiet): string {
  switch (why.kind) {
    case 'alarm':
      return `The alarm ${why.name} is firing`;
    case 'alarm-unclear':
      return allUnclear(why.alarms);
    case 'alarms-unreadable':
      return `The alarms could not be read for ${duration(UNREADABLE_GRACE_MS)}`;
  }
}

/** Says how people answer for alarms that are not known to be quiet. */
function answerHint({ service }: Rollout, why: NotQuiet): string {
  if (why.kind !== 'alarm-unclear') return '';
  return ` /canary resume ${service} goes on without ${namedAlarms(why.alarms.map(({ name }) => name))}.`;
}

/** Holds and asks because the alarms are not known to be quiet, and names the alarms. */
export function holdForAlarms(before: Rollout, rollout: Rollout, why: NotQuiet, now: number): Decision {
  const text = `${describeNotQuiet(why)}. Serin holds and asks.${answerHint(rollout, why)}`;
  const told = why.kind === 'alarm-unclear' ? withAlarmsAnnounced(rollout, why.alarms) : rollout;
  return accept(before, hold(told, why, now, text), text);
}

/** Says why people may not raise the weight while it is not known whether the alarms are quiet. */
function describeUnknownAlarms(rollout: Rollout, why: UnknownAlarms): string {
  if (why.kind === 'alarms-unreadable') return 'CloudWatch did not return the alarm states. Try again in a minute.';
  const names = namedAlarms(why.alarms.map(({ name }) => name));
  return `${allUnclear(why.alarms)}, so a failure could go unnoticed. Look first; then /canary resume ${rollout.service} to go on without ${names}${rollbackHint(rollout)}.`;
}

/**
 * Raises exposure on behalf of a person, if the alarms allow it. An alarm whose firing is new acts as if its event had arrived; one
 * that fired before refuses the command; alarms that cannot be judged refuse it too.
 */
export function raiseIfQuiet(
  rollout: Rollout,
  evidence: AlarmEvidence | undefined,
  now: number,
  raise: (calm: Rollout) => Decision,
): Decision {
  const verdict = judgeAlarms(rollout, evidence);
  if (verdict.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  if (verdict.kind === 'blind') return refuse(verdict.why.kind, describeUnknownAlarms(rollout, verdict.why));
  const readings = evidence === undefined || evidence === 'unreadable' ? [] : evidence;
  const { next, began } = learn(rollout, readings);
  if (verdict.kind === 'clear') return raise(next);
  const fresh = began.find((reading) => reading.name === verdict.name);
  if (fresh === undefined || rollout.config.onAlarm !== 'rollback') {
    return {
      answer: 'refused',
      code: 'alarm-firing',
      because: `The alarm ${verdict.name} is firing. Wait until it is OK${rollbackHint(rollout)}.`,
    };
  }
  const acted = actOn(next, fresh, now);
  return accept(rollout, acted.next, `The alarm ${fresh.name} fires. ${acted.did}`);
}

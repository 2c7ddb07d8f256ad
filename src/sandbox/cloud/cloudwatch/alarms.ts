import { createHash } from 'node:crypto';
import { ResourceNotFound, type StateValue } from '@aws-sdk/client-cloudwatch';
import { type Alarm, type CompositeAlarm, initialState, type State } from './alarm.ts';
import { type AlarmEvent, alarmEvent } from './event.ts';
import type { Mutes } from './mutes.ts';
import { triggeredReason, type Why } from './reason.ts';

/** The alarms of the account and how their states change. */
export interface Alarms {
  all(): Iterable<Alarm>;
  /** @throws ResourceNotFound */
  get(name: string): Alarm;
  /** Adds an alarm; an existing one of that name keeps its state. */
  put(alarm: Alarm): void;
  remove(name: string): void;
  /** Changes the state of an alarm. A new value sends the event and re-evaluates the composite alarms above it. */
  change(alarm: Alarm, state: State): void;
  /** Evaluates the rule of a composite alarm. */
  evaluateRule(alarm: CompositeAlarm, why: Why): void;
}

/** Returns the fields that every new alarm begins with. */
export function newAlarm(region: string, name: string, description: string | undefined, at: number) {
  return {
    name,
    arn: `arn:aws:cloudwatch:${region}:123456789012:alarm:${name}`,
    description: description ?? '',
    state: initialState(at),
    transitionedAt: at,
  };
}

/** The surroundings of the alarms of one region. */
interface AlarmsDeps {
  readonly region: string;
  readonly now: () => number;
  /** Takes the event of each change of state, in order. */
  readonly emit: (event: AlarmEvent) => void;
  readonly mutes: Pick<Mutes, 'windowOf'>;
}

export function createAlarms({ region, now, emit, mutes }: AlarmsDeps): Alarms {
  const alarms = new Map<string, Alarm>();
  const nextEventId = eventIds(region);

  const alarmStateValue = (name: string): StateValue | undefined => alarms.get(name)?.state.value;

  const change = (alarm: Alarm, state: State): void => {
    const previous = alarm.state;
    alarm.state = state;
    if (previous.value === state.value) return;
    alarm.transitionedAt = state.at;
    emit(alarmEvent(alarm, { previous, id: nextEventId(), mute: mutes.windowOf(alarm.name) }));
    for (const above of alarms.values()) {
      if (above.kind === 'composite' && above.rule.alarms.includes(alarm.name))
        evaluateRule(above, () => triggeredReason(alarm));
    }
  };

  const evaluateRule = (alarm: CompositeAlarm, why: Why): void => {
    const value = alarm.rule.holds(alarmStateValue) ? 'ALARM' : 'OK';
    if (value === alarm.state.value) return;
    const suppressed = value === 'ALARM' && alarmStateValue(alarm.input.ActionsSuppressor ?? '') === 'ALARM';
    change(alarm, { value, ...why(alarm, value), at: now(), suppressed });
  };

  return {
    all: () => alarms.values(),
    get: (name) => {
      const alarm = alarms.get(name);
      if (alarm === undefined) throw new ResourceNotFound({ message: `Unknown alarm ${name}`, $metadata: {} });
      return alarm;
    },
    put: (alarm) => {
      const old = alarms.get(alarm.name);
      if (old !== undefined) Object.assign(alarm, { state: old.state, transitionedAt: old.transitionedAt });
      alarms.set(alarm.name, alarm);
    },
    remove: (name) => {
      alarms.delete(name);
    },
    change,
    evaluateRule,
  };
}

/**
 * Returns the ids of a region's events, one after the other. They are counted, not drawn, so that a run can be repeated; no two
 * regions give the same id, as no two of EventBridge's are the same.
 */
function eventIds(region: string): () => string {
  const first = createHash('sha256').update(region).digest('hex').slice(0, 8);
  let count = 0;
  return () => {
    count += 1;
    return `${first}-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}

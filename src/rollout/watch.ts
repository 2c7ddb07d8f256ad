import { actOn, holdForAlarms } from './act-on-alarm.ts';
import type { AlarmReading, Breach } from './alarm-state.ts';
import { guard, isOlder, learn } from './alarms.ts';
import { watchComponents } from './component-watch.ts';
import { drainIsDue } from './drain.ts';
import { hookIsDue } from './hook.ts';
import type { MetricReading, Rollout } from './record.ts';
import { asksAfterTheEnd } from './rollback-window.ts';
import type { AlarmEvidence, Decision, Signal } from './signal.ts';
import { stepEnds } from './step-ends.ts';
import { accepted, hold, noted } from './transition.ts';
import { backIsDue, stuckIsDue } from './way-back.ts';
import { orBack } from './wording.ts';

function reading({ name, value, previous: _previous, since, suppressed, reason, ...details }: Breach): AlarmReading {
  return { name, value, since, suppressed, reason, details };
}

function withEnded(rollout: Rollout, ended: readonly string[], now: number): Rollout {
  return ended.reduce(
    (next, name) => noted(next, now, `The alarm ${name} is quiet again.`, { kind: 'alarm', name }),
    rollout,
  );
}

/** An alarm changed its state: takes it in, and acts when it began to fire. */
export function alarm(rollout: Rollout, signal: Extract<Signal, { kind: 'alarm' }>, now: number): Decision {
  if (rollout.phase.status === 'completed' || rollout.phase.status === 'rolled-back') {
    return { answer: 'ignored', because: asksAfterTheEnd(rollout, now) ?? 'No rollout is running: nothing was moved.' };
  }
  const event = reading(signal.breach);
  if (isOlder(rollout, event))
    return { answer: 'ignored', because: 'It is older than the state that is known already.' };
  const { next, began, ended } = learn(rollout, [event]);
  if (began.length > 0) {
    const acted = actOn(next, event, now);
    return accepted(rollout, acted.next, acted.did);
  }
  if (ended.length > 0) return accepted(rollout, withEnded(next, ended, now), 'It is quiet again.');
  if (event.value === 'ALARM' && event.suppressed)
    return { answer: 'ignored', because: 'Its actions are suppressed, so Serin did nothing.' };
  if (rollout.alarms[event.name]?.excused === true)
    return { answer: 'ignored', because: 'It fired before the start, which was forced; Serin did nothing.' };
  return { answer: 'ignored', because: 'Nothing new.' };
}

/** Looks at the alarms on the way: the first that begins to act, acts; a deleted one holds. Null when all is calm. */
function look(rollout: Rollout, evidence: AlarmEvidence, now: number): Decision | null {
  if (evidence === 'unreadable') return null;
  const { next, began, ended } = learn(rollout, evidence);
  const [first] = began;
  if (first !== undefined) {
    const acted = actOn(withEnded(next, ended, now), first, now);
    return accepted(rollout, acted.next, acted.did);
  }
  const verdict = guard(rollout, evidence);
  if (verdict.kind === 'blind' && verdict.why.kind === 'alarm-missing' && rollout.phase.status !== 'holding') {
    return holdForAlarms(rollout, next, verdict.why, now);
  }
  return ended.length > 0 ? accepted(rollout, withEnded(next, ended, now), 'An alarm is quiet again.') : null;
}

/** What is due of the step that the plan is at. */
function stepIsDue(rollout: Rollout, evidence: AlarmEvidence, reading: MetricReading | null, now: number): Decision {
  const { phase } = rollout;
  if (phase.status === 'baking' && now >= phase.until)
    return stepEnds(rollout, evidence, { due: phase.until, say: 'The bake is over.' }, now);
  if (phase.status === 'draining') return drainIsDue(rollout, phase, { evidence, reading }, now);
  if (phase.status === 'hooking') return hookIsDue(rollout, evidence, now);
  if (phase.status === 'awaiting-approval' && now >= phase.expiresAt) {
    const text = `Nobody approved in time: the gate has closed. Resume to open it again${orBack(rollout)}.`;
    return accepted(rollout, hold(rollout, { kind: 'gate-expired' }, now, text), text);
  }
  return { answer: 'ignored', because: 'Nothing is due.' };
}

/** A timer fired: looks at the alarms, then at what is due. */
export function timer(rollout: Rollout, signal: Extract<Signal, { kind: 'timer' }>, now: number): Decision {
  const { phase } = rollout;
  if (signal.rollout !== rollout.id) return { answer: 'ignored', because: 'It was set for another rollout.' };
  if (phase.status === 'completed' || phase.status === 'rolled-back')
    return { answer: 'ignored', because: 'The rollout is over.' };
  if (phase.status === 'rolling-back') return backIsDue(rollout, phase, now);
  if (phase.status === 'stuck') return stuckIsDue(rollout, phase);
  if (signal.alarms === undefined && rollout.config.alarms.length > 0) return { answer: 'needs-alarms' };
  const evidence = signal.alarms ?? [];
  const seen = look(rollout, evidence, now);
  if (seen !== null) return seen;
  const changed = watchComponents(rollout, signal.components, now);
  if (changed !== null) return changed;
  return stepIsDue(rollout, evidence, signal.reading ?? null, now);
}

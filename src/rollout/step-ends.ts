import { holdForAlarms } from './act-on-alarm.ts';
import { guard, learn } from './alarms.ts';
import type { Rollout } from './record.ts';
import type { AlarmEvidence, Decision } from './signal.ts';
import { UNREADABLE_GRACE_MS } from './timing.ts';
import { accepted, enter, mentionsAt } from './transition.ts';

/**
 * What a step waited for has come: the next step, unless the alarms cannot be read, fire, or one is gone.
 *
 * @param evidence what was read just now, and taken in already where an alarm began to fire
 * @param due since when the next step has been due, in milliseconds since the epoch
 * @param say what has come, as a sentence
 */
export function stepEnds(rollout: Rollout, evidence: AlarmEvidence, due: number, say: string, now: number): Decision {
  const verdict = guard(rollout, evidence);
  if (verdict.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  if (verdict.kind === 'clear') {
    const known = evidence === 'unreadable' ? rollout : learn(rollout, evidence).next;
    const next = enter(known, rollout.step + 1, now);
    return accepted(rollout, next, say, mentionsAt(next));
  }
  if (verdict.kind === 'fires') {
    return holdForAlarms(rollout, rollout, { kind: 'alarm', name: verdict.name }, now);
  }
  if (verdict.why.kind === 'alarms-unreadable' && now < due + UNREADABLE_GRACE_MS) {
    return { answer: 'ignored', because: 'The alarms cannot be read; tries again before it goes on.' };
  }
  return holdForAlarms(rollout, rollout, verdict.why, now);
}

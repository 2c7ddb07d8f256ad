import { hasCanary, openWords } from '../../domain/plan/cohorts.ts';
import type { Phase, Rollout, TargetState } from '../../domain/rollout/record.ts';
import { BEHIND_GRACE_MS, TELL_AGAIN_MS } from '../../domain/timing.ts';
import { duration, percent, withoutFullStop } from '../../domain/wording.ts';
import { addEntry } from '../state/transition.ts';

/** The phase of a rollout that rolls back. */
export type RollingBack = Extract<Phase, { status: 'rolling-back' }>;

/** Tells whether a reading since the rollback was decided shows nothing on the target's canary. */
export function isBack({ observed }: TargetState): boolean {
  return observed !== null && observed.weight === 0 && observed.fault === null && !hasCanary({ observed });
}

/** Tells whether a target answers with an error that a retry cannot fix. */
export function isDead({ observed }: TargetState): boolean {
  return observed?.fault?.permanent === true;
}

/** Tells whether a target could not be brought back, restored or read. */
export function isUnreachable({ observed }: TargetState): boolean {
  return observed !== null && observed.fault !== null;
}

/** Tells whether a person left a target as it is: Serin no longer writes to it or waits for it. */
export function isLeft({ phase }: Rollout, { name }: TargetState): boolean {
  const isGoingBack = phase.status === 'rolling-back' || phase.status === 'stuck';
  return isGoingBack && (phase.left ?? []).includes(name);
}

/** Tells whether a target has reached the goal of the rollback's stage, or a person left it. */
export function isThere(rollout: Rollout, phase: RollingBack, target: TargetState): boolean {
  if (isLeft(rollout, target)) return true;
  const isKept = phase.keep.includes(target.name);
  if (isKept && isDead(target)) return true;
  if (phase.stage === 'returning') return isBack(target);
  return isBack(target) && (target.observed?.atBaseline === true || (isKept && target.observed?.drift !== null));
}

function describeFault({ observed }: TargetState): string {
  if (observed !== null && observed.fault !== null) {
    const share = observed.weight === null ? '' : `, at ${percent(observed.weight)}${openWords(observed.cohorts)}`;
    return `${withoutFullStop(observed.fault.message)}${share}`;
  }
  if (observed === null || observed.weight === null) return 'not seen yet';
  if (hasCanary({ observed })) return `at ${percent(observed.weight)}${openWords(observed.cohorts)}`;
  return observed.drift ?? 'not as before yet';
}

function describeMissing(rollout: Rollout, phase: RollingBack): string {
  const behind = rollout.targets.filter((target) => !isThere(rollout, phase, target));
  return behind.map((target) => `${target.name} (${describeFault(target)})`).join(', ');
}

function goalText(phase: RollingBack): string {
  return phase.stage === 'returning' ? 'back' : 'restored';
}

/** Tells whether people must hear that a target is not where it should be: it fails, or it has been so for minutes. */
export function isBehind(rollout: Rollout, phase: RollingBack, now: number): boolean {
  const from = phase.stage === 'returning' ? phase.since : rollout.intendedAt;
  return rollout.targets.some(
    (target) => !isThere(rollout, phase, target) && (isUnreachable(target) || now - from > BEHIND_GRACE_MS),
  );
}

/** Says, once for each outage, which targets are out of reach. */
export function announceOutage(rollout: Rollout, phase: RollingBack, now: number): Rollout {
  const told: Rollout = { ...rollout, phase: { ...phase, unreachableSince: now, toldAt: now } };
  return addEntry(told, now, `Not ${goalText(phase)} yet: ${describeMissing(rollout, phase)}. Serin goes on trying.`);
}

/** Asks whether a person leaves as it is what has been out of reach for long. */
export function outageQuestion(rollout: Rollout, phase: RollingBack): string {
  return `Not ${goalText(phase)} for more than an hour: ${describeMissing(rollout, phase)}. Serin goes on trying; resume to leave it as it is and finish.`;
}

/** Says it again every hour, for how long, and asks; null while the hour is not over or nothing is out of reach. */
export function remindOfOutage(rollout: Rollout, phase: RollingBack, now: number): Rollout | null {
  const { unreachableSince, toldAt } = phase;
  if (unreachableSince === null || toldAt === null || now - toldAt < TELL_AGAIN_MS) return null;
  const lasts = duration(now - unreachableSince);
  const text = `Still not ${goalText(phase)} after ${lasts}: ${describeMissing(rollout, phase)}. Serin goes on trying; resume to leave it as it is and finish.`;
  return addEntry({ ...rollout, phase: { ...phase, toldAt: now } }, now, text);
}

/** Tells whether an outage has lasted so long that people were asked about it. */
export function isLongOut({ unreachableSince, toldAt }: RollingBack): boolean {
  return unreachableSince !== null && toldAt !== null && toldAt > unreachableSince;
}

/** Ends an outage, so that the next one is reported separately. */
export function clearOutage(phase: RollingBack): RollingBack {
  return { ...phase, unreachableSince: null, toldAt: null };
}

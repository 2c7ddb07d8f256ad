import { hasCanary, openWords } from './cohorts.ts';
import type { Phase, Rollout, TargetState } from './record.ts';
import { TELL_AGAIN_MS } from './timing.ts';
import { noted } from './transition.ts';
import { bare, duration, percent } from './wording.ts';

/** The phase of a rollout that goes back. */
export type Back = Extract<Phase, { status: 'rolling-back' }>;

/** Whether a target was seen with nothing on the canary since the rollback was decided. */
export function isBack({ observed }: TargetState): boolean {
  return observed !== null && observed.weight === 0 && observed.fault === null && !hasCanary({ observed });
}

/** Whether a target answers with an error that trying again cannot mend. */
export function isDead({ observed }: TargetState): boolean {
  return observed?.fault?.permanent === true;
}

/** Whether a target could not be brought back, restored or read. */
export function isOutOfReach({ observed }: TargetState): boolean {
  return observed !== null && observed.fault !== null;
}

function whyNot({ observed }: TargetState): string {
  if (observed !== null && observed.fault !== null) return bare(observed.fault.message);
  if (observed === null || observed.weight === null) return 'not seen yet';
  return `at ${percent(observed.weight)}${openWords(observed.cohorts)}`;
}

function missing(rollout: Rollout): string {
  return rollout.targets.flatMap((target) => (isBack(target) ? [] : [`${target.name} (${whyNot(target)})`])).join(', ');
}

function wanted(phase: Back): string {
  return phase.stage === 'returning' ? 'back' : 'restored';
}

/** Says, once for each outage, which targets are out of reach. */
export function toldOnce(rollout: Rollout, phase: Back, now: number): Rollout {
  const told: Rollout = { ...rollout, phase: { ...phase, unreachableSince: now, toldAt: now } };
  return noted(told, now, `Not ${wanted(phase)} yet: ${missing(rollout)}. Serin goes on trying.`);
}

/** Says it again every hour, for how long; null while the hour is not over or nothing is out of reach. */
export function toldAgain(rollout: Rollout, phase: Back, now: number): Rollout | null {
  const { unreachableSince, toldAt } = phase;
  if (unreachableSince === null || toldAt === null || now - toldAt < TELL_AGAIN_MS) return null;
  const told: Rollout = { ...rollout, phase: { ...phase, toldAt: now } };
  const lasts = duration(now - unreachableSince);
  return noted(told, now, `Still not ${wanted(phase)} after ${lasts}: ${missing(rollout)}. Serin goes on trying.`);
}

/** The outage is over: the next one is said as one of its own. */
export function inReach(phase: Back): Back {
  return { ...phase, unreachableSince: null, toldAt: null };
}

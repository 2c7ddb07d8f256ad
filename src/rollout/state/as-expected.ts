import { findDifference } from '../../domain/rollout/expected.ts';
import { isKnown } from '../../domain/rollout/read-share.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import type { Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { putBackHint, rollbackHint, withoutFullStop } from '../../domain/wording.ts';
import { raiseIfQuiet } from '../alarms/act-on-alarm.ts';
import { resumeAlarms } from '../alarms/answer-alarms.ts';
import { findUnreadWatch } from '../environments/unread-watch.ts';
import { acceptObservations } from './accept-observation.ts';

/** The reason why nothing is raised: a target that may differ from the record. */
interface UnexpectedTarget {
  readonly code: 'target-unread' | 'target-changed';
  /** The problem, as a sentence. */
  readonly because: string;
  /** True when nothing but the share differs. */
  readonly isShare: boolean;
}

/** Finds a target that was not read in the last minutes, or not as the record expects it. Null when there is none. */
export function findUnexpectedTarget(rollout: Rollout, now: number): UnexpectedTarget | null {
  for (const target of rollout.targets) {
    const { name, observed } = target;
    if (observed === null || !isKnown(target, now)) {
      const why = observed?.fault
        ? `cannot be read: ${withoutFullStop(observed.fault.message)}`
        : 'was not read in the last minutes';
      return { code: 'target-unread', because: `${name} ${why}.`, isShare: false };
    }
    const difference = findDifference(rollout, target, observed);
    if (difference !== null)
      return {
        code: 'target-changed',
        because: `${name} is not as it was left: ${difference}.`,
        isShare: observed.drift === null,
      };
  }
  return null;
}

/** Refuses to go on because of a target, and says what to do about it. */
export function unexpectedRefusal(not: UnexpectedTarget, rollout: Rollout): Decision {
  return refuse(not.code, `${not.because} ${remedy(not, rollout)}`);
}

/** Says what to do about it, as a sentence. */
function remedy({ code, isShare }: UnexpectedTarget, rollout: Rollout): string {
  const { status } = rollout.phase;
  if (code === 'target-unread')
    return `Nobody knows its share, so nothing goes on. Try again when it can be read${rollbackHint(rollout)}.`;
  const canPutBack = isShare && (status === 'paused' || status === 'holding');
  return `Nothing goes on until it is. ${canPutBack ? putBackHint(rollout) : 'Put it back and try again'}${rollbackHint(rollout)}.`;
}

/**
 * Lets a person's word count only while every target is known to be as the record expects it, and while what Serin watches beside
 * them can be read.
 *
 * @param looked the targets as they were read right before; undefined when they were not
 */
export function whenAsExpected(
  rollout: Rollout,
  looked: Evidence['targets'],
  now: number,
  goesOn: (there: Rollout) => Decision,
): Decision {
  const unread = findUnreadWatch(rollout);
  if (unread === null) return whenTargetsAreAsExpected(rollout, looked, now, goesOn);
  const ask = `A change there would not be noticed, so nothing goes on. Serin reads again each minute, and asks when that lasts${rollbackHint(rollout)}.`;
  return refuse(unread.code, `${unread.because} ${ask}`);
}

/**
 * Lets a person's word count only while every target is known to be as the record expects it. What the record has is enough where
 * it is fresh and good; otherwise the targets are read, so that what was put right a moment ago counts.
 *
 * @param looked the targets as they were read right before; undefined when they were not
 */
function whenTargetsAreAsExpected(
  rollout: Rollout,
  looked: Evidence['targets'],
  now: number,
  goesOn: (there: Rollout) => Decision,
): Decision {
  const known = looked === undefined ? rollout : acceptObservations(rollout, looked);
  const not = findUnexpectedTarget(known, now);
  if (not === null) return goesOn(known);
  if (looked === undefined) return { answer: 'needs-targets' };
  return unexpectedRefusal(not, rollout);
}

/** Raises exposure on behalf of a person, if the alarms allow it and every target is known to be as the record expects it. */
export function raiseIfSafe(
  rollout: Rollout,
  evidence: Evidence,
  now: number,
  raise: (safe: Rollout) => Decision,
): Decision {
  return raiseIfQuiet(rollout, evidence.alarms, now, (calm) => whenAsExpected(calm, evidence.targets, now, raise));
}

/**
 * Goes on after a pause or a hold, if the alarms allow it and every target is known to be as the record expects it. Components or a
 * control center that cannot be read do not refuse it: the plan waits for them, and asks.
 */
export function resumeSafely(
  rollout: Rollout,
  signal: Extract<Signal, { kind: 'resume' }>,
  evidence: Evidence,
  now: number,
  goOn: (safe: Rollout) => Decision,
): Decision {
  return resumeAlarms(rollout, signal, evidence, now, (calm) =>
    whenTargetsAreAsExpected(calm, evidence.targets, now, goOn),
  );
}

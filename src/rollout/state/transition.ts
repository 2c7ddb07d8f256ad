import type { Actor } from '../../domain/people/person.ts';
import { cohortsOpenAfter, openWords } from '../../domain/plan/cohorts.ts';
import { reachedShare, withoutOldReadings } from '../../domain/rollout/read-share.ts';
import type { Hold, Phase, Reason, Rollout } from '../../domain/rollout/record.ts';
import { isFinished, phaseStart } from '../../domain/rollout/record.ts';
import { currentActivity, isMoving } from '../../domain/rollout/running-phase.ts';
import type { Decision, Planned } from '../../domain/rollout/signal.ts';
import { WRITER_LIFETIME_MS } from '../../domain/timing.ts';
import { joinWithAnd, percent, reasonText } from '../../domain/wording.ts';
import { recordShare } from '../analysis/record-share.ts';
import { trackRemainingUsers } from '../rollback/user-metric.ts';

const SERIN: Actor = { kind: 'serin' };

/** Adds one line to the timeline. */
export function addEntry(rollout: Rollout, at: number, text: string, by: Actor = SERIN): Rollout {
  const entries = rollout.entries + 1;
  return { ...rollout, entries, timeline: [...rollout.timeline, { n: entries, at, by, text }] };
}

type Accepted = Extract<Decision, { answer: 'accepted' }>;

/**
 * Accepts a signal, for a running rollout or (`before` is null) a start: posts new timeline entries and the verdict that decided
 * in the thread, updates the card, archives a finished rollout.
 * @param mention the approvers who are called for the approval that is open now
 */
export function accept(before: Rollout | null, next: Rollout, say: string, mention: readonly string[] = []): Accepted {
  const known = before?.entries ?? 0;
  const entries = next.timeline.filter((entry) => entry.n > known);
  const effects: Planned[] = [{ key: `card#${next.id}#${next.entries}`, body: { kind: 'card', rollout: next.id } }];
  const first = entries[0];
  if (first !== undefined) {
    const asks = mention.length === 0 ? {} : { asks: phaseStart(next.phase) };
    const body = { kind: 'thread', rollout: next.id, entries, mention, ...asks } as const;
    effects.push({ key: `thread#${next.id}#${first.n}`, body });
  }
  const decisive = next.analysis?.decisive;
  if (decisive !== undefined && decisive.at !== before?.analysis?.decisive?.at) {
    const { at } = decisive;
    effects.push({ key: `verdict#${next.id}#${at}`, body: { kind: 'verdict', rollout: next.id, at } });
  }
  if (isFinished(next)) effects.push({ key: `archive#${next.id}`, body: { kind: 'archive', rollout: next.id } });
  return { answer: 'accepted', next, effects, say };
}

/** Sets a new intention for the world: a weight, and the open cohorts. Lowering the one or closing the other is a reversal. */
export function setIntention(
  rollout: Rollout,
  weight: number,
  now: number,
  cohorts: readonly string[] = rollout.cohorts,
): Rollout {
  const isLower = weight < rollout.weight || rollout.cohorts.some((name) => !cohorts.includes(name));
  const reversals = isLower ? rollout.reversals + 1 : rollout.reversals;
  const generation = rollout.generation + 1;
  return recordShare({ ...rollout, weight, cohorts, generation, reversals, intendedAt: now }, now);
}

/** The moment from which every user has what was last set, as far as it is known; never before `now`. */
export function effectiveMoment(rollout: Rollout, now: number): number {
  return Math.max(now, ...rollout.targets.map((target) => target.observed?.effectiveAt ?? now));
}

/**
 * Returns the intention while the plan stands still. It stays, except during a shift or while cohorts open: then all targets return
 * to the weight and cohorts that they last agreed on, so that none is ahead and nobody writes while people think.
 */
export function stopMoving(rollout: Rollout, now: number): Rollout {
  if (!isMoving(currentActivity(rollout, now))) return rollout;
  const before = cohortsOpenAfter(rollout, rollout.step - 1);
  const opens = rollout.cohorts.some((name) => !before.includes(name));
  return rollout.agreed < rollout.weight || opens ? setIntention(rollout, rollout.agreed, now, before) : rollout;
}

/** Stops and asks a person. */
export function hold(rollout: Rollout, why: Hold, now: number, text: string, by: Actor = SERIN): Rollout {
  const phase: Phase = { status: 'holding', since: now, why, activity: currentActivity(rollout, now) };
  return addEntry({ ...stopMoving(rollout, now), phase }, now, text, by);
}

/** Returns the first phase of a rollback. At `settleAt` no writer that decided before `now` is alive any more. */
export function returningPhase(now: number, reason: Reason): Extract<Phase, { status: 'rolling-back' }> {
  return {
    status: 'rolling-back',
    since: now,
    reason,
    stage: 'returning',
    settleAt: now + WRITER_LIFETIME_MS,
    question: null,
    keep: [],
    unreachableSince: null,
    toldAt: null,
  };
}

/**
 * Returns the share that a rollback begins from, as the end of a clause: the last reading of every target, or the intended share
 * and what was read instead.
 */
export function fromWords({ weight, cohorts, targets }: Rollout): string {
  const intended = `${percent(weight)}${openWords(cohorts)}`;
  const read = targets.map(({ observed }) => observed?.weight ?? null);
  const isAsIntended = targets.every(({ expressed }, i) => read[i] === (expressed[String(weight)] ?? weight));
  if (isAsIntended) return ` from ${intended}`;
  const known = [...new Set(read.map((share) => (share === null ? 'unknown' : percent(share))))];
  return ` from ${intended} as intended (last read: ${joinWithAnd(known)})`;
}

/** Starts a rollback: everything to 0 at once, then the baseline. Earlier readings no longer count as known. */
export function startRollback(rollout: Rollout, reason: Reason, now: number, by: Actor): Rollout {
  const targets = rollout.targets.map((target) => {
    if (target.observed === null) return target;
    const { cohorts: _cohorts, towards: _towards, pause: _pause, ...observed } = target.observed;
    return { ...target, observed: { ...observed, weight: null, atBaseline: false, promoted: false } };
  });
  const { backAt: _backAt, ...before } = rollout;
  const back = {
    ...before,
    weight: 0,
    // A stuck rollout rolls back again, and its weight is 0 by then.
    wentBackFrom: Math.max(reachedShare(withoutOldReadings(rollout, now)), rollout.wentBackFrom ?? 0),
    cohorts: [],
    generation: rollout.generation + 1,
    reversals: rollout.reversals + 1,
    intendedAt: now,
    phase: returningPhase(now, reason),
    leaving: trackRemainingUsers(rollout, now),
    targets,
  };
  return addEntry(
    back,
    now,
    `Rolls back${fromWords(withoutOldReadings(rollout, now))}, because ${reasonText(reason)}.`,
    by,
  );
}

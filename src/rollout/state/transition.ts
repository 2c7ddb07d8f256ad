import type { Actor } from '../../domain/people/person.ts';
import { cohortsOpenAfter, openWords } from '../../domain/plan/cohorts.ts';
import { withoutOldReadings } from '../../domain/rollout/read-share.ts';
import type { Activity, Hold, Phase, Reason, Rollout } from '../../domain/rollout/record.ts';
import { isFinished } from '../../domain/rollout/record.ts';
import type { Decision, Planned } from '../../domain/rollout/signal.ts';
import { WRITER_LIFETIME_MS } from '../../domain/timing.ts';
import { duration, joinWithAnd, percent, reasonText } from '../../domain/wording.ts';
import { trackRemainingUsers } from '../rollback/user-metric.ts';

const SERIN: Actor = { kind: 'serin' };

/** Adds one line to the timeline. */
export function addEntry(rollout: Rollout, at: number, text: string, by: Actor = SERIN): Rollout {
  const entries = rollout.entries + 1;
  return { ...rollout, entries, timeline: [...rollout.timeline, { n: entries, at, by, text }] };
}

type Accepted = Extract<Decision, { answer: 'accepted' }>;

/**
 * Accepts a signal, for a running rollout or (`before` is null) a start: posts new timeline entries in the thread, updates the
 * card, archives a finished rollout.
 */
export function accept(before: Rollout | null, next: Rollout, say: string, mention: readonly string[] = []): Accepted {
  const known = before?.entries ?? 0;
  const entries = next.timeline.filter((entry) => entry.n > known);
  const effects: Planned[] = [{ key: `card#${next.id}#${next.entries}`, body: { kind: 'card', rollout: next.id } }];
  const first = entries[0];
  if (first !== undefined) {
    effects.push({ key: `thread#${next.id}#${first.n}`, body: { kind: 'thread', rollout: next.id, entries, mention } });
  }
  if (isFinished(next)) effects.push({ key: `archive#${next.id}`, body: { kind: 'archive', rollout: next.id } });
  return { answer: 'accepted', next, effects, say };
}

/** Returns the current activity of a rollout, which a resume continues after a pause or a hold. */
export function currentActivity({ phase, weight }: Rollout, now: number): Activity {
  switch (phase.status) {
    case 'baking':
      return { status: 'baking', remaining: Math.max(0, phase.until - now) };
    case 'awaiting-approval':
      return { status: 'awaiting-approval' };
    case 'promoting':
      return { status: 'promoting' };
    case 'hooking':
      return { status: 'hooking', call: phase.call };
    case 'draining':
      return { status: 'draining', remaining: Math.max(0, phase.until - now), seen: phase.seen };
    case 'paused':
    case 'holding':
      return phase.activity;
    default:
      return { status: 'shifting', wanted: weight };
  }
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
  return { ...rollout, weight, cohorts, generation: rollout.generation + 1, reversals, intendedAt: now };
}

/** The moment from which every user has what was last set, as far as it is known; never before `now`. */
function effectiveMoment(rollout: Rollout, now: number): number {
  return Math.max(now, ...rollout.targets.map((target) => target.observed?.effectiveAt ?? now));
}

/** Opens the approval at the current step. */
export function openApproval(rollout: Rollout, now: number): Rollout {
  const gate = rollout.config.plan[rollout.step];
  if (gate?.kind !== 'approve') return rollout;
  const phase: Phase = { status: 'awaiting-approval', openedAt: now, expiresAt: now + gate.within, approvals: [] };
  const people = gate.count === 1 ? 'an approval' : `${gate.count} approvals`;
  return addEntry({ ...rollout, phase }, now, `Waits for ${people}, open for ${duration(gate.within)}.`);
}

/** Lets the hook at the current step be called. @param n the number of the call, from 1 */
export function callHook(rollout: Rollout, n: number, now: number): Rollout {
  const hook = rollout.config.plan[rollout.step];
  if (hook?.kind !== 'hook') return rollout;
  const phase: Phase = {
    status: 'hooking',
    since: now,
    call: { n, state: 'due', at: now, until: now + hook.within },
  };
  const text = `Calls ${hook.function}${n === 1 ? '' : ' again'}; it has ${duration(hook.within)} to answer.`;
  return addEntry({ ...rollout, phase }, now, text);
}

/** Enters a step of the plan. After the last one the canary is promoted. */
export function enter(rollout: Rollout, step: number, now: number): Rollout {
  const at = { ...rollout, step };
  const what = rollout.config.plan[step];
  if (what === undefined) return promote({ ...rollout, step: rollout.config.plan.length }, now);
  switch (what.kind) {
    case 'shift': {
      const shifted = { ...setIntention(at, what.weight, now), phase: { status: 'shifting', since: now } as const };
      return addEntry(shifted, now, `Shifts to ${percent(what.weight)}.`);
    }
    case 'cohort': {
      const opened: Rollout = {
        ...setIntention(at, at.weight, now, cohortsOpenAfter(at, step)),
        phase: { status: 'shifting', since: now },
      };
      return addEntry(opened, now, `Opens the canary to ${joinWithAnd(what.names)}.`);
    }
    case 'bake': {
      const from = effectiveMoment(at, now);
      const phase = { status: 'baking', since: now, until: from + what.ms } as const;
      const who = at.targets.some(({ splits }) => splits === 'resolvers') ? 'resolvers' : 'users';
      const later = from > now ? `, counted from when all ${who} have it, in ${duration(from - now)}` : '';
      const text = `Bakes for ${duration(what.ms)} at ${percent(at.weight)}${openWords(at.cohorts)}${later}.`;
      return addEntry({ ...at, phase }, now, text);
    }
    case 'approve':
      return openApproval(at, now);
    case 'hook':
      return callHook(at, 1, now);
    case 'drain': {
      const from = effectiveMoment(at, now);
      const phase = { status: 'draining', since: now, from, until: from + what.atMost, seen: null } as const;
      const text = `Waits until ${what.metric.name} of the version before is at or under ${what.atOrUnder}, for ${duration(what.atMost)} at most.`;
      return addEntry({ ...at, phase }, now, text);
    }
  }
}

function promote(rollout: Rollout, now: number): Rollout {
  const promoting = { ...rollout, generation: rollout.generation + 1, intendedAt: now, promotionBegan: true };
  return addEntry(
    { ...promoting, phase: { status: 'promoting', since: now } },
    now,
    'All steps are done: promotes the canary.',
  );
}

/** Returns whom to mention in the thread: the approvers of an approval that has just opened. */
export function mentionsAt(rollout: Rollout): readonly string[] {
  const step = rollout.config.plan[rollout.step];
  return rollout.phase.status === 'awaiting-approval' && step?.kind === 'approve' ? step.from : [];
}

/**
 * Returns the intention while the plan stands still. It stays, except during a shift or while cohorts open: then all targets return
 * to the weight and cohorts that they last agreed on, so that none is ahead and nobody writes while people think.
 */
export function stopMoving(rollout: Rollout, now: number): Rollout {
  if (currentActivity(rollout, now).status !== 'shifting') return rollout;
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
    const { cohorts: _cohorts, ...observed } = target.observed;
    return { ...target, observed: { ...observed, weight: null, atBaseline: false, promoted: false } };
  });
  const back = {
    ...rollout,
    weight: 0,
    // A stuck rollout rolls back again, and its weight is 0 by then.
    wentBackFrom: Math.max(rollout.weight, rollout.wentBackFrom ?? 0),
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

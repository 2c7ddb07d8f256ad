import type { Person } from '../../domain/people/person.ts';
import { toActor } from '../../domain/people/requester.ts';
import { lastShiftIndex } from '../../domain/plan/plan.ts';
import { shareWords } from '../../domain/rollout/read-share.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import { currentActivity, isMoving, openApprovers, skippableWait } from '../../domain/rollout/running-phase.ts';
import type { Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { displayName, rollbackHint } from '../../domain/wording.ts';
import { frozenRefusal, unlessFrozen } from '../restrictions/freeze-gate.ts';
import { raiseIfSafe } from '../state/as-expected.ts';
import { accept, addEntry } from '../state/transition.ts';
import { enter } from '../steps/enter.ts';
import { isHookRunning } from '../steps/hook.ts';
import { moveTo } from '../steps/shift.ts';
import { promotionHoldRefusal } from './promotion-hold.ts';
import { rollbackRunningRefusal } from './running-rollout.ts';
import { isApprovalNext, type SkipAction, skipRefusal } from './skip-rules.ts';
import { expiredRefusal } from './start.ts';

type Of<K extends Signal['kind']> = Extract<Signal, { kind: K }>;

/** Skips or promotes, if no alarm fires at all: an alarm excused at a forced start lets the plan continue, but not faster. */
function raiseIfNoAlarm(
  rollout: Rollout,
  evidence: Evidence,
  now: number,
  raise: (calm: Rollout) => Decision,
): Decision {
  return raiseIfSafe(rollout, evidence, now, (calm) => {
    const loud = Object.entries(calm.alarms).find(([, state]) => state.value === 'ALARM' && !state.stray);
    if (loud === undefined) return raise(calm);
    const because = `The alarm ${loud[0]} has been firing since before the start. The plan continues step by step; no step can be skipped until the alarm is OK.`;
    return refuse('alarm-firing', because);
  });
}

const toSkip = (wait: string): SkipAction => ({
  can: `skip this ${wait}`,
  past: `you cannot skip a ${wait} before the canary gets more`,
  instead: 'It continues step by step.',
});

/**
 * Ends a bake or another wait early. Before an approval everybody may, since the approval asks people. Otherwise only those who may
 * promote can, since nobody is asked before the canary gets more.
 */
export function skip(rollout: Rollout, signal: Of<'skip'>, evidence: Evidence, now: number): Decision {
  const { phase } = rollout;
  const wait = skippableWait(phase);
  if (wait === null) return refuse('not-baking', 'There is no bake or wait to skip now.');
  const isAsked = isApprovalNext(rollout.config.plan, rollout.step);
  const no = (isAsked ? null : skipRefusal(rollout, signal, toSkip(wait))) ?? expiredRefusal(signal.issuedAt, now);
  if (no !== null) return no;
  return raiseIfNoAlarm(rollout, evidence, now, (calm) => {
    const skipped = enter(
      addEntry(
        { ...calm, hurried: [...calm.hurried, { step: rollout.step, how: 'skipped', by: signal.by }] },
        now,
        `${displayName(signal.by)} skipped the rest of the ${wait}.`,
        toActor(signal.by),
      ),
      rollout.step + 1,
      now,
    );
    return unlessFrozen(rollout, skipped, evidence.freeze, {
      go: (next) => accept(rollout, next, `Skipped the rest of the ${wait}.`, openApprovers(next)),
      stay: (freeze) => frozenRefusal(rollout, freeze),
    });
  });
}

/** Marks the remaining steps as passed by a promotion, except the last shift, which the promotion runs. */
function skipRemainingSteps(rollout: Rollout, by: Person): Rollout {
  const { plan } = rollout.config;
  const left = plan.map((_, index) => index).slice(rollout.step);
  const known = new Set([lastShiftIndex(plan), ...rollout.hurried.map(({ step }) => step)]);
  const passed = left.filter((step) => !known.has(step)).map((step) => ({ step, how: 'promoted', by }) as const);
  return { ...rollout, hurried: [...rollout.hurried, ...passed] };
}

const PROMOTE: SkipAction = {
  can: 'promote this',
  past: 'you cannot promote past it',
  instead: 'It continues step by step.',
};

/** Gives everything to the canary and finishes, past bakes and approvals. */
export function promoteNow(rollout: Rollout, signal: Of<'promote'>, evidence: Evidence, now: number): Decision {
  const { phase } = rollout;
  switch (phase.status) {
    case 'promoting':
      return { answer: 'ignored', because: 'It is being promoted already.' };
    case 'rolling-back':
    case 'stuck':
      return rollbackRunningRefusal(rollout);
    case 'completed':
    case 'rolled-back':
      return refuse('finished', 'The rollout is over.');
  }
  const holds = phase.status === 'holding' ? promotionHoldRefusal(rollout, phase.why) : null;
  if (holds !== null) return holds;
  if (isHookRunning(rollout)) {
    const because = `A hook was called and has not answered yet. Promote when it has answered${rollbackHint(rollout)}.`;
    return refuse('hook-runs', because);
  }
  const no = skipRefusal(rollout, signal, PROMOTE) ?? expiredRefusal(signal.issuedAt, now);
  if (no !== null) return no;
  return raiseIfNoAlarm(rollout, evidence, now, (calm) => {
    const told = addEntry(
      skipRemainingSteps(calm, signal.by),
      now,
      `${displayName(signal.by)} promoted it from ${shareWords(calm, now)}.`,
      toActor(signal.by),
    );
    const end = rollout.config.plan.length;
    const isThere = rollout.weight === 100 && !isMoving(currentActivity(rollout, now));
    const promoted = isThere
      ? enter(told, end, now)
      : addEntry(moveTo({ ...told, step: end - 1 }, 100, now, told.cohorts), now, 'Shifts to 100%.');
    const say = isThere ? 'Promoting.' : 'Promoting: shifts to 100%, then makes it stable.';
    return unlessFrozen(rollout, promoted, evidence.freeze, {
      go: (next) => accept(rollout, next, say),
      stay: (freeze) => frozenRefusal(rollout, freeze),
    });
  });
}

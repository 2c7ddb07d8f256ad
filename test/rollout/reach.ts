import fc from 'fast-check';
import type { Person, Requester } from '../../src/domain/people/person.ts';
import { isSame } from '../../src/domain/people/requester.ts';
import { approvalSteps, type Plan } from '../../src/domain/plan/plan.ts';
import type { Rollout } from '../../src/domain/rollout/record.ts';
import type { Service } from '../../src/domain/service.ts';
import type { ApproveStep } from '../../src/domain/steps/approve.ts';
import type { Step } from '../../src/domain/steps/registry.ts';
import {
  aDrain,
  aHook,
  alice,
  aPerson,
  aService,
  aWait,
  bob,
  bothTargets,
  carol,
  HOUR,
  MINUTE,
  NOW,
} from './builders.ts';
import { aDraft, anObservation, aSignal, decideGiven, type Given } from './signals.ts';

export const everybody: readonly Person[] = [alice, bob, carol, aPerson('dave')];
const pipeline: Requester = { arn: 'arn:aws:sts::123456789012:assumed-role/deploy/run-7' };

const gates: fc.Arbitrary<ApproveStep> = fc.record({
  kind: fc.constant('approve' as const),
  from: fc.uniqueArray(fc.constantFrom(...everybody.map(({ id }) => id)), { minLength: 1, maxLength: 3 }),
  count: fc.constantFrom(1, 1, 1, 2),
  within: fc.constant(4 * HOUR),
});
const bakes = fc.constant({ kind: 'bake', ms: 10 * MINUTE } as const);
const hooks = fc.boolean().map((pointOfNoReturn) => aHook({ pointOfNoReturn }));
const waits: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: bakes },
  { weight: 3, arbitrary: gates },
  { weight: 1, arbitrary: hooks },
  { weight: 1, arbitrary: fc.constant(aDrain()) },
  { weight: 1, arbitrary: fc.constant(aWait()) },
);
const waiting = fc.array(waits, { maxLength: 3 });
const raises = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 3 });

/** Plans of every order of steps, many of which no file may have: a rule about authority holds for all of them. */
const plans: fc.Arbitrary<Plan> = fc
  .tuple(raises, fc.boolean(), fc.array(waiting, { minLength: 6, maxLength: 6 }))
  .map(([weights, opens, between]) => {
    const shifts = [...weights.toSorted((a, b) => a - b), 100].map((weight) => ({ kind: 'shift', weight }) as const);
    const moves = opens ? [{ kind: 'cohort', names: ['staff'] } as const, ...shifts] : shifts;
    return [...moves.flatMap((move, i) => [...(between[i] ?? []), move]), ...(between[5] ?? [])];
  });

/** A rollout of any plan and how it came to where it is, all of it by the plan's own timetable. */
export const stands = fc.record({
  plan: plans,
  by: fc.constantFrom<Requester>(alice, alice, bob, pipeline),
  selfApproval: fc.boolean(),
  ends: fc.integer({ min: 0, max: 9 }),
  isPaused: fc.boolean(),
});

/** How a rollout comes to where it is. */
export type Stand = typeof stands extends fc.Arbitrary<infer S> ? S : never;

/** The rollout after a signal; as it was where that is not accepted. */
function after(rollout: Rollout, signal: Given, now: number): Rollout {
  const decision = decideGiven(rollout, signal, now);
  return decision.answer === 'accepted' ? decision.next : rollout;
}

/** What the world does by itself and in no time: targets come to what is intended. */
function settled(rollout: Rollout, now: number): Rollout {
  const cohorts = { cohorts: rollout.cohorts, effectiveAt: now, at: now };
  const seen = anObservation(rollout, cohorts).targets.map((target) => ({ ...target, ...cohorts }));
  const next = after(
    rollout,
    { kind: 'observation', generation: rollout.generation, targets: seen, alarms: [], freeze: null },
    now,
  );
  return next.phase === rollout.phase ? next : settled(next, now);
}

/** What else may come in no time: a hook answers, well or badly; a metric says that nothing is left. */
function answers(rollout: Rollout, now: number): readonly Rollout[] {
  const { phase, step } = rollout;
  const moved = (next: Rollout) => settled(next, now);
  if (phase.status === 'draining') {
    const reading = { value: 0, at: now };
    return [
      moved(
        after(rollout, { kind: 'timer', key: 'w', rollout: rollout.id, alarms: [], freeze: null, drain: reading }, now),
      ),
    ];
  }
  if (phase.status !== 'hooking') return [];
  const hook = { kind: 'hook', rollout: rollout.id, step, call: phase.call.n, alarms: [], freeze: null } as const;
  const called = after(rollout, { ...hook, news: { kind: 'claimed' } }, now);
  return [true, false].map((ok) => moved(after(called, { ...hook, news: { kind: 'answered', ok, text: '' } }, now)));
}

/** The end of the step that a rollout is in, by the plan: its time is over, or enough approvers have said yes. */
function stepOver(rollout: Rollout, now: number): Rollout {
  const gate = rollout.config.plan[rollout.step];
  if (gate?.kind === 'approve') {
    return everybody.reduce((open, by) => after(open, approval(open, by, now), now), rollout);
  }
  const [answered] = answers(rollout, now);
  return answered ?? after(rollout, { kind: 'timer', key: 'w', rollout: rollout.id, alarms: [], freeze: null }, now);
}

function said(by: Person, now: number) {
  return { key: 'k', issuedAt: now, by, rollout: null, at: null };
}

function approval(rollout: Rollout, by: Person, now: number): Given {
  const gate = rollout.config.plan[rollout.step];
  const isApprover = gate?.kind === 'approve' && gate.from.includes(by.id);
  return { ...said(by, now), kind: 'approve', isApprover, alarms: [], freeze: null };
}

function positions(rollout: Rollout, { id }: Person): readonly number[] {
  return approvalSteps(rollout.config.plan).flatMap(({ index, approval }) =>
    approval.from.includes(id) ? [index] : [],
  );
}

/** Each command that somebody can say to a running rollout, with the authority that the person has. */
export function words(rollout: Rollout, by: Person, now: number): readonly Given[] {
  const command = said(by, now);
  const approverOf = positions(rollout, by);
  return [
    { ...command, kind: 'promote', approverOf, alarms: [], freeze: null },
    { ...command, kind: 'skip', approverOf, alarms: [], freeze: null },
    approval(rollout, by, now),
    { ...command, kind: 'resume', alarms: [], freeze: null },
    { ...command, kind: 'resume', done: { text: 'it is done', approverOf }, alarms: [], freeze: null },
    { ...command, kind: 'withdraw' },
    { ...command, kind: 'pause' },
    { ...command, kind: 'reject', text: '' },
    { ...command, kind: 'rollback', text: 'anyway' },
    aSignal('start', { ...command, draft: aDraft({ id: 'another', service: rollout.config, alarms: [] }) }),
  ];
}

/** The rollout that a stand describes, and the moment. */
export function standing({ plan, by, selfApproval, ends, isPaused }: Stand): { rollout: Rollout; now: number } {
  const service: Service = aService({ plan, selfApproval, alarms: [] });
  const draft = aDraft({ id: 'checkout-1', service, targets: bothTargets(null), alarms: [] });
  const start = decideGiven(null, { ...aSignal('start', { draft }), by }, NOW);
  if (start.answer !== 'accepted') throw new Error(`The good start was not accepted: ${JSON.stringify(start)}`);
  let now = NOW;
  let rollout = settled(start.next, now);
  for (let i = 0; i < ends; i += 1) {
    now += rollout.phase.status === 'awaiting-approval' ? 0 : 5 * HOUR;
    rollout = settled(stepOver(rollout, now), now);
  }
  now += MINUTE;
  if (isPaused) rollout = after(rollout, { ...said(alice, now), kind: 'pause' }, now);
  return { rollout, now: now + MINUTE };
}

/** Every state that somebody alone can bring a rollout to in no time, by any words in any order, whatever hooks answer. */
export function reachable(from: Rollout, by: Person, now: number): readonly Rollout[] {
  const known = new Map<string, Rollout>();
  const open = [from];
  for (let rollout = open.pop(); rollout !== undefined; rollout = open.pop()) {
    const { step, phase, weight, cohorts, hurried, promotionBegan, id } = rollout;
    const seen = { step, phase, weight, cohorts, promotionBegan, id, passed: hurried.length };
    // The number of a hook's call rises with each resume, and nothing depends on it.
    const key = JSON.stringify(seen, (name, value) => (name === 'n' ? 0 : value));
    if (known.has(key) || id !== from.id) continue;
    known.set(key, rollout);
    for (const word of words(rollout, by, now)) open.push(settled(after(rollout, word, now), now));
    open.push(...answers(rollout, now));
  }
  return [...known.values()];
}

/** How far the canary gets. */
export interface Exposure {
  readonly weight: number;
  readonly opened: boolean;
  readonly isStable: boolean;
  readonly noReturn: boolean;
}

export function exposureOf({ weight, cohorts, promotionBegan, noReturnAt }: Rollout): Exposure {
  return { weight, opened: cohorts.length > 0, isStable: promotionBegan, noReturn: noReturnAt !== null };
}

/** Whether one word of this person may give everything: written anew, from what docs/guides/operation.md says of `promote`. */
export function mayPromote({ config, by, step }: Rollout, person: Person): boolean {
  const all = approvalSteps(config.plan);
  if (all.length === 0) return isSame(person, by);
  const ahead = all.filter(({ index }) => index >= step);
  const has = ({ approval }: { approval: Pick<ApproveStep, 'from'> }) => approval.from.includes(person.id);
  return all.slice(-1).every(has) && ahead.every(has) && (ahead.length === 0 || !isSame(person, by));
}

/** How far the canary may get by one word of a person for each gate that is in front of it, without waiting for any bake. */
export function ceiling(rollout: Rollout, person: Person): Exposure {
  const { plan, selfApproval } = rollout.config;
  const reached = { ...exposureOf(rollout) };
  for (const [index, step] of plan.entries()) {
    if (index < rollout.step) continue;
    if (step.kind === 'shift') reached.weight = Math.max(reached.weight, step.weight);
    if (step.kind === 'cohort') reached.opened = true;
    if (step.kind === 'hook' && step.pointOfNoReturn) reached.noReturn = true;
    // Who has given every approval up to here may promote from here on, the starter too where that is allowed.
    if (mayPromote({ ...rollout, step: index }, person)) continue;
    if (step.kind === 'bake' || step.kind === 'wait-until') {
      const behind = plan.slice(index + 1).find(({ kind, ...each }) => {
        const runs = kind === 'hook' && 'pointOfNoReturn' in each && each.pointOfNoReturn;
        return runs || !['bake', 'wait-until', 'hook', 'drain'].includes(kind);
      });
      if (behind?.kind !== 'approve') return reached;
    }
    if (step.kind === 'approve') {
      const given = index === rollout.step && 'approvals' in rollout.phase ? rollout.phase.approvals.length : 0;
      const isMine = step.from.includes(person.id) && (selfApproval || !isSame(person, rollout.by));
      if (!isMine || given + 1 < step.count) return reached;
    }
  }
  return { ...reached, isStable: true };
}

import type { AlarmChange, AlarmDetails, AlarmReading, AlarmState } from '../../src/domain/alarm/state.ts';
import type { Person } from '../../src/domain/people/person.ts';
import type { Metric } from '../../src/domain/plan/metric.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { Phase, Reason, Rollout, Status, TargetState } from '../../src/domain/rollout/record.ts';
import type { Service } from '../../src/domain/service.ts';
import type { DrainStep } from '../../src/domain/steps/drain.ts';
import type { HookCall, HookStep } from '../../src/domain/steps/hook.ts';
import type { WaitUntilStep } from '../../src/domain/steps/wait-until.ts';
import type { TargetReading } from '../../src/domain/target/reading.ts';
import { WRITER_LIFETIME_MS } from '../../src/domain/timing.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** The moment at which every built rollout is looked at: 2030-03-17T17:46:40Z, in milliseconds. */
export const NOW = 1_900_000_000_000;

/** A person who is called like the id: `aPerson('bob')` is bob with the id UBOB. */
export function aPerson(name: string): Person {
  return { id: `U${name.toUpperCase()}`, name };
}

/** Asks for every built rollout. */
export const alice = aPerson('alice');
/** Approve the gate of the built plan, together with nobody else. */
export const bob = aPerson('bob');
export const carol = aPerson('carol');

/** A service with two targets, two alarms, and a plan that has every kind of step: shift 5, bake, gate, shift 25, bake, shift 100, bake. */
export function aService(over: Partial<Service> = {}): Service {
  return {
    name: 'checkout',
    channel: '#deploys',
    targets: [
      { kind: 'lambda-alias', function: 'checkout-api', alias: 'live' },
      { kind: 'lambda-alias', function: 'checkout-events', alias: 'live' },
    ],
    alarms: ['checkout-5xx', 'checkout-p99'],
    plan: [
      { kind: 'shift', weight: 5 },
      { kind: 'bake', ms: 10 * MINUTE },
      { kind: 'approve', from: [bob.id, carol.id], count: 1, within: 4 * HOUR },
      { kind: 'shift', weight: 25 },
      { kind: 'bake', ms: 15 * MINUTE },
      { kind: 'shift', weight: 100 },
      { kind: 'bake', ms: 30 * MINUTE },
    ],
    onAlarm: 'rollback',
    missingData: 'hold',
    pipelines: [],
    selfApproval: false,
    rollbackWindow: 86_400_000,
    discovery: null,
    environments: null,
    components: [],
    sharedDependencies: [],
    ...over,
  };
}

/** A target as it was seen a minute ago: at a weight that every user has. */
export function anObserved(over: Partial<TargetReading> = {}): TargetReading {
  return {
    at: NOW - MINUTE,
    weight: 5,
    effectiveAt: NOW - MINUTE,
    drift: null,
    atBaseline: false,
    promoted: false,
    fault: null,
    ...over,
  };
}

/** A target that nothing has been seen of yet. */
export function aTarget(over: Partial<TargetState> = {}): TargetState {
  return {
    name: 'lambda-alias checkout-api:live',
    config: { kind: 'lambda-alias', function: 'checkout-api', alias: 'live' },
    frozen: { functionVersion: '53', canaryVersion: '54' },
    stable: 'v53 (version 53)',
    canary: 'v54 (version 54)',
    splits: 'requests',
    expressed: {},
    baseline: ['checkout-api:live → version 53, no weights'],
    notes: [],
    change: null,
    observed: null,
    ...over,
  };
}

/** The targets of the built service, seen alike. */
export function bothTargets(observed: TargetReading | null): readonly TargetState[] {
  const events = { kind: 'lambda-alias', function: 'checkout-events', alias: 'live' };
  return [
    aTarget({ observed }),
    aTarget({ name: 'lambda-alias checkout-events:live', config: events, frozen: {}, observed }),
  ];
}

/** An alarm that has been quiet for an hour, as it was read just now. */
export function aReading(over: Partial<AlarmReading> = {}): AlarmReading {
  return {
    name: 'checkout-5xx',
    value: 'OK',
    since: NOW - HOUR,
    suppressed: false,
    reason: '1 datapoint was not greater than the threshold (5.0).',
    readAt: NOW,
    ...over,
  };
}

/** Readings of both alarms of the built service, quiet but for what is said of the first. */
export function readings(ofTheFirst: Partial<AlarmReading> = {}): readonly AlarmReading[] {
  return [aReading(ofTheFirst), aReading({ name: 'checkout-p99' })];
}

/** What a rollout knows of an alarm that is quiet. */
export function anAlarmState(over: Partial<AlarmState> = {}): AlarmState {
  return {
    value: 'OK',
    since: NOW - HOUR,
    suppressed: false,
    excused: false,
    hadData: true,
    unanswered: over.value === 'ALARM' && over.excused !== true,
    ...over,
  };
}

/** A metric alarm that has just begun to fire. */
export function aBreach(over: Partial<AlarmChange> = {}): AlarmChange {
  return {
    arn: `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${over.name ?? 'checkout-5xx'}`,
    name: 'checkout-5xx',
    kind: 'metric',
    value: 'ALARM',
    previous: 'OK',
    since: NOW,
    suppressed: false,
    reason: 'Threshold Crossed: 1 datapoint [7.0] was greater than the threshold (5.0).',
    description: '',
    metric: 'AWS/Lambda Errors',
    observedValue: 7,
    threshold: 5,
    comparison: '>',
    ...over,
  };
}

/** What an alarm is on and what it saw. */
export function theDetails(over: Partial<AlarmDetails> = {}): AlarmDetails {
  const { arn, kind, description, metric, observedValue, threshold, comparison } = aBreach();
  return { arn, kind, description, metric, observedValue, threshold, comparison, ...over };
}

/** Every status a rollout can stand in; the way back in its three parts, the end also within the rollback window. */
export type Situation = Exclude<Status, 'rolling-back'> | 'returning' | 'restoring' | 'asking' | 'returnable';

const why: Reason = { kind: 'alarm', name: 'checkout-5xx', detail: '' };

function onTheWayBack(over: Partial<Extract<Phase, { status: 'rolling-back' }>>): Phase {
  return {
    status: 'rolling-back',
    since: NOW - MINUTE,
    reason: why,
    stage: 'returning',
    settleAt: NOW - MINUTE + WRITER_LIFETIME_MS,
    question: null,
    keep: [],
    unreachableSince: null,
    toldAt: null,
    ...over,
  };
}

const atGate = { step: 2, weight: 5, agreed: 5, generation: 2, targets: bothTargets(anObserved()) };
const atTheEnd = { step: 7, weight: 100, agreed: 100, generation: 5, promotionBegan: true };
const back = { step: 1, weight: 0, agreed: 5, generation: 3, reversals: 1 };
const atZero = anObserved({ weight: 0 });
const asked =
  'Somebody changed lambda-alias checkout-api:live meanwhile: it points to version 55. Put it back and the rollout finishes, or resume to keep it.';

/** A hook that smoke-tests the canary in 15 minutes at most. */
export function aHook(over: Partial<HookStep> = {}): HookStep {
  return {
    kind: 'hook',
    function: 'checkout-smoke',
    qualifier: null,
    within: 15 * MINUTE,
    onFailure: 'hold',
    pointOfNoReturn: false,
    ...over,
  };
}

/** The first call of a hook, made a minute ago; nobody has heard of it since. */
export function aCall(over: Partial<HookCall> = {}): HookCall {
  return { n: 1, state: 'called', at: NOW - MINUTE, until: NOW + 14 * MINUTE, ...over };
}

/** The built plan with a hook instead of its gate. */
function hookedPlan(): Plan {
  return aService().plan.map((step) => (step.kind === 'approve' ? aHook() : step));
}

/** What counts the sessions on one arm. */
export const sessionsOn = (version: string): Metric => ({
  namespace: 'Calls',
  name: 'ActiveSessions',
  dimensions: { Version: version },
  statistic: 'Maximum',
});

/** A drain of 4 hours at most. */
export function aDrain(over: Partial<DrainStep> = {}): DrainStep {
  const metric = { namespace: 'Calls', name: 'ActiveSessions', dimensions: {}, statistic: 'Maximum' } as const;
  return { kind: 'drain', metric, atOrUnder: 0, atMost: 4 * HOUR, ...over };
}

/** A wait until 09:00 UTC of any day. NOW is 17:46:40. */
export function aWait(over: Partial<WaitUntilStep> = {}): WaitUntilStep {
  return { kind: 'wait-until', days: [0, 1, 2, 3, 4, 5, 6], minute: 9 * 60, timezone: 'UTC', ...over };
}

/** What is peculiar to each situation of the built plan. */
const situations: Readonly<Record<Situation, Partial<Rollout> & Pick<Rollout, 'phase'>>> = {
  shifting: { ...atGate, step: 3, weight: 25, generation: 3, phase: { status: 'shifting', since: NOW - MINUTE } },
  baking: {
    ...atGate,
    step: 1,
    phase: { status: 'baking', since: NOW - 4 * MINUTE, until: NOW + 6 * MINUTE },
  },
  waiting: {
    ...atGate,
    step: 1,
    config: aService({ plan: aService().plan.map((step, i) => (i === 1 ? aWait() : step)) }),
    phase: { status: 'waiting', since: NOW - HOUR, until: NOW + 15 * HOUR + 13 * MINUTE + 20_000 },
  },
  'awaiting-approval': {
    ...atGate,
    phase: {
      status: 'awaiting-approval',
      openedAt: NOW - 10 * MINUTE,
      expiresAt: NOW - 10 * MINUTE + 4 * HOUR,
      approvals: [],
    },
  },
  hooking: {
    ...atGate,
    config: aService({ plan: hookedPlan() }),
    phase: { status: 'hooking', since: NOW - MINUTE, call: aCall() },
  },
  draining: {
    ...atTheEnd,
    step: 6,
    promotionBegan: false,
    config: aService({ plan: aService().plan.map((step, i) => (i === 6 ? aDrain() : step)) }),
    targets: bothTargets(anObserved({ weight: 100 })),
    phase: { status: 'draining', since: NOW - HOUR, from: NOW - HOUR, until: NOW + 3 * HOUR, seen: null },
  },
  paused: {
    ...atGate,
    step: 1,
    phase: {
      status: 'paused',
      since: NOW - MINUTE,
      by: bob,
      activity: { status: 'baking', remaining: 6 * MINUTE },
    },
  },
  holding: {
    ...atGate,
    phase: {
      status: 'holding',
      since: NOW - MINUTE,
      why: { kind: 'gate-expired' },
      activity: { status: 'awaiting-approval' },
    },
  },
  promoting: {
    ...atTheEnd,
    targets: bothTargets(anObserved({ weight: 100 })),
    phase: { status: 'promoting', since: NOW - MINUTE },
  },
  returning: { ...back, targets: bothTargets(anObserved({ weight: null })), phase: onTheWayBack({}) },
  restoring: {
    ...back,
    generation: 4,
    targets: bothTargets(atZero),
    phase: onTheWayBack({ stage: 'restoring', settleAt: NOW - 1 }),
  },
  asking: {
    ...back,
    generation: 4,
    targets: bothTargets(atZero).map((target, i) =>
      i === 0 ? { ...target, observed: { ...atZero, drift: 'it points to version 55' } } : target,
    ),
    phase: onTheWayBack({ stage: 'restoring', settleAt: NOW - 1, question: asked }),
  },
  stuck: {
    ...back,
    targets: bothTargets(anObserved({ weight: null })),
    phase: {
      status: 'stuck',
      since: NOW - MINUTE,
      reason: why,
      target: 'lambda-alias checkout-api:live',
      fault: { code: 'ResourceNotFoundException', message: 'Version 53 does not exist.', permanent: true },
      tries: 3,
    },
  },
  completed: {
    ...atTheEnd,
    targets: bothTargets(anObserved({ weight: 100, promoted: true })),
    phase: { status: 'completed', at: NOW - MINUTE },
  },
  returnable: {
    ...atTheEnd,
    targets: bothTargets(anObserved({ weight: 100, promoted: true })),
    phase: { status: 'completed', at: NOW - HOUR, windowUntil: NOW + 23 * HOUR },
  },
  'rolled-back': {
    ...back,
    agreed: 0,
    targets: bothTargets({ ...atZero, atBaseline: true }),
    phase: { status: 'rolled-back', at: NOW - MINUTE, reason: why },
  },
};

/**
 * A rollout of v54 that alice started an hour ago and that stands in a situation of the built plan, consistent in step,
 * weight, generation and what was seen. Nothing fires.
 */
export function aRollout({
  situation = 'baking',
  ...over
}: Partial<Rollout> & { situation?: Situation } = {}): Rollout {
  return {
    id: 'checkout-1',
    service: 'checkout',
    canary: 'v54',
    by: alice,
    askedAt: NOW - HOUR,
    startedAt: NOW - HOUR,
    config: aService(),
    environments: null,
    step: 0,
    components: { frozen: [], unread: null },
    hurried: [],
    weight: 5,
    cohorts: [],
    generation: 2,
    reversals: 0,
    agreed: 5,
    intendedAt: NOW - MINUTE,
    promotionBegan: false,
    noReturnAt: null,
    leaving: null,
    targets: bothTargets(null),
    alarms: { 'checkout-5xx': anAlarmState(), 'checkout-p99': anAlarmState() },
    findings: [],
    timeline: [
      { n: 1, at: NOW - HOUR, by: { kind: 'person', person: alice }, text: 'alice started v54.' },
      { n: 2, at: NOW - HOUR, by: { kind: 'serin' }, text: 'Shifts to 5%.' },
    ],
    entries: 2,
    card: {
      channel: 'C0DEPLOYS',
      ts: '1900000000.000100',
      permalink: 'https://example.slack.com/archives/C0DEPLOYS/p1',
    },
    ...situations[situation],
    ...over,
  };
}

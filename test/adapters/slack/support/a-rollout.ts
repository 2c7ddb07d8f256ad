import type { AlarmChange, AlarmState } from '../../../../src/domain/alarm/state.ts';
import type { Sync } from '../../../../src/domain/environment/sync.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import type { Person } from '../../../../src/domain/people/person.ts';
import type { Reply } from '../../../../src/domain/rollout/effect.ts';
import type { Phase, Rollout, Status, TargetState } from '../../../../src/domain/rollout/record.ts';
import type { TimelineEntry } from '../../../../src/domain/rollout/timeline-entry.ts';
import type { Service } from '../../../../src/domain/service.ts';
import type { TargetReading } from '../../../../src/domain/target/reading.ts';

/** When the rollouts of these tests started, in milliseconds. */
export const noon = Date.UTC(2026, 0, 5, 12);

const MINUTE = 60_000;
const bob = { id: 'U2', name: 'bob' };

/** A service with a gate, two shifts and bakes. */
export function aService(other: Partial<Service> = {}): Service {
  return {
    name: 'checkout',
    channel: '#deploys',
    targets: [],
    alarms: ['checkout-5xx'],
    plan: [
      { kind: 'approve', from: ['bob@example.com', 'S0PAYMENTS'], count: 1, within: 240 * MINUTE },
      { kind: 'shift', weight: 5 },
      { kind: 'bake', ms: 10 * MINUTE },
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
    ...other,
  };
}

/** A target as it was read a moment ago. */
export function anObserved(other: Partial<TargetReading> = {}): TargetReading {
  return {
    at: noon,
    weight: 5,
    effectiveAt: noon,
    drift: null,
    atBaseline: false,
    promoted: false,
    fault: null,
    ...other,
  };
}

/** One alias with its two versions. */
export function aTarget(other: Partial<TargetState> = {}): TargetState {
  return {
    name: 'lambda-alias checkout-api:live',
    config: { kind: 'lambda-alias', function: 'checkout-api', alias: 'live' },
    frozen: { version: '53', weights: {} },
    stable: '53',
    canary: '54',
    splits: 'requests',
    expressed: {},
    baseline: ['checkout-api:live → version 53, no weights'],
    notes: [],
    change: null,
    observed: anObserved(),
    ...other,
  };
}

/** An alarm that is fine. */
export function anAlarm(other: Partial<AlarmState> = {}): AlarmState {
  return { value: 'OK', since: noon, suppressed: false, excused: false, hadData: true, unanswered: false, ...other };
}

/** A rollout of checkout that bakes at 5%. */
export function aRollout(other: Partial<Rollout> = {}): Rollout {
  return {
    id: 'r1',
    service: 'checkout',
    canary: 'v54',
    by: { id: 'U1', name: 'alice' },
    askedAt: 0,
    startedAt: noon,
    config: aService(),
    environments: null,
    step: 2,
    components: { frozen: [], unread: null },
    hurried: [],
    phase: { status: 'baking', since: noon, until: noon + 10 * MINUTE },
    weight: 5,
    cohorts: [],
    generation: 2,
    reversals: 0,
    agreed: 5,
    intendedAt: noon,
    promotionBegan: false,
    noReturnAt: null,
    leaving: null,
    targets: [aTarget()],
    alarms: { 'checkout-5xx': anAlarm() },
    findings: [],
    timeline: [],
    entries: 0,
    card: null,
    ...other,
  };
}

/** A gate that is open, and who has approved. */
export function aGate(by: readonly Person[]): Phase {
  const approvals = by.map((person) => ({ by: person, at: noon }));
  return { status: 'awaiting-approval', openedAt: noon, expiresAt: noon + 240 * MINUTE, approvals };
}

/** One phase of each status, and those that are drawn in a way of their own; `words` fills their texts. */
export function phases(
  words = 'words',
): Readonly<Record<Status | 'returnable' | 'asking' | 'drifted' | 'partial' | 'unread' | 'unanswered', Phase>> {
  const person = { kind: 'person', by: bob, text: words } as const;
  const fault = { code: 'Gone', message: words, permanent: true };
  const back = {
    status: 'rolling-back',
    since: noon,
    reason: person,
    stage: 'returning',
    settleAt: noon + MINUTE,
    question: null,
    keep: [],
    unreachableSince: null,
    toldAt: null,
  } as const;
  const shifting = { status: 'shifting', wanted: 25 } as const;
  return {
    shifting: { status: 'shifting', since: noon },
    baking: { status: 'baking', since: noon, until: noon + 10 * MINUTE },
    waiting: { status: 'waiting', since: noon, until: noon + 21 * 60 * MINUTE },
    'awaiting-approval': aGate([bob]),
    paused: { status: 'paused', since: noon, by: bob, activity: { status: 'baking', remaining: 5 * MINUTE } },
    holding: { status: 'holding', since: noon, why: { kind: 'alarm', name: words }, activity: shifting },
    drifted: {
      status: 'holding',
      since: noon,
      why: { kind: 'drift', target: words, detail: words },
      activity: shifting,
    },
    partial: { status: 'holding', since: noon, why: { kind: 'partial', target: words, fault }, activity: shifting },
    unread: { status: 'holding', since: noon, why: { kind: 'unread', target: words, fault }, activity: shifting },
    draining: {
      status: 'draining',
      since: noon,
      from: noon,
      until: noon + 240 * MINUTE,
      seen: { value: 3, at: noon + MINUTE },
    },
    hooking: {
      status: 'hooking',
      since: noon,
      call: { n: 1, state: 'called', at: noon, until: noon + 15 * MINUTE },
    },
    unanswered: {
      status: 'holding',
      since: noon,
      why: { kind: 'hook', function: words, outcome: 'failed', detail: words },
      activity: { status: 'hooking', call: { n: 1, state: 'failed', at: noon, until: noon + 15 * MINUTE } },
    },
    promoting: { status: 'promoting', since: noon },
    'rolling-back': back,
    asking: { ...back, question: words },
    stuck: { status: 'stuck', since: noon, reason: person, target: words, fault, tries: 3 },
    completed: { status: 'completed', at: noon },
    returnable: { status: 'completed', at: noon, windowUntil: noon + 24 * 60 * MINUTE },
    'rolled-back': { status: 'rolled-back', at: noon, reason: { kind: 'alarm', name: words, detail: words } },
  };
}

/** An entry of the timeline. */
export function anEntry(other: Partial<TimelineEntry> = {}): TimelineEntry {
  return { n: 1, at: noon, by: { kind: 'serin' }, text: 'Shifted to 5%.', ...other };
}

/** Something preflight found. */
export function aFinding(other: Partial<Finding> = {}): Finding {
  return {
    severity: 'warns',
    code: 'nobody-calls',
    about: 'checkout-api',
    message: 'Nothing calls the alias.',
    remedy: 'Point the event source at it.',
    ...other,
  };
}

/** A sync that has brought its functions up and waits for a build. */
export function aSync(other: Partial<Sync> = {}): Sync {
  const content = (version: string) => ({ version, label: 'v54', order: 54, digest: version, token: '' });
  const common = { config: { kind: 'any' }, fault: null } as const;
  return {
    id: 's-1',
    service: 'checkout',
    channel: '#deploys',
    by: { id: 'U2', name: 'bob' },
    startedAt: noon,
    side: 'b',
    parts: [
      {
        ...common,
        name: 'lambda-functions shop-api',
        brought: 'in-place',
        before: '17 (v53)',
        wanted: content('18'),
        state: 'done',
      },
      {
        ...common,
        name: 'frontend w-a/w-b',
        brought: 'by-a-build',
        before: 'v53',
        wanted: content('v54'),
        state: 'waiting',
      },
    ],
    status: 'running',
    stoppedBy: null,
    endedAt: null,
    changes: 1,
    card: null,
    ...other,
  };
}

/** An answer to a person. */
export function aReply(other: Partial<Reply> = {}): Reply {
  return {
    tone: 'done',
    code: '',
    text: 'Started.',
    lines: [],
    findings: [],
    checks: [],
    shows: null,
    link: null,
    table: [],
    offer: null,
    ...other,
  };
}

/** A breach of a metric alarm. */
export function aBreach(other: Partial<AlarmChange> = {}): AlarmChange {
  return {
    arn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout-5xx',
    name: 'checkout-5xx',
    kind: 'metric',
    value: 'ALARM',
    previous: 'OK',
    since: noon,
    suppressed: false,
    reason: 'Threshold Crossed: 3 datapoints were greater than the threshold (1.0).',
    description: 'Errors of checkout',
    metric: 'AWS/Lambda Errors',
    observedValue: 5.25,
    threshold: 1,
    comparison: '>',
    ...other,
  };
}

import type { AlarmChange } from '../../../../src/domain/alarm/state.ts';
import type { ControlCenter } from '../../../../src/domain/environment/control-center.ts';
import type { Effect, EffectBody } from '../../../../src/domain/rollout/effect.ts';
import type { Phase, Rollout, ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import { emptyRecord } from '../../../../src/domain/rollout/record.ts';
import type { TimelineEntry } from '../../../../src/domain/rollout/timeline-entry.ts';
import { firstCenter } from '../../../../src/environments/control-center.ts';

export const alice = { id: 'U1', name: 'alice' };
const pipeline = { arn: 'arn:aws:sts::123456789012:assumed-role/deploy/run-7' };
const fault = { code: 'Throttling', message: 'Rate exceeded', permanent: false };
const reason = { kind: 'alarm', name: 'checkout-5xx', detail: '7 > 5' } as const;

/** A timeline entry. */
export const anEntry = (over: Partial<TimelineEntry> = {}): TimelineEntry => ({
  n: 1,
  at: 1_700_000_000_000,
  by: { kind: 'person', person: alice },
  text: 'Started v54: ünïcode, "quotes" and 🐤',
  ...over,
});

/** A rollout in which every field has something to lose on the way. */
export function aRollout(over: Partial<Rollout> = {}): Rollout {
  return {
    id: 'r-1',
    service: 'checkout',
    canary: 'v54',
    by: alice,
    askedAt: 1_700_000_000_000,
    startedAt: 1_700_000_000_000,
    config: {
      name: 'checkout',
      channel: '#deploys',
      targets: [{ kind: 'lambda-alias', function: 'checkout-api', alias: 'live' }],
      alarms: ['checkout-5xx'],
      plan: [
        { kind: 'approve', from: ['U2'], count: 1, within: 3_600_000 },
        { kind: 'cohort', names: ['staff', 'beta'] },
        { kind: 'shift', weight: 12.5 },
        { kind: 'bake', ms: 600_000 },
        { kind: 'shift', weight: 100 },
        {
          kind: 'hook',
          function: 'shop-contract',
          qualifier: 'live',
          within: 60_000,
          onFailure: 'hold',
          pointOfNoReturn: true,
        },
        {
          kind: 'drain',
          metric: { namespace: 'Calls', name: 'Sessions', dimensions: { Version: '{stable}' }, statistic: 'Sum' },
          atOrUnder: 0.5,
          atMost: 60_000,
        },
        {
          kind: 'hook',
          function: 'shop-smoke',
          qualifier: null,
          within: 60_000,
          onFailure: 'rollback',
          pointOfNoReturn: false,
        },
      ],
      onAlarm: 'rollback',
      missingData: 'hold',
      pipelines: [],
      selfApproval: false,
      rollbackWindow: 86_400_000,
      sharedDependencies: [{ parameters: ['/a', '/b'] }, { function: 'f', variables: ['DB_URL'] }],
      discovery: {
        actions: { order: { stable: 'https://a.example', canary: 'https://b.example' } },
        origins: ['https://c.example'],
      },
      components: [{ kind: 'lambda-functions', functions: ['checkout-api'], aliases: { a: 'env-a', b: 'env-b' } }],
      environments: {
        stable: 'a',
        a: { name: 'prod-a', stage: null, apiUrl: null, variables: {} },
        b: { name: 'prod-b', stage: 'b', apiUrl: 'https://b.example.com', variables: { COLOUR: 'ünïcode' } },
      },
    },
    environments: { stable: 'a', canary: 'b' },
    components: {
      frozen: [{ name: 'lambda-functions checkout-api', a: '17', b: null }],
      unread: 'Lambda did not answer.',
      unreadSince: 1_700_000_000_000,
      isAsked: true,
    },
    centerUnread: { since: 1_700_000_000_000, why: 'AccessDeniedException', isAsked: true },
    step: 1,
    hurried: [{ step: 0, how: 'skipped', by: { id: 'U2', name: 'bob' } }],
    phase: { status: 'shifting', since: 1_700_000_000_000 },
    weight: 12.5,
    cohorts: ['staff'],
    generation: 3,
    reversals: 0,
    agreed: 0,
    intendedAt: 1_700_000_000_000,
    promotionBegan: false,
    noReturnAt: 1_700_000_000_000,
    leaving: {
      since: 1_700_000_000_000,
      until: 1_700_000_060_000,
      seen: { value: 3, at: 1_700_000_000_000 },
      isUnread: true,
    },
    targets: [
      {
        name: 'lambda-alias checkout-api:live',
        config: { kind: 'lambda-alias', function: 'checkout-api', alias: 'live' },
        frozen: { version: '53', weights: { nested: [1, null, true] } },
        stable: 'v53',
        canary: 'v54',
        splits: 'requests',
        expressed: { '0.1': 0.39 },
        baseline: ['checkout-api:live → version 53, no weights'],
        notes: ['Splits requests, not users.'],
        change: null,
        observed: { at: 1, weight: null, effectiveAt: null, drift: null, atBaseline: true, promoted: false, fault },
      },
    ],
    alarms: {
      'checkout-5xx': { value: 'OK', since: 5, suppressed: false, excused: false, hadData: true, unanswered: false },
    },
    findings: [{ severity: 'warns', code: 'no-caller', about: null, message: 'Nothing calls it.', remedy: 'Call it.' }],
    timeline: [anEntry()],
    entries: 1,
    card: { channel: 'C1', ts: '1.2', permalink: 'https://example.com/p1' },
    alarmMessages: [
      { key: 'breach#checkout-5xx#1', channel: 'C1', ts: '1.3' },
      { key: 'breach#checkout-5xx#2', channel: '#deploys', ts: null },
    ],
    ...over,
  };
}

/** A control center that says that users are on side a. */
const aCenter = (over: Partial<ControlCenter> = {}): ControlCenter => ({
  ...firstCenter('checkout', 'a', 1_700_000_000_000),
  ...over,
});

/** A record as it is saved for the first time. */
export const aRecord = (over: Partial<ServiceRecord> = {}): ServiceRecord => ({
  ...emptyRecord('checkout'),
  controlCenter: {
    version: 3,
    value: aCenter(),
    at: 4,
    maybe: [aCenter({ share: 12.5 })],
    busyUntil: 5,
    foreign: 'it is new',
  },
  revision: 1,
  rollout: aRollout(),
  seen: [{ key: 'k1', at: 7 }],
  wake: { seq: 4, at: null },
  ...over,
});

/** One phase of each status and of each kind of hold, activity and reason. */
export const phases: readonly Phase[] = [
  { status: 'shifting', since: 1 },
  { status: 'baking', since: 1, until: 2 },
  { status: 'awaiting-approval', openedAt: 1, expiresAt: 2, approvals: [{ by: alice, at: 1 }] },
  { status: 'paused', since: 1, by: alice, activity: { status: 'baking', remaining: 60_000 } },
  {
    status: 'holding',
    since: 1,
    why: { kind: 'drift', target: 't', detail: 'moved' },
    activity: { status: 'shifting', wanted: 5 },
  },
  {
    status: 'holding',
    since: 1,
    why: { kind: 'partial', target: 't', fault },
    activity: { status: 'promoting' },
  },
  { status: 'holding', since: 1, why: { kind: 'gate-expired' }, activity: { status: 'awaiting-approval' } },
  { status: 'holding', since: 1, why: { kind: 'alarm', name: 'a' }, activity: { status: 'shifting', wanted: 5 } },
  {
    status: 'holding',
    since: 1,
    why: { kind: 'alarm-unclear', alarms: [{ name: 'a', is: 'not-evaluated', evaluation: 'EVALUATION_ERROR' }] },
    activity: { status: 'shifting', wanted: 5 },
  },
  {
    status: 'holding',
    since: 1,
    why: { kind: 'components-unread', detail: 'S3 is away.', isBack: true },
    activity: { status: 'shifting', wanted: 5 },
  },
  {
    status: 'holding',
    since: 1,
    why: { kind: 'center-unread', detail: 'SSM is away.', isBack: true },
    activity: { status: 'awaiting-approval' },
  },
  { status: 'holding', since: 1, why: { kind: 'alarms-unreadable' }, activity: { status: 'shifting', wanted: 5 } },
  { status: 'draining', since: 1, from: 2, until: 3, seen: null },
  {
    status: 'paused',
    since: 1,
    by: alice,
    activity: { status: 'draining', remaining: 5, seen: { value: 3.5, at: 4 } },
  },
  ...(['due', 'called', 'taken', 'done', 'failed'] as const).map(
    (state): Phase => ({ status: 'hooking', since: 1, call: { n: 2, state, at: 1, until: 5 } }),
  ),
  ...(['failed', 'late', 'unknown'] as const).map(
    (outcome): Phase => ({
      status: 'holding',
      since: 1,
      why: { kind: 'hook', function: 'shop-contract', outcome, detail: 'Column is gone' },
      activity: { status: 'hooking', call: { n: 1, state: 'called', at: 1, until: 2 } },
    }),
  ),
  { status: 'promoting', since: 1 },
  {
    status: 'rolling-back',
    since: 1,
    reason,
    stage: 'returning',
    settleAt: 2,
    question: null,
    keep: [],
    unreachableSince: null,
    toldAt: 3,
  },
  { status: 'stuck', since: 1, reason: { kind: 'rejected', by: alice, text: 'no' }, target: 't', fault, tries: 2 },
  {
    status: 'stuck',
    since: 1,
    reason: { kind: 'rejected', by: alice, text: 'no' },
    target: 't',
    fault,
    tries: 2,
    keep: ['u'],
  },
  { status: 'completed', at: 9 },
  { status: 'completed', at: 9, windowUntil: 99 },
  { status: 'rolled-back', at: 9, reason: { kind: 'hook', function: 'shop-smoke', detail: 'no video' } },
  { status: 'rolled-back', at: 9, reason: { kind: 'person', by: alice, text: 'odd' } },
  { status: 'rolled-back', at: 9, reason: { kind: 'iam', by: pipeline, text: 'smoke test' } },
  { status: 'paused', since: 1, by: pipeline, activity: { status: 'promoting' } },
];

const breach: AlarmChange = {
  arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-5xx',
  name: 'checkout-5xx',
  kind: 'math',
  value: 'ALARM',
  previous: null,
  since: 1,
  suppressed: false,
  reason: 'Threshold Crossed',
  description: '',
  metric: '100 * errors / requests',
  observedValue: 7.5,
  threshold: 5,
  comparison: '>',
};

const bodies: readonly EffectBody[] = [
  { kind: 'card', rollout: 'r-1' },
  {
    kind: 'thread',
    rollout: 'r-1',
    entries: [anEntry({ by: { kind: 'serin' } }), anEntry({ by: { kind: 'alarm', name: 'a' } })],
    mention: ['U2'],
  },
  { kind: 'baseline', rollout: 'r-1' },
  { kind: 'verdict', rollout: 'r1', at: 1 },
  { kind: 'breach', channel: '#deploys', breach, outcome: { rollout: null, did: 'Nothing runs.' } },
  {
    kind: 'reply',
    to: { user: 'U1', channel: 'C1', responseUrl: '' },
    reply: {
      ...{ tone: 'refused', code: 'busy', text: 'No.', lines: ['a'], findings: [], shows: 'status', link: null },
      checks: [{ code: 'target', about: null, ok: true, text: 'fine', remedy: '' }],
      table: [
        ['component', 'a'],
        ['lambda-functions shop-api', '17 (v54)'],
      ],
      offer: { kind: 'sync', service: 'checkout', side: 'b', plan: 'p-1' },
    },
  },
  {
    kind: 'reply',
    to: { user: 'U1', channel: 'C1', responseUrl: '' },
    reply: {
      ...{
        tone: 'info',
        code: '',
        text: 'Look.',
        lines: [],
        findings: [],
        checks: [],
        shows: null,
        link: null,
        table: [],
      },
      offer: { kind: 'look-at-sync', service: 'checkout' },
    },
  },
  { kind: 'sync', sync: 's-1' },
  {
    kind: 'build',
    build: { v: 1, service: 'checkout', component: 'frontend w-a/w-b', side: 'b', version: 'v54', token: 's-1:0' },
  },
  { kind: 'archive', rollout: 'r-1' },
];

/** One effect of each kind. */
export const effects: readonly Effect[] = bodies.map((body, index) => ({
  key: `e${index}`,
  at: index,
  attempts: 0,
  claimedUntil: 0,
  retryAt: 0,
  body,
}));

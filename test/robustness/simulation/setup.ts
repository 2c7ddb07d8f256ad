import { ANALYSIS_DEFAULTS, type AnalysisConfig } from '../../../src/domain/analysis/analysis.ts';
import type { ConfiguredCustom } from '../../../src/domain/analysis/custom-metrics.ts';
import type { ConfiguredMetric } from '../../../src/domain/analysis/metrics.ts';
import type { ComponentConfig } from '../../../src/domain/environment/component.ts';
import type { Environments } from '../../../src/domain/environment/environment.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { MissingData, OnAlarm, Service, TargetConfig } from '../../../src/domain/service.ts';
import type { Draws } from './random.ts';

export const MINUTE = 60_000;

/** Whoever speaks. Bob and Carol may approve, and Alice where they do not; Mallory is in another channel. */
export const PEOPLE = ['U0ALICE', 'U0BOB', 'U0CAROL', 'U0MALLORY'] as const;
/** The channel that somebody speaks in. */
export const channelOf = (person: string): string => (person === 'U0MALLORY' ? '#random' : '#deploys');
const APPROVERS: readonly string[] = ['U0BOB', 'U0CAROL'];

/** An alarm in Serin's own region, which all services of a world have in common. */
export const ALARM = 'checkout-5xx';
/** An alarm of CloudFront's metrics, which are in us-east-1 only; services at the edge have it too. */
export const EDGE_ALARM = 'us-east-1:edge-5xx';
/** The health signal that a monitor sends, as services call it among their alarms, and the time after which it is unknown. */
export const SIGNAL = 'signal:monitor';
export const SIGNAL_EXPIRES_MS = 3 * MINUTE;
export const HOME = 'eu-west-1';
export const STORE = 'arn:aws:cloudfront::123456789012:key-value-store/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
export const ZONE = 'Z0123456789EXAMPLE';
/** The pipeline that may start rollouts, and one that may not. */
export const PIPELINES = ['arn:aws:iam::123456789012:role/deploy', 'arn:aws:iam::123456789012:role/other'] as const;

/** The services of a world: each has targets of its own. */
export const SERVICES = ['checkout', 'search'] as const;
export type ServiceName = (typeof SERVICES)[number];

const alias = (name: string): TargetConfig => ({ kind: 'lambda-alias', function: name, alias: 'live' });
const record = (name: string, identifiers: TargetConfig['identifiers']): TargetConfig => ({
  kind: 'route53',
  zone: ZONE,
  record: `${name}.example.com`,
  type: 'A',
  identifiers: identifiers ?? null,
});
const LISTENER = '50dc6c495c0c9188/f2f7dc8efc522ab2';
const forward = (name: string, at: 'listener' | 'rule'): TargetConfig => ({
  kind: 'alb',
  [at]: `arn:aws:elasticloadbalancing:${HOME}:123456789012:${at === 'rule' ? 'listener-rule' : at}/app/${name}/${LISTENER}${at === 'rule' ? '/9683b2d02a6cabee' : ''}`,
  groups: [`${name}-blue`, `${name}-green`],
});
const split = (name: string): TargetConfig => ({ kind: 'edge', store: STORE, key: name, cohorts: ['staff', 'beta'] });
const flag = (name: string, by: 'arm' | 'percentage'): TargetConfig => ({
  kind: 'launchdarkly',
  project: 'default',
  flag: `new-${name}`,
  environment: 'production',
  variations: { stable: 'old', canary: 'new' },
  by,
});
const SIDE_ALIASES = { a: 'env-a', b: 'env-b' };

/** What a service has where traffic is split, by a name for it. */
const TARGETS = {
  aliases: (name) => [alias(`${name}-api`), alias(`${name}-events`)],
  'records and an alias': (name) => [record(name, ['primary', 'canary']), alias(`${name}-api`)],
  'the edge': (name) => [split(name)],
  environments: (name) => [record(name, { a: 'shop-a', b: 'shop-b' })],
  'environments with components': (name) => [{ ...alias(`${name}-api`), sides: SIDE_ALIASES }],
  'a flag': (name) => [flag(name, 'percentage')],
  'the edge and a flag': (name) => [split(name), flag(name, 'arm')],
  'a load balancer': (name) => [forward(name, 'listener')],
  'a sticky load balancer and an alias': (name) => [forward(name, 'rule'), alias(`${name}-api`)],
} as const satisfies Record<string, (name: string) => readonly TargetConfig[]>;

/** What must be in step in both environments: functions, a stage of an API, and a front end that somebody builds. */
function componentsOf(name: string): readonly ComponentConfig[] {
  return [
    { kind: 'lambda-functions', functions: [`${name}-api`, `${name}-orders`], aliases: SIDE_ALIASES },
    { kind: 'api-stage', api: name, stages: SIDE_ALIASES },
    { kind: 'frontend', buckets: { a: `${name}-web-a`, b: `${name}-web-b` } },
  ];
}

/** Alice is asked too after half of the time, and all are reminded a little later. */
const GATE = {
  kind: 'approve',
  ...{ from: APPROVERS, count: 1, within: 6 * MINUTE, remind: 2 * MINUTE },
  escalate: { after: 3 * MINUTE, to: ['U0ALICE'] },
} as const;
const HOOK = {
  kind: 'hook',
  function: 'smoke-test',
  qualifier: null,
  within: 3 * MINUTE,
  onFailure: 'rollback',
  pointOfNoReturn: false,
} as const;

/** Aliases alone say what a metric calls their versions. */
const SESSIONS = {
  namespace: 'Checkout',
  name: 'Sessions',
  dimensions: { Version: '{stable}' },
  statistic: 'Maximum',
} as const;

const bake = (minutes: number) => ({ kind: 'bake', ms: minutes * MINUTE }) as const;
const shift = (weight: number) => ({ kind: 'shift', weight }) as const;

/** Worlds begin at 09:00 UTC on a Monday: most waits are short, and those that begin late are a day. */
const UNTIL = {
  kind: 'wait-until',
  days: [0, 1, 2, 3, 4, 5, 6],
  minute: 10 * 60 + 6,
  timezone: 'Europe/Berlin',
} as const;

const PLANS = {
  short: [shift(5), bake(3), shift(100), bake(1)],
  gated: [shift(5), bake(1), GATE, shift(50), bake(1), shift(100), bake(1)],
  'gated twice': [{ ...GATE, count: 2 }, shift(5), bake(1), { ...GATE, count: 2 }, shift(100), bake(1)],
  'two circles': [
    shift(5),
    { ...GATE, from: ['U0BOB'] },
    shift(50),
    { ...GATE, from: ['U0CAROL'] },
    shift(100),
    bake(1),
  ],
  hooked: [HOOK, shift(10), { ...HOOK, onFailure: 'hold' }, shift(100), bake(1)],
  drained: [
    shift(10),
    bake(1),
    shift(100),
    { kind: 'drain', metric: SESSIONS, atOrUnder: 0, atMost: 4 * MINUTE },
    bake(1),
  ],
  'without return': [
    shift(10),
    bake(1),
    shift(100),
    GATE,
    { ...HOOK, pointOfNoReturn: true, onFailure: 'hold' },
    bake(1),
  ],
  timed: [shift(5), bake(1), UNTIL, GATE, shift(100), bake(1)],
  stepwise: [shift(5), bake(2), shift(25), bake(1), shift(50), bake(1), shift(100), bake(1)],
  'held back': [shift(5), bake(2), { kind: 'shift', weight: 90, holdback: true }, bake(3), shift(100)],
  cohorts: [
    { kind: 'cohort', names: ['staff'] },
    bake(1),
    shift(5),
    { kind: 'cohort', names: ['beta'] },
    GATE,
    shift(100),
  ],
} as const satisfies Record<string, Plan>;

/** Whether a plan waits for people. */
export const isGated = (plan: keyof typeof PLANS): boolean => PLANS[plan].some(({ kind }) => kind === 'approve');

/** What the canary is like beside stable, and what both meet. */
export const QUALITIES = ['good', 'bad', 'slow', 'shared incident', 'fix-forward', 'no traffic'] as const;
export type Quality = (typeof QUALITIES)[number];

/** One metric of a service's own: how much of it the canary has for each of stable's, and whether it can condemn. */
export interface OwnMetric extends Pick<ConfiguredCustom, 'role'> {
  readonly ratio: number;
}

/** The metrics of a service's own, both worse when they are lower: orders for each visit, and the values of baskets. */
export interface CustomSetup {
  readonly orders: OwnMetric;
  readonly basket: OwnMetric;
}

/** The metrics of both arms of a service, and what it has Serin do with them. */
export interface ArmsSetup extends Pick<AnalysisConfig, 'acts' | 'onUnhealthy' | 'onSharedIncident'> {
  readonly quality: Quality;
  /** Requests a minute, of both arms, to each target. */
  readonly perMinute: number;
  /** Whether some minutes come late, in parts, or in one arm only. */
  readonly isLate: boolean;
  /** Whether bakes end on evidence rather than by time. */
  readonly onEvidence: boolean;
  /** The minute in which an incident begins, counted from the beginning of the world. */
  readonly from: number;
  readonly custom: CustomSetup | null;
}

/** What a service of a run is like, by names, so that a story can say it. */
export interface ServiceSetup {
  /** Absent: nobody publishes metrics of its arms, and Serin does nothing for that. */
  readonly arms?: ArmsSetup;
  readonly targets: keyof typeof TARGETS;
  readonly plan: keyof typeof PLANS;
  readonly onAlarm: OnAlarm;
  readonly missingData: MissingData;
  readonly selfApproval: boolean;
  /** In minutes; 0: off. */
  readonly rollbackWindow: number;
  /** Present where another system says every minute how the service is. */
  readonly monitored?: true;
}

/** What a run is about. Most have one service; in some a second one shares the account, the table, the workers and an alarm. */
export interface Setup extends ServiceSetup {
  readonly second?: ServiceSetup;
}

/** The plans that are for some targets only; `stepwise` and `held back` are for services whose arms are compared, whatever their targets. */
const ONLY: Readonly<Record<string, readonly Setup['targets'][]>> = {
  stepwise: [],
  'held back': [],
  cohorts: ['the edge', 'the edge and a flag'],
  drained: ['aliases'],
};

/** The plans that a service with these targets can have. */
export function plansOf(targets: Setup['targets']): readonly Setup['plan'][] {
  return (Object.keys(PLANS) as Setup['plan'][]).filter((plan) => ONLY[plan]?.includes(targets) ?? true);
}

/** The sets of targets of which AWS publishes metrics by version. */
const BY_VERSION: readonly Setup['targets'][] = [
  'aliases',
  'records and an alias',
  'a load balancer',
  'a sticky load balancer and an alias',
];
/** The namespace of metrics that services publish themselves. */
export const OWN_METRICS = 'Shop';

/** All sets of targets, by name. */
export const TARGET_SETS = Object.keys(TARGETS) as readonly Setup['targets'][];

const BALANCED = ['a load balancer', 'a sticky load balancer and an alias'] as const;
/** The sets that every service is drawn from. */
const FIRST_SETS = TARGET_SETS.filter((name) => !BALANCED.includes(name as (typeof BALANCED)[number]));

function drawService(draws: Draws, apart: Draws): ServiceSetup {
  const targets = draws.pick(FIRST_SETS);
  const plans = plansOf(targets);
  return {
    targets,
    plan: draws.pick(plans),
    onAlarm: draws.pick(['rollback', 'rollback', 'hold', 'ask']),
    missingData: apart.pick(['hold', 'hold', 'ignore']),
    selfApproval: draws.chance(0.1),
    rollbackWindow: draws.pick([0, 3, 60, 60]),
  };
}

export function drawSetup(draws: Draws, apart: Draws): Setup {
  const first = drawService(draws, apart);
  return draws.chance(0.15) ? { ...first, second: drawService(draws, apart) } : first;
}

const drawOwn = (draws: Draws): OwnMetric => ({
  role: draws.pick(['critical', 'critical', 'advisory']),
  ratio: draws.pick([1, 1, 0.3, 3]),
});

const drawCustom = (draws: Draws): CustomSetup => ({ orders: drawOwn(draws), basket: drawOwn(draws) });

/** Draws whether a service stands behind a load balancer instead. From draws of its own, so that most seeds stay the worlds they were. */
export function drawBalancer(draws: Draws, { plan }: ServiceSetup): Partial<Pick<ServiceSetup, 'targets'>> {
  const targets = draws.pick(BALANCED);
  return draws.chance(0.15) && plansOf(targets).includes(plan) ? { targets } : {};
}

/** Draws whether another system watches a service too. */
export function drawMonitored(draws: Draws): Pick<ServiceSetup, 'monitored'> {
  return draws.chance(0.3) ? { monitored: true } : {};
}

/** Draws the metrics of both arms of a service; none for most. */
export function drawArms(draws: Draws): Partial<Pick<ServiceSetup, 'arms' | 'plan'>> {
  if (!draws.chance(0.4)) return {};
  const quality = draws.pick(QUALITIES);
  const isForArms = draws.chance(0.4);
  const arms = {
    quality,
    perMinute: quality === 'no traffic' ? draws.pick([0, 3, 40]) : draws.pick([6_000, 20_000, 60_000]),
    isLate: draws.chance(0.5),
    acts: draws.chance(0.9),
    onUnhealthy: draws.pick(['rollback', 'rollback', 'hold'] as const),
    onSharedIncident: draws.pick(['rollback', 'hold', 'hold'] as const),
    onEvidence: draws.chance(0.3),
    from: draws.between(0, 6),
  };
  const plan = isForArms && { plan: draws.pick(['stepwise', 'held back'] as const) };
  // Drawn last, so that a seed stays the world it was.
  return { arms: { ...arms, custom: draws.chance(0.5) ? drawCustom(draws) : null }, ...plan };
}

/** The setups of the services of a world, by name. */
export function setupsOf({ second, ...first }: Setup): readonly (readonly [ServiceName, ServiceSetup])[] {
  return second === undefined
    ? [['checkout', first]]
    : [
        ['checkout', first],
        ['search', second],
      ];
}

/** A metric of a service that tells its arms apart by a dimension. */
const byArm = (service: string, name: string): ConfiguredMetric => ({
  namespace: OWN_METRICS,
  name,
  dimensions: { Service: service, Arm: '{arm}' },
});

/** So long a bake waits for evidence, in milliseconds. */
const MAX_HOLD_MS = 5 * MINUTE;

/** The metrics of a service's own, as it configures them. */
const customOf = (service: string, { orders, basket }: CustomSetup): readonly ConfiguredCustom[] => [
  {
    ...{ kind: 'count', name: 'orders', worseWhen: 'lower', role: orders.role, tolerance: 1.1, limit: null },
    ...{ cases: byArm(service, 'Orders'), of: byArm(service, 'Visits') },
  },
  {
    ...{ kind: 'value', name: 'basket', worseWhen: 'lower', role: basket.role, tolerance: 0.02 },
    value: byArm(service, 'Basket'),
  },
];

/** How a service compares its arms. AWS publishes metrics by version of some targets; where nothing else is a target, the service does. */
function analysisOf(name: ServiceName, { targets, arms }: ServiceSetup): AnalysisConfig {
  if (arms === undefined) return { ...ANALYSIS_DEFAULTS, acts: false };
  const { acts, onUnhealthy, onSharedIncident, custom } = arms;
  const own = { requests: byArm(name, 'Requests'), errors: [byArm(name, 'Errors')], latency: null };
  return {
    ...{ acts, onUnhealthy, onSharedIncident, maxHold: MAX_HOLD_MS, guard: 0.15 },
    metrics: BY_VERSION.includes(targets) ? null : own,
    ...(custom !== null && { custom: customOf(name, custom) }),
  };
}

/** The plan of a setup, in which bakes may end on evidence. */
function planOf({ plan, arms }: ServiceSetup): Plan {
  const steps: Plan = PLANS[plan];
  if (arms?.onEvidence !== true) return steps;
  return steps.map((step) => (step.kind === 'bake' ? { ...step, atMost: step.ms + MAX_HOLD_MS } : step));
}

const side = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const ENVIRONMENTS: Environments = { stable: 'a', a: side('a'), b: side('b') };

/** A service of a setup, as `serin apply` would store it. */
export function serviceOf(name: ServiceName, setup: ServiceSetup): Service {
  const { targets, onAlarm, missingData, selfApproval, rollbackWindow, monitored } = setup;
  const isAtEdge = targets === 'the edge' || targets === 'the edge and a flag';
  const hasComponents = targets === 'environments with components';
  return {
    name,
    channel: '#deploys',
    targets: TARGETS[targets](name),
    alarms: [ALARM, ...(isAtEdge ? [EDGE_ALARM] : []), ...(monitored ? [SIGNAL] : [])],
    ...(monitored && { signals: [{ name: 'monitor', expires: SIGNAL_EXPIRES_MS }] }),
    plan: planOf(setup),
    analysis: analysisOf(name, setup),
    onAlarm,
    missingData,
    pipelines: [PIPELINES[0]],
    selfApproval,
    rollbackWindow: rollbackWindow * MINUTE,
    discovery: null,
    environments: hasComponents || targets === 'environments' ? ENVIRONMENTS : null,
    components: hasComponents ? componentsOf(name) : [],
    sharedDependencies: [],
    // Of one service only, so that what is told and what is not are both seen.
    ...(name === 'search' && { events: 'on' }),
  };
}

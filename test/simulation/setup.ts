import type { Environments } from '../../src/rollout/environment.ts';
import type { Plan } from '../../src/rollout/plan.ts';
import type { OnAlarm, Service, TargetConfig } from '../../src/rollout/service.ts';
import type { Draws } from './random.ts';

export const MINUTE = 60_000;

/** Whoever speaks. Bob and Carol may approve; Mallory is in another channel. */
export const PEOPLE = ['U0ALICE', 'U0BOB', 'U0CAROL', 'U0MALLORY'] as const;
const APPROVERS: readonly string[] = ['U0BOB', 'U0CAROL'];

export const ALARM = 'checkout-5xx';
export const STORE = 'arn:aws:cloudfront::123456789012:key-value-store/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
export const ZONE = 'Z0123456789EXAMPLE';

const alias = (name: string): TargetConfig => ({ kind: 'lambda-alias', function: name, alias: 'live' });
const record = (identifiers: TargetConfig['identifiers']): TargetConfig => ({
  kind: 'route53',
  zone: ZONE,
  record: 'app.example.com',
  type: 'A',
  identifiers: identifiers ?? null,
});

const TARGETS = {
  aliases: [alias('checkout-api'), alias('checkout-events')],
  'records and an alias': [record(['primary', 'canary']), alias('checkout-api')],
  'the edge': [{ kind: 'edge', store: STORE, key: 'web', cohorts: ['staff', 'beta'] }],
  environments: [record({ a: 'shop-a', b: 'shop-b' })],
} as const satisfies Record<string, readonly TargetConfig[]>;

const GATE = { kind: 'approve', from: APPROVERS, count: 1, within: 6 * MINUTE } as const;
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

const PLANS = {
  short: [shift(5), bake(3), shift(100), bake(1)],
  gated: [shift(5), bake(1), GATE, shift(50), bake(1), shift(100), bake(1)],
  'gated twice': [{ ...GATE, count: 2 }, shift(5), bake(1), { ...GATE, count: 2 }, shift(100), bake(1)],
  'two circles': [shift(5), { ...GATE, from: ['U0BOB'] }, shift(50), GATE, shift(100), bake(1)],
  hooked: [HOOK, shift(10), { ...HOOK, onFailure: 'hold' }, shift(100), bake(1)],
  drained: [
    shift(10),
    bake(1),
    shift(100),
    { kind: 'drain', metric: SESSIONS, atOrUnder: 0, atMost: 4 * MINUTE },
    bake(1),
  ],
  'without return': [shift(10), bake(1), shift(100), { ...HOOK, pointOfNoReturn: true }, bake(1)],
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

/** What a run is about, by names, so that a story can say it. */
export interface Setup {
  readonly targets: keyof typeof TARGETS;
  readonly plan: keyof typeof PLANS;
  readonly onAlarm: OnAlarm;
  readonly selfApproval: boolean;
  /** In minutes; 0: off. */
  readonly rollbackWindow: number;
}

export function drawSetup(draws: Draws): Setup {
  const targets = draws.pick(Object.keys(TARGETS) as Setup['targets'][]);
  const only: Readonly<Record<string, Setup['targets']>> = { cohorts: 'the edge', drained: 'aliases' };
  const plans = (Object.keys(PLANS) as Setup['plan'][]).filter((plan) => (only[plan] ?? targets) === targets);
  return {
    targets,
    plan: draws.pick(plans),
    onAlarm: draws.pick(['rollback', 'rollback', 'hold', 'ask']),
    selfApproval: draws.chance(0.1),
    rollbackWindow: draws.pick([0, 3, 60, 60]),
  };
}

const side = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const ENVIRONMENTS: Environments = { stable: 'a', a: side('a'), b: side('b') };

/** The service of a setup, as `serin apply` would store it. */
export function serviceOf({ targets, plan, onAlarm, selfApproval, rollbackWindow }: Setup): Service {
  return {
    name: 'checkout',
    channel: '#deploys',
    targets: TARGETS[targets],
    alarms: [ALARM],
    plan: PLANS[plan],
    onAlarm,
    pipelines: [],
    selfApproval,
    rollbackWindow: rollbackWindow * MINUTE,
    discovery: null,
    environments: targets === 'environments' ? ENVIRONMENTS : null,
    components: [],
    sharedDependencies: [],
  };
}

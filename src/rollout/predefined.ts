import type { Plan } from './plan.ts';

const MINUTE = 60_000;

/**
 * One share, a wait, then everyone.
 * @param weight share on the canary in percent, above 0 and below 100
 * @param ms the wait in milliseconds
 */
export function canaryPlan(weight: number, ms: number): Plan {
  return [
    { kind: 'shift', weight },
    { kind: 'bake', ms },
    { kind: 'shift', weight: 100 },
  ];
}

/**
 * Equal steps up to everyone; the last one is shorter when the weight does not divide 100.
 * @param weight size of a step in percent, above 0 and below 100
 * @param ms the wait between two steps in milliseconds
 */
export function linearPlan(weight: number, ms: number): Plan {
  const steps = Math.ceil(100 / weight);
  // Multiplied and rounded, so that thirty steps of 3.3 do not add up thirty rounding errors.
  return stairs(
    Array.from({ length: steps }, (_, step) => Math.min(100, Number(((step + 1) * weight).toFixed(6)))),
    ms,
  );
}

function stairs(weights: readonly number[], ms: number): Plan {
  return weights.flatMap(
    (weight): Plan =>
      weight < 100
        ? [
            { kind: 'shift', weight },
            { kind: 'bake', ms },
          ]
        : [{ kind: 'shift', weight }],
  );
}

const ALL_AT_ONCE: Plan = [{ kind: 'shift', weight: 100 }];

/**
 * CodeDeploy's deployment configurations for Lambda and for ECS, without their prefixes. A linear one shifts its first
 * share at once; none of them waits after the last shift.
 * Source: AWS CodeDeploy User Guide, "Working with deployment configurations".
 */
const CODE_DEPLOY: Readonly<Record<'Lambda' | 'ECS', Readonly<Record<string, Plan>>>> = {
  Lambda: {
    Canary10Percent5Minutes: canaryPlan(10, 5 * MINUTE),
    Canary10Percent10Minutes: canaryPlan(10, 10 * MINUTE),
    Canary10Percent15Minutes: canaryPlan(10, 15 * MINUTE),
    Canary10Percent30Minutes: canaryPlan(10, 30 * MINUTE),
    Linear10PercentEvery1Minute: linearPlan(10, MINUTE),
    Linear10PercentEvery2Minutes: linearPlan(10, 2 * MINUTE),
    Linear10PercentEvery3Minutes: linearPlan(10, 3 * MINUTE),
    Linear10PercentEvery10Minutes: linearPlan(10, 10 * MINUTE),
    AllAtOnce: ALL_AT_ONCE,
  },
  ECS: {
    Canary10Percent5Minutes: canaryPlan(10, 5 * MINUTE),
    Canary10Percent15Minutes: canaryPlan(10, 15 * MINUTE),
    Linear10PercentEvery1Minutes: linearPlan(10, MINUTE),
    Linear10PercentEvery3Minutes: linearPlan(10, 3 * MINUTE),
    AllAtOnce: ALL_AT_ONCE,
  },
};

/**
 * AppConfig's predefined strategies, without their prefix. Their deployment time counts the wait after the last shift
 * too, and a final bake follows it; both are one bake here. The exponential one grows by G*(2^N), with its steps spread
 * evenly over the deployment time as the linear ones are (AWS does not publish its intervals).
 * Source: AWS AppConfig User Guide, "Using predefined deployment strategies"; API Reference, `GrowthType`.
 */
const APP_CONFIG: Readonly<Record<string, Plan>> = {
  Linear20PercentEvery6Minutes: [...linearPlan(20, 6 * MINUTE), { kind: 'bake', ms: 36 * MINUTE }],
  Linear50PercentEvery30Seconds: [...linearPlan(50, MINUTE / 2), { kind: 'bake', ms: 1.5 * MINUTE }],
  Canary10Percent20Minutes: [...stairs([10, 20, 40, 80, 100], 4 * MINUTE), { kind: 'bake', ms: 14 * MINUTE }],
  AllAtOnce: [...ALL_AT_ONCE, { kind: 'bake', ms: 10 * MINUTE }],
};

/** Every accepted spelling; where two providers share a name without its prefix, CodeDeploy's comes first. */
const plans: ReadonlyMap<string, Plan> = new Map([
  ...named('AppConfig.', APP_CONFIG),
  ...named('', APP_CONFIG),
  ...Object.entries(CODE_DEPLOY).flatMap(([platform, table]) => [
    ...named('', table),
    ...named(platform, table),
    ...named('CodeDeployDefault.', table),
    ...named(`CodeDeployDefault.${platform}`, table),
  ]),
]);

function named(prefix: string, table: Readonly<Record<string, Plan>>): readonly (readonly [string, Plan])[] {
  return Object.entries(table).map(([name, plan]) => [prefix + name, plan] as const);
}

/** Every name that `predefinedPlan` knows, with and without prefixes. */
export const predefinedNames: readonly string[] = [...plans.keys()];

/**
 * The plan behind a name of CodeDeploy or AppConfig, such as `Canary10Percent5Minutes`,
 * `CodeDeployDefault.LambdaLinear10PercentEvery1Minute` or `AppConfig.Linear20PercentEvery6Minutes`; null for any other.
 * `AllAtOnce` without a prefix is CodeDeploy's, which does not wait.
 */
export function predefinedPlan(name: string): Plan | null {
  return plans.get(name) ?? null;
}

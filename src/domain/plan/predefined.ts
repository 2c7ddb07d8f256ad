import type { Plan } from './plan.ts';

const MINUTE = 60_000;

/**
 * Returns a plan of one share, a wait, then everyone.
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
 * Returns a plan of equal steps up to everyone; the last one is smaller when the weight does not divide 100.
 * @param weight size of a step in percent, above 0 and below 100
 * @param ms the wait between two steps in milliseconds
 */
export function linearPlan(weight: number, ms: number): Plan {
  const steps = Math.ceil(100 / weight);
  // Multiplied and rounded, so that thirty steps of 3.3 do not add up thirty rounding errors.
  return shiftsWithBakes(
    Array.from({ length: steps }, (_, step) => Math.min(100, Number(((step + 1) * weight).toFixed(6)))),
    ms,
  );
}

function shiftsWithBakes(weights: readonly number[], ms: number): Plan {
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

/** A plan that a form and two numbers describe. */
export interface PlanShape {
  readonly form: 'canary' | 'linear';
  /** The first share, or each step, in percent. */
  readonly weight: number;
  /** The wait between two shifts, in milliseconds. */
  readonly ms: number;
}

/** Returns the plan of a shape. @param shape with a weight above 0 and below 100 */
export function planOfShape({ form, weight, ms }: PlanShape): Plan {
  return form === 'canary' ? canaryPlan(weight, ms) : linearPlan(weight, ms);
}

const ALL_AT_ONCE: Plan = [{ kind: 'shift', weight: 100 }];

/**
 * AppConfig's predefined strategies, without their prefix. Their deployment time counts the wait after the last shift
 * too, and a final bake follows it; both are one bake here. The exponential one grows by G*(2^N), with its steps spread
 * evenly over the deployment time as the linear ones are (AWS does not publish its intervals). Linear50PercentEvery30Seconds
 * is left out: no timer keeps half a minute.
 * Source: AWS AppConfig User Guide, "Using predefined deployment strategies"; API Reference, `GrowthType`.
 */
const APP_CONFIG: Readonly<Record<string, Plan>> = {
  Linear20PercentEvery6Minutes: [...linearPlan(20, 6 * MINUTE), { kind: 'bake', ms: 36 * MINUTE }],
  Canary10Percent20Minutes: [...shiftsWithBakes([10, 20, 40, 80, 100], 4 * MINUTE), { kind: 'bake', ms: 14 * MINUTE }],
  AllAtOnce: [...ALL_AT_ONCE, { kind: 'bake', ms: 10 * MINUTE }],
};

/** The plans that numbers cannot describe, by every accepted name; without a prefix `AllAtOnce` is CodeDeploy's. */
const plans: ReadonlyMap<string, Plan> = new Map([
  ...Object.entries(APP_CONFIG).flatMap(([name, plan]) => [
    [`AppConfig.${name}`, plan] as const,
    [name, plan] as const,
  ]),
  ...['', 'Lambda', 'ECS', 'CodeDeployDefault.', 'CodeDeployDefault.Lambda', 'CodeDeployDefault.ECS'].map(
    (prefix) => [`${prefix}AllAtOnce`, ALL_AT_ONCE] as const,
  ),
]);

/**
 * Returns the plan behind a name of AppConfig, such as `AppConfig.Linear20PercentEvery6Minutes`, or behind `AllAtOnce`, which waits
 * for nothing where it is CodeDeploy's; null for any other. `shapeInName` reads the names that CodeDeploy makes of numbers.
 */
export function predefinedPlan(name: string): Plan | null {
  return plans.get(name) ?? null;
}

const UNITS = { Second: 1000, Minute: MINUTE, Hour: 60 * MINUTE } as const;

/**
 * Returns the plan that a name in CodeDeploy's pattern describes, with any numbers, for Lambda and ECS and without a prefix:
 * `CodeDeployDefault.LambdaCanary10Percent5Minutes`, `Linear10PercentEvery5Minutes`. A linear plan shifts its first share at once;
 * no plan waits after the last shift. Null for another name.
 * Source: AWS CodeDeploy User Guide, "Working with deployment configurations".
 */
export function shapeInName(name: string): PlanShape | null {
  const [, form, weight, every, count, unit] =
    /^(?:CodeDeployDefault\.)?(?:Lambda|ECS)?(Canary|Linear)(\d{1,3})Percent(Every)?(\d{1,6})(Second|Minute|Hour)s?$/.exec(
      name,
    ) ?? [];
  if (form === undefined || (form === 'Linear') !== (every === 'Every')) return null;
  const ms = Number(count) * UNITS[unit as keyof typeof UNITS];
  return { form: form === 'Canary' ? 'canary' : 'linear', weight: Number(weight), ms };
}

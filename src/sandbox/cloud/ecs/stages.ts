import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { trafficSteps } from './configuration.ts';
import type { Stage } from './state.ts';

const MINUTE_MS = 60_000;

/** The time that a new revision needs until all of its tasks are healthy, in milliseconds. */
export const SCALE_UP_MS = MINUTE_MS;

/** The time that any other stage takes, in milliseconds. */
export const STAGE_MS = 5000;

/** A stage that a deployment goes through; those of a traffic step come once for each step. */
export interface Visit {
  readonly stage: Stage;
  /** The time that it takes once nothing pauses it, in milliseconds. */
  readonly ms: number;
  /** The share of the new revision from its beginning on, in percent; left out: it stays. */
  readonly percent?: number;
}

/**
 * Returns the stages of a deployment, in order. Sources: ECS developer guide, "Lifecycle hooks for Amazon ECS service deployments",
 * "Amazon ECS canary deployments", "Amazon ECS linear deployments". The model has no test listener: the stages of the test traffic
 * pass, and shift nothing.
 * @param reconciles true when more than one revision is active at the start
 */
export function listVisits(configuration: DeploymentConfiguration, reconciles: boolean): readonly Visit[] {
  const { bakeTimeInMinutes: bake = 0 } = configuration;
  const pass = (...stages: readonly Stage[]) => stages.map((stage): Visit => ({ stage, ms: STAGE_MS }));
  const steps = trafficSteps(configuration);
  const shifts = steps.flatMap(({ percent, bakeMinutes }): readonly Visit[] => [
    ...pass('PRE_PRODUCTION_TRAFFIC_SHIFT'),
    { stage: 'PRODUCTION_TRAFFIC_SHIFT', ms: STAGE_MS + bakeMinutes * MINUTE_MS, percent },
  ]);
  return [
    ...(reconciles ? pass('RECONCILE_SERVICE') : []),
    ...pass('PRE_SCALE_UP'),
    { stage: 'SCALE_UP', ms: SCALE_UP_MS },
    ...pass('POST_SCALE_UP'),
    ...(steps.length > 0 ? pass('TEST_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT') : []),
    ...shifts,
    ...(steps.length > 0 ? pass('POST_PRODUCTION_TRAFFIC_SHIFT') : []),
    { stage: 'BAKE_TIME', ms: STAGE_MS + bake * MINUTE_MS },
    ...pass('CLEAN_UP'),
  ];
}

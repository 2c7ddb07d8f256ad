import type {
  DeploymentConfiguration,
  DeploymentLifecycleHook,
  DeploymentLifecycleHookStage,
} from '@aws-sdk/client-ecs';
import type { Finding } from '../../../domain/finding.ts';
import { duration } from '../../../domain/wording.ts';
import type { Findings } from '../finding.ts';
import type { Strategy } from './steps.ts';

const MINUTE_MS = 60_000;
/** The wait of ECS at a pause that says none, in minutes. */
const PAUSE_MINUTES = 1440;

/** The stages at which a pause keeps the traffic from moving, by strategy. */
const BEFORE_TRAFFIC = {
  ROLLING: ['PRE_SCALE_UP'],
  BLUE_GREEN: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT', 'POST_SCALE_UP', 'PRE_SCALE_UP'],
  CANARY: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
  LINEAR: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
} as const satisfies Record<Strategy, readonly DeploymentLifecycleHookStage[]>;

/** The stages at which a pause keeps the old revision once all traffic has moved. */
const BEHIND_TRAFFIC = {
  ROLLING: ['POST_SCALE_UP'],
  BLUE_GREEN: ['POST_PRODUCTION_TRAFFIC_SHIFT'],
  CANARY: ['POST_PRODUCTION_TRAFFIC_SHIFT'],
  LINEAR: ['POST_PRODUCTION_TRAFFIC_SHIFT'],
} as const satisfies Record<Strategy, readonly DeploymentLifecycleHookStage[]>;

function pausesAt(
  { lifecycleHooks: hooks = [] }: DeploymentConfiguration,
  stages: readonly DeploymentLifecycleHookStage[],
): readonly DeploymentLifecycleHook[] {
  return hooks.filter(
    ({ targetType, lifecycleStages = [] }) =>
      targetType === 'PAUSE' && lifecycleStages.some((stage) => stages.includes(stage)),
  );
}

function timeoutOf({ timeoutConfiguration: timeout }: DeploymentLifecycleHook) {
  const { timeoutInMinutes = PAUSE_MINUTES, action = 'ROLLBACK' } = timeout ?? {};
  return { ms: timeoutInMinutes * MINUTE_MS, continues: action === 'CONTINUE' };
}

/** Returns what a deployment does without Serin, in words: when nobody lets it go on from a pause, and behind the plan. */
export function pauseNotes(configuration: DeploymentConfiguration): readonly string[] {
  const { bakeTimeInMinutes: bake = 0, alarms } = configuration;
  const rollsBack =
    alarms?.enable === true && alarms.rollback === true ? ', and may still roll back by its alarms' : '';
  return [
    ...timeoutNotes(configuration),
    ...(bake > 0 ? [`Once the plan is done ECS bakes for ${duration(bake * MINUTE_MS)}${rollsBack}.`] : []),
  ];
}

function timeoutNotes(configuration: DeploymentConfiguration): readonly string[] {
  const pauses = (configuration.lifecycleHooks ?? []).filter(({ targetType }) => targetType === 'PAUSE').map(timeoutOf);
  const [first] = pauses.toSorted((a, b) => a.ms - b.ms);
  if (first === undefined) return [];
  const then = first.continues ? 'goes on by itself' : 'rolls back by itself';
  return [`ECS waits at a pause for at most ${duration(first.ms)}, then it ${then}.`];
}

/** Warns of hooks that name a role: they are sent back with the update of the service, and ECS asks who may pass that role. */
export function roleFindings(
  { lifecycleHooks: hooks = [] }: DeploymentConfiguration,
  found: Findings,
): readonly Finding[] {
  const roles = [...new Set(hooks.flatMap(({ roleArn }) => (roleArn === undefined ? [] : [roleArn])))];
  if (roles.length === 0) return [];
  return [
    found.warns(
      'hook-role',
      `Hooks of the service name roles (${roles.join(', ')}), and the first shift sends them back to ECS.`,
      'Allow iam:PassRole on them to the worker, the timer and the alarm function.',
    ),
  ];
}

/** Finds what lets a deployment go on without Serin: a pause that it does not have, or that is too short for the plan. */
export function pauseFindings(
  configuration: DeploymentConfiguration,
  firstBakeMs: number | null,
  found: Findings,
): readonly Finding[] {
  const { strategy = 'ROLLING', bakeTimeInMinutes = 0 } = configuration;
  const [before, behind] = [BEFORE_TRAFFIC[strategy], BEHIND_TRAFFIC[strategy]];
  const pauses = pausesAt(configuration, before);
  const findings: Finding[] = [];
  if (pauses.length === 0)
    findings.push(
      found.blocks(
        'no-pause',
        `The deployment (${strategy}) does not pause before it moves the traffic, so ECS does not wait for Serin.`,
        `Add a PAUSE hook at ${before[0]} to the deployment configuration of the service (docs/guides/ecs.md).`,
      ),
    );
  if (pausesAt(configuration, behind).length === 0)
    findings.push(
      found.warns(
        'no-pause-behind',
        `At 100% ECS does not pause: it waits ${duration(bakeTimeInMinutes * MINUTE_MS)}, then ends the old tasks. After that Serin cannot roll back.`,
        `Add a PAUSE hook at ${behind[0]} (docs/guides/ecs.md), or let ECS bake for longer than the plan does.`,
      ),
    );
  const timeouts = pauses.map(timeoutOf);
  if (timeouts.some(({ continues }) => continues))
    findings.push(
      found.warns(
        'pause-continues',
        'When nobody answers a pause in time, ECS goes on by itself, whatever the plan says.',
        'Set `action` of the timeout of the hook to ROLLBACK.',
      ),
    );
  const shortest = Math.min(...timeouts.map(({ ms }) => ms));
  if (firstBakeMs !== null && shortest <= firstBakeMs)
    findings.push(
      found.warns(
        'pause-too-short',
        `ECS waits ${duration(shortest)} at a pause, and the first bake of the plan takes ${duration(firstBakeMs)}.`,
        'Give the hook a longer timeout (at most 14 days), or shorten the bake.',
      ),
    );
  return findings;
}

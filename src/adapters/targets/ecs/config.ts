import * as z from 'zod';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { ExactTarget } from '../../../ports/hooks.ts';

const name = (what: string) =>
  z.string().regex(/^[a-zA-Z0-9_-]{1,255}$/, `a ${what} is given by its name, not by its ARN`);

/** A service of Amazon ECS whose deployments pause before each step of the traffic. */
export const ecsConfig = z
  .strictObject({
    kind: z
      .literal('ecs')
      .describe('Decides at the pauses of the deployments of a service of Amazon ECS, and rolls them back.'),
    cluster: name('cluster').meta({ description: 'The name of the cluster.', examples: ['prod'] }),
    service: name('service').meta({ description: 'The name of the service of ECS.', examples: ['invoices'] }),
  })
  .describe('The deployments of a service of Amazon ECS');

export type EcsConfig = z.infer<typeof ecsConfig>;

/** Unique in an account and region: `ecs prod/invoices`. */
export function ecsName({ cluster, service }: Pick<EcsConfig, 'cluster' | 'service'>): string {
  return `ecs ${cluster}/${service}`;
}

const SERVICE = /^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:service\/([\w-]+)\/([\w-]+)$/;
const DEPLOYMENT = /^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:service-deployment\/([\w-]+)\/([\w-]+)\/[\w-]+$/;
const TASK_DEFINITION = /^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:task-definition\/([\w-]+):(\d+)$/;
const GROUP = /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:(targetgroup\/[\w-]+\/[0-9a-f]+)$/;
const LISTENED = /:listener(?:-rule)?\/(app\/[\w-]+\/[0-9a-f]+)\//;

/** Returns the name of the target that the ARN of a service of ECS stands for; null for an ARN that does not name its cluster. */
export function targetOfService(arn: string): string | null {
  const [, cluster, service] = SERVICE.exec(arn) ?? [];
  return cluster === undefined || service === undefined ? null : ecsName({ cluster, service });
}

/** Returns the last part of an ARN: the id of a deployment or of a revision, `invoices:54`. */
export function lastPart(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** Returns the family and the revision that the ARN of a task definition has; null where it is none. */
export function parseTaskDefinition(arn: string): { readonly family: string; readonly revision: number } | null {
  const [, family, revision] = TASK_DEFINITION.exec(arn) ?? [];
  return family === undefined ? null : { family, revision: Number(revision) };
}

/** Returns a target group as the dimension `TargetGroup` names it: `targetgroup/invoices-blue/73e2d6bc24d8a067`. */
export function groupDimension(groupArn: string): string {
  return GROUP.exec(groupArn)?.[1] ?? groupArn;
}

/** Returns the value of the dimension `LoadBalancer` from the ARN of a listener or a rule; null where it is none. */
export function loadBalancerDimension(listenedArn: string): string | null {
  return LISTENED.exec(listenedArn)?.[1] ?? null;
}

const taskDefinition = z.string().regex(TASK_DEFINITION, 'a task definition is given by its ARN, with its revision');

const arm = z.strictObject({ taskDefinition, group: z.string().regex(GROUP).nullable() });

const shares = z.array(z.number().gt(0).max(100)).min(1);

const frozenState = z.strictObject({
  deployment: z.string().regex(DEPLOYMENT, 'a deployment is given by its ARN').nullable(),
  before: z.string().nullable(),
  steps: shares,
  stable: arm,
  canary: arm,
  loadBalancer: z.string().nullable(),
});

/** The frozen state of a target: the deployment that a rollback stops, and what both arms are. */
export interface EcsFrozen {
  /** The ARN of the deployment; null where the first shift begins it. */
  readonly deployment: string | null;
  /** The ARN of the deployment that the service had before; null where ECS names none. */
  readonly before: string | null;
  /** The shares at which ECS stops, in percent, from low to high; the last is 100. */
  readonly steps: readonly number[];
  readonly stable: EcsArm;
  readonly canary: EcsArm;
  /** The value of the dimension `LoadBalancer` in metrics; null without a load balancer. */
  readonly loadBalancer: string | null;
}

/** One arm: its task definition and its target group, by their ARNs. */
export interface EcsArm {
  readonly taskDefinition: string;
  /** Null without a load balancer. */
  readonly group: string | null;
}

/** The schema of the frozen state: the deployment is one of the configured service. */
export const ecsFrozen = ({ cluster, service }: EcsConfig) =>
  frozenState.refine(({ deployment }) => {
    const [, inCluster, ofService] = DEPLOYMENT.exec(deployment ?? '') ?? [];
    return deployment === null || (inCluster === cluster && ofService === service);
  }, 'the deployment of the configured service is needed');

/** Returns the frozen state of a target of a rollout. */
export function readFrozen({ frozen }: Pick<TargetState, 'frozen'>): EcsFrozen {
  return frozen as unknown as EcsFrozen;
}

/** A target for programs: the arms by their task definitions. */
export function ecsExact(target: Pick<TargetState, 'config' | 'frozen'>): ExactTarget {
  const { kind, cluster, service } = ecsConfig.parse(target.config);
  const { deployment, stable, canary } = readFrozen(target);
  const under = deployment === null ? {} : { deployment };
  return { kind, cluster, service, ...under, stable: stable.taskDefinition, canary: canary.taskDefinition };
}

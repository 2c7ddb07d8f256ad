import type {
  DescribeServiceDeploymentsCommandInput,
  DescribeServiceRevisionsCommandInput,
  DescribeServicesCommandInput,
  ListServiceDeploymentsCommandInput,
} from '@aws-sdk/client-ecs';
import type { Model } from '../attach.ts';
import { describeBrief, describeDeployment, describeService, describeServiceRevision } from './describe.ts';
import type { RunDeps } from './end.ts';
import { createEvents, type EcsEvent } from './event.ts';
import { page } from './page.ts';
import { createServices, type NewService } from './services.ts';
import { clusterArn, type Deployment, isOngoing } from './state.ts';
import { createTaskDefinitions, type TaskDefinitions } from './task-definitions.ts';
import { type Balancer, createTraffic } from './traffic.ts';
import { createWrites } from './writes.ts';

/** Elastic Container Service of one account. */
export interface EcsCloud extends Pick<TaskDefinitions, 'register'> {
  readonly model: Model;
  /** Creates a service that runs already. @returns its ARN. @throws InvalidParameterException */
  createService(service: NewService): string;
  /** Tells the deployments that monitor this alarm that it fires. */
  alarm(name: string): void;
  /** Says of a task definition, by its ARN, if its tasks become healthy from now on. */
  setFailing(taskDefinition: string, isFailing: boolean): void;
  /** Returns the ARN of the task definition that has most of the requests of a service. */
  holder(service: string): string;
  /** Returns the share of the requests of a service that a task definition gets, in percent. @param service its ARN */
  share(service: string, taskDefinition: string): number;
  /** Returns the deployment of a service that is under way; null while none is. @param service its ARN */
  underWay(service: string): (Pick<Deployment, 'status' | 'stage'> & { readonly pausedUntil: number | null }) | null;
  /** Returns the ARN of the task definition whose tasks are in a target group; null when there are none. */
  behind(group: string): string | null;
}

/** The dependencies of the model. */
export interface EcsDeps {
  readonly clock: Pick<RunDeps, 'now' | 'at'>;
  readonly elb: Balancer;
  /** Takes each event, in order. Must not throw. */
  emit(event: EcsEvent): void;
}

/**
 * Creates a model of Amazon ECS whose deployments run on the clock. The hooks of the type AWS_LAMBDA, test listeners, Service Connect
 * and lists by pages of services are not modelled.
 */
export function createEcsModel({ clock, elb, emit }: EcsDeps): EcsCloud {
  const tasks = createTaskDefinitions(clock);
  const traffic = createTraffic(elb);
  const failing = new Set<string>();
  const deps: RunDeps = {
    now: clock.now,
    at: clock.at,
    events: createEvents(clock.now, emit),
    traffic,
    isFailing: (taskDefinition) => failing.has(taskDefinition),
  };
  const services = createServices(deps, tasks);
  const { alarm, model: writes } = createWrites(deps, { services, tasks });
  const share = (arn: string, taskDefinition: string): number => {
    const service = services.find(arn);
    const runs = service.active.filter((revision) => revision.taskDefinition === taskDefinition);
    return runs.reduce((sum, revision) => sum + traffic.share(service, revision), 0);
  };
  return {
    model: { ...tasks.model, ...writes, ...createReads(services, tasks) },
    register: tasks.register,
    createService: services.create,
    alarm,
    setFailing: (taskDefinition, isFailing) => {
      if (isFailing) failing.add(taskDefinition);
      else failing.delete(taskDefinition);
    },
    share,
    holder: (arn) => {
      const { active, current } = services.find(arn);
      const of = ({ taskDefinition }: typeof current) => share(arn, taskDefinition);
      return active.reduce((most, one) => (of(one) > of(most) ? one : most), current).taskDefinition;
    },
    underWay: (arn) => {
      const newest = services.find(arn).deployments.at(-1);
      if (newest === undefined || !isOngoing(newest)) return null;
      const { status, stage, pauses } = newest;
      const open = pauses.filter((pause) => pause.status === 'AWAITING_ACTION');
      const pausedUntil = open.length === 0 ? null : Math.min(...open.map(({ expiresAt }) => expiresAt));
      return { status, stage, pausedUntil };
    },
    behind: (group) => {
      const revisions = services.all().flatMap(({ active }) => active);
      return revisions.findLast((one) => one.group === group && one.running > 0)?.taskDefinition ?? null;
    },
  };
}

const missingFailure = (arn: string) => ({ arn, reason: 'MISSING' });

/** Creates the operations that change nothing. */
function createReads(services: ReturnType<typeof createServices>, tasks: Pick<TaskDefinitions, 'find'>): Model {
  return {
    DescribeServices({ cluster, services: names = [] }: DescribeServicesCommandInput) {
      const found = names.map((name) => services.findNamed(cluster, name) ?? missingFailure(name));
      return {
        services: found.flatMap((one) => ('reason' in one ? [] : [describeService(one)])),
        failures: found.filter((one) => 'reason' in one),
      };
    },
    ListServiceDeployments(input: ListServiceDeploymentsCommandInput) {
      const { cluster, service: name = '', status, createdAt, maxResults, nextToken } = input;
      const service = services.requireNamed(clusterArn(cluster), name);
      const { before, after } = createdAt ?? {};
      const wanted = service.deployments.filter(
        (one) =>
          (status === undefined || status.length === 0 || status.includes(one.status)) &&
          (before === undefined || one.createdAt < before.getTime()) &&
          (after === undefined || one.createdAt > after.getTime()),
      );
      const { items, next } = page(wanted.toReversed(), { maxResults, nextToken, size: 20 });
      return { serviceDeployments: items.map((deployment) => describeBrief({ service, deployment })), ...next };
    },
    DescribeServiceDeployments({ serviceDeploymentArns: arns = [] }: DescribeServiceDeploymentsCommandInput) {
      const found = arns.map((arn) => services.findDeployment(arn) ?? missingFailure(arn));
      return {
        serviceDeployments: found.flatMap((one) => ('reason' in one ? [] : [describeDeployment(one)])),
        failures: found.filter((one) => 'reason' in one),
      };
    },
    DescribeServiceRevisions({ serviceRevisionArns: arns = [] }: DescribeServiceRevisionsCommandInput) {
      const all = services
        .all()
        .flatMap((service) => service.deployments.map(({ target }) => ({ service, revision: target })));
      const found = arns.map((arn) => all.find(({ revision }) => revision.arn === arn) ?? missingFailure(arn));
      return {
        serviceRevisions: found.flatMap((one) =>
          'reason' in one
            ? []
            : [describeServiceRevision(one.service, one.revision, tasks.find(one.revision.taskDefinition))],
        ),
        failures: found.filter((one) => 'reason' in one),
      };
    },
  };
}

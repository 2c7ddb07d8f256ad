import * as z from 'zod/mini';
import type { DeploymentNews } from '../../ports/inbound/deployment-event.ts';
import type { Log } from '../../ports/log.ts';
import { problemsIn } from '../wire-format.ts';

const HOOK = 'ECS Hook State Change';
const DEPLOYMENT = 'ECS Deployment State Change';

/** The envelope of an event of Amazon ECS about a deployment. Only AWS can send events with a source of `aws.`. */
const envelope = z.object({ source: z.literal('aws.ecs'), 'detail-type': z.enum([HOOK, DEPLOYMENT]) });

/**
 * The parts of both events that are read (Amazon ECS developer guide, "Amazon ECS service deployment hook state change events" and
 * "Amazon ECS service deployment state change events"). A hook names its service in the detail, a deployment in `resources`.
 */
const event = z.union([
  z.object({ 'detail-type': z.literal(HOOK), detail: z.object({ eventName: z.string(), serviceArn: z.string() }) }),
  z.object({
    'detail-type': z.literal(DEPLOYMENT),
    resources: z.array(z.string()).check(z.minLength(1)),
    detail: z.object({ eventName: z.string() }),
  }),
]);

/** Tells whether an event is about a deployment of Amazon ECS. */
export function isDeploymentEvent(candidate: unknown): boolean {
  return envelope.safeParse(candidate).success;
}

/** The dependencies of the receiver. */
interface Parts {
  /** Returns the name of the target that the ARN of a service of ECS stands for; null where it stands for none. */
  readonly deployedTarget: (arn: string) => string | null;
  readonly accept: (news: DeploymentNews) => Promise<void>;
  readonly log: Log;
}

/**
 * Creates the receiver of the events about deployments. It believes nothing of them but the service: the engine reads the deployment as
 * it is by then, so that late and repeated events do no harm.
 * @returns a function of the event; it throws the errors of `accept`, so that the event is retried
 */
export function createDeploymentReceiver({ deployedTarget, accept, log }: Parts): (event: unknown) => Promise<void> {
  return async (candidate) => {
    const parsed = event.safeParse(candidate);
    if (!parsed.success) {
      const problems = problemsIn(parsed.error, 'event');
      return log.error({ code: 'malformed-deployment', problems }, 'dropped an event of ECS that has not its shape');
    }
    const arns = 'resources' in parsed.data ? parsed.data.resources : [parsed.data.detail.serviceArn];
    for (const arn of arns) {
      const target = deployedTarget(arn);
      if (target !== null) await accept({ target });
    }
  };
}

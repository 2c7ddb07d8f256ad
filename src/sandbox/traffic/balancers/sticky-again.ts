import type { Service } from '../../../domain/service.ts';
import { actionArn, type Roles } from '../../account/roles.ts';
import { forwardOf } from '../../cloud/elbv2/actions.ts';
import type { Elbv2Cloud } from '../../cloud/elbv2/elbv2.ts';

/** The time for which users of a load balancer keep their target group, in seconds. */
export const STICKY_SECONDS = 300;

/** The dependencies of turning stickiness on again. */
export interface StickyAgainDeps {
  readonly services: readonly Service[];
  readonly roles: Pick<Roles, 'isRunning'>;
  readonly elb: Pick<Elbv2Cloud, 'actions' | 'stick'>;
  readonly now: () => number;
}

/**
 * Turns the stickiness of load balancers on again that a rollback turned off, as a team does once the cookies of before have expired.
 */
export function restoreStickiness({ services, roles, elb, now }: StickyAgainDeps): () => void {
  const places = services.flatMap(({ name, targets }) =>
    targets.filter(({ kind }) => kind === 'alb').map((target) => ({ name, arn: actionArn(target) })),
  );
  const offSince = new Map<string, number>();
  return () => {
    for (const { name, arn } of places) {
      if (roles.isRunning(name) || forwardOf(elb.actions(arn) ?? []).sticky !== null) {
        offSince.delete(arn);
        continue;
      }
      const since = offSince.get(arn) ?? now();
      offSince.set(arn, since);
      if (now() - since >= STICKY_SECONDS * 1000) elb.stick(arn, STICKY_SECONDS);
    }
  };
}

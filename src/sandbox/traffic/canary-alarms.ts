import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Service } from '../../domain/service.ts';
import type { Roles } from '../account/roles.ts';
import { alarmsFor, measuresCanary } from './alarms.ts';

/** The dependencies of following the canary with alarms. */
export interface CanaryAlarmsDeps {
  readonly services: readonly Service[];
  readonly roles: Pick<Roles, 'stable'>;
  readonly put: (alarm: PutMetricAlarmCommandInput) => void;
}

/**
 * Points the alarms on a canary's own version at the version after the one that users have, as a team's deployment does when it
 * publishes a version. It does so once per change, and never while a rollout runs.
 */
export function followCanaries({ services, roles, put }: CanaryAlarmsDeps): () => void {
  const known = new Map<string, string>();
  return () => {
    for (const service of services.filter(measuresCanary)) {
      const [target] = service.targets;
      if (target === undefined) continue;
      const stable = roles.stable(service.name, target);
      if (known.get(service.name) === stable) continue;
      if (known.has(service.name)) for (const alarm of alarmsFor(service, stable)) put(alarm);
      known.set(service.name, stable);
    }
  };
}

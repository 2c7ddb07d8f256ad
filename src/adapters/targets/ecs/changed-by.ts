import * as z from 'zod/mini';
import type { ApiCall } from '../../../ports/inbound/api-call.ts';
import { ecsName, lastPart, targetOfService } from './config.ts';

const parameters = z.object({ cluster: z.optional(z.string()), service: z.string() });

/** Returns the names of the targets that a call to Amazon ECS changed. Names may come as ARNs; without a cluster it is `default`. */
export function ecsServicesChangedBy({ name, parameters: said }: ApiCall): readonly string[] {
  const parsed = name === 'UpdateService' ? parameters.safeParse(said) : null;
  if (!parsed?.success) return [];
  const { cluster = 'default', service } = parsed.data;
  return [targetOfService(service) ?? ecsName({ cluster: lastPart(cluster), service: lastPart(service) })];
}

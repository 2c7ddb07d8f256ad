import * as z from 'zod/mini';
import type { ApiCall } from '../../../ports/inbound/api-call.ts';
import { albName } from './config.ts';

const parameters = z.object({ listenerArn: z.optional(z.string()), ruleArn: z.optional(z.string()) });

/** Returns the names of the targets that a call to Elastic Load Balancing changed. */
export function forwardsChangedBy({ name, parameters: said }: ApiCall): readonly string[] {
  const parsed = name === 'ModifyListener' || name === 'ModifyRule' ? parameters.safeParse(said) : null;
  if (!parsed?.success) return [];
  const { listenerArn: listener, ruleArn: rule } = parsed.data;
  return listener === undefined && rule === undefined ? [] : [albName({ listener, rule })];
}

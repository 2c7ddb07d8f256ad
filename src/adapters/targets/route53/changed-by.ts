import * as z from 'zod/mini';
import type { ApiCall } from '../../../ports/inbound/api-call.ts';
import { route53Name } from './config.ts';

const parameters = z.object({
  hostedZoneId: z.string(),
  changeBatch: z.object({
    changes: z.array(z.object({ resourceRecordSet: z.object({ name: z.string(), type: z.string() }) })),
  }),
});

/** Returns the names of the targets that a call to Route 53 changed. */
export function recordsChangedBy({ name, parameters: said }: ApiCall): readonly string[] {
  const parsed = name === 'ChangeResourceRecordSets' ? parameters.safeParse(said) : null;
  if (!parsed?.success) return [];
  const { hostedZoneId, changeBatch } = parsed.data;
  const zone = hostedZoneId.replace(/^\/?hostedzone\//, '');
  const names = changeBatch.changes.map(({ resourceRecordSet: { name: record, type } }) =>
    route53Name({ record: record.replace(/^\\052/, '*'), type, zone }),
  );
  return [...new Set(names)];
}

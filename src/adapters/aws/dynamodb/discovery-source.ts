import type { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import type { Clock } from '../../../ports/clock.ts';
import type { DiscoverySource } from '../../../ports/discovery-source.ts';
import type { Log } from '../../../ports/log.ts';
import { createTtlCache } from '../../shared/ttl-cache.ts';
import { createServices } from '../ssm/services.ts';
import { type RecordTable, readRecord } from './read-record.ts';
import { discoveryShape, sideShape } from './service-shape.ts';

/**
 * How long a record answers, in milliseconds, also that it cannot be read: as many reads as there are periods in which
 * somebody asks, in each container, however many users there are.
 */
const RECORD_FRESH_FOR = 5_000;

/** What is read of a stored service; all else in it is not looked at. */
const told = z.object({
  discovery: z.optional(z.nullable(discoveryShape)),
  environments: z.optional(z.nullable(z.object({ stable: sideShape }))),
});

/** What discovery is read with. */
interface Parts {
  readonly ssm: SSMClient;
  readonly records: RecordTable;
  readonly clock: Clock;
  readonly log: Log;
  /** What the parameters' names begin with; ends in `/`. */
  readonly prefix: string;
}

/** Reads what discovery answers from: configurations from SSM every 30 s, records from DynamoDB every 5 s, while somebody asks. */
export function createDiscoverySource({ ssm, records, clock, log, prefix }: Parts): DiscoverySource {
  const services = createServices<z.infer<typeof told>>({
    client: ssm,
    clock,
    prefix,
    parse: (json) => told.parse(json),
  });
  const memory = createTtlCache<Awaited<ReturnType<DiscoverySource['record']>>>(clock, RECORD_FRESH_FOR);
  return {
    async settings(service) {
      // Names that nobody configured cost no read each: anybody may ask for any.
      if (!(await services.names()).includes(service)) return null;
      const { discovery = null, environments = null } = (await services.get(service, false)) ?? {};
      return discovery === null ? null : { ...discovery, stable: environments?.stable ?? null };
    },
    record: (service) =>
      memory.get(service, () =>
        readRecord(records, service).catch((error: unknown) => {
          log.error({ service, error }, 'the record cannot be read; everyone is told stable');
          return 'unreadable' as const;
        }),
      ),
  };
}

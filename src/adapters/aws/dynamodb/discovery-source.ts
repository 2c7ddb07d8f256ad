import type { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { environmentIdSchema } from '../../../domain/environment/environment.ts';
import { discoverySchema } from '../../../domain/service.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { DiscoverySource } from '../../../ports/discovery-source.ts';
import type { Log } from '../../../ports/log.ts';
import { createTtlCache } from '../../shared/ttl-cache.ts';
import { createServices } from '../ssm/services.ts';
import { type RecordTable, readRecord } from './read-record.ts';

/**
 * The time a record is cached, in milliseconds, also when it cannot be read: each container reads it at most once in that time,
 * however many users there are.
 */
const RECORD_FRESH_FOR = 5_000;

/** The fields that are read of a stored service; the others are ignored. */
const told = z.object({
  discovery: z.optional(z.nullable(discoverySchema)),
  environments: z.optional(z.nullable(z.object({ stable: environmentIdSchema }))),
});

/** The dependencies of reading discovery. */
interface Parts {
  readonly ssm: SSMClient;
  readonly records: RecordTable;
  readonly clock: Clock;
  readonly log: Log;
  /** The prefix of the parameters' names; ends in `/`. */
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

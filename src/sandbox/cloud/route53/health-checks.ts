import {
  type GetHealthCheckCommandInput,
  type GetHealthCheckStatusCommandInput,
  type HealthCheck,
  type HealthCheckConfig,
  type HealthCheckObservation,
  NoSuchHealthCheck,
} from '@aws-sdk/client-route-53';
import type { Model } from '../attach.ts';

/** The checkers of an endpoint: two in each of the eight regions. */
const REGIONS = [
  'us-east-1',
  'us-west-1',
  'us-west-2',
  'eu-west-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'sa-east-1',
] as const;
const CHECKERS = 2 * REGIONS.length;

/** The health checks of one account. */
export interface HealthChecks {
  readonly model: Model;
  /** Creates a health check of an endpoint, or of another kind, which every checker reaches. */
  createHealthCheck(id: string, config?: Partial<HealthCheckConfig>): void;
  deleteHealthCheck(id: string): void;
  /** Makes so many of the 16 checkers report a failure. */
  failHealthCheck(id: string, failing?: number): void;
}

interface Known {
  readonly check: HealthCheck;
  failing: number;
}

/**
 * Creates a model of Route 53's health checks: their configuration and what the checkers report. They take no part in the answers to
 * resolvers.
 */
export function createHealthChecks(world: { now(): number }): HealthChecks {
  const known = new Map<string, Known>();
  const find = (id: string | undefined): Known => {
    const found = known.get(id ?? '');
    if (found !== undefined) return found;
    throw new NoSuchHealthCheck({ message: `A health check with id ${id} does not exist.`, $metadata: {} });
  };
  const observation = (checker: number, failing: number): HealthCheckObservation => ({
    Region: REGIONS[checker % REGIONS.length],
    IPAddress: `15.177.${checker}.1`,
    StatusReport: {
      Status:
        checker < failing
          ? 'Failure: The health checker could not establish a connection within the timeout limit.'
          : 'Success: HTTP Status Code 200, OK',
      CheckedTime: new Date(world.now()),
    },
  });
  return {
    model: {
      GetHealthCheck: ({ HealthCheckId }: GetHealthCheckCommandInput) => ({ HealthCheck: find(HealthCheckId).check }),
      GetHealthCheckStatus({ HealthCheckId }: GetHealthCheckStatusCommandInput) {
        const { failing } = find(HealthCheckId);
        const HealthCheckObservations = Array.from({ length: CHECKERS }, (_, n) => observation(n, failing));
        return { HealthCheckObservations };
      },
    },
    createHealthCheck(id, config = {}) {
      const HealthCheckConfig = { Type: 'HTTPS' as const, FullyQualifiedDomainName: 'app.example.com', ...config };
      known.set(id, {
        check: { Id: id, CallerReference: id, HealthCheckConfig, HealthCheckVersion: 1 },
        failing: 0,
      });
    },
    deleteHealthCheck: (id) => known.delete(id),
    failHealthCheck(id, failing = CHECKERS) {
      find(id).failing = failing;
    },
  };
}

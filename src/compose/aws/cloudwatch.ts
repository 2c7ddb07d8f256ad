import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { createArmReadings } from '../../adapters/aws/cloudwatch/arm-readings.ts';
import { createHealth } from '../../adapters/aws/cloudwatch/health.ts';
import { createMetrics } from '../../adapters/aws/cloudwatch/metrics.ts';
import type { Deps } from '../../engine/deps.ts';
import type { Clock } from '../../ports/clock.ts';

/** Creates a client of CloudWatch. */
export function cloudWatchClient(config: CloudWatchClientConfig): CloudWatchClient {
  return new CloudWatchClient(config);
}

/** Creates the adapters that read from CloudWatch. @param usEast1 the client for alarms and metrics in us-east-1 */
export function cloudWatchAdapters(
  client: CloudWatchClient,
  usEast1: CloudWatchClient,
  clock: Clock,
): Pick<Deps, 'health' | 'metrics' | 'arms'> {
  return {
    health: createHealth({ client, usEast1, clock }),
    metrics: createMetrics({ client, clock }),
    arms: createArmReadings({ client, usEast1 }),
  };
}

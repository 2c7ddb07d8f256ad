import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createArmReadings } from '../../adapters/aws/cloudwatch/arm-readings.ts';
import { systemClock } from '../clock.ts';

/** Creates the access to metrics of `serin simulate --backtest`, with the credentials and the region of the environment. */
export function createPastMetrics() {
  const defaults = clientDefaults();
  const client = new CloudWatchClient(defaults);
  const usEast1 = new CloudWatchClient({ ...defaults, region: 'us-east-1' });
  return { readings: createArmReadings({ client, usEast1 }), now: systemClock.now };
}

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { createArmReadings } from '../adapters/aws/cloudwatch/arm-readings.ts';
import { systemClock } from './clock.ts';

/** Creates the access to metrics of `serin simulate --backtest`, with the credentials and the region of the environment. */
export function createPastMetrics() {
  return { readings: createArmReadings({ client: new CloudWatchClient(clientDefaults()) }), now: systemClock.now };
}

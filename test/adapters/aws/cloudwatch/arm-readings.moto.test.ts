import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArmReadings } from '../../../../src/adapters/aws/cloudwatch/arm-readings.ts';
import type { ArmMetric } from '../../../../src/domain/analysis/metrics.ts';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { localConfig } from '../support/local-config.ts';
import { armReadingsContract, aSource, put } from './arm-readings-contract.ts';

describe('the metrics of both arms in CloudWatch on moto', () => {
  const MINUTE = 60_000;
  const now = Date.UTC(2026, 0, 5, 9);
  let moto: Moto;
  let client: CloudWatchClient;
  beforeAll(async () => {
    moto = await startMoto();
    client = new CloudWatchClient({ ...localConfig, endpoint: moto.url });
  });
  afterAll(async () => {
    client.destroy();
    await moto.stop();
  });

  armReadingsContract(() => ({ client, now }));

  // Moto 5.2 answers 500 with a page of HTML for TC(a:b) and for percentiles: only the model of the sandbox shows those.
  it('does not know the statistics of latencies, and no reading is made up', async () => {
    const source = aSource('latency', { edges: [10, 20, 30, 40, 50, 60, 70] });
    const latency = source.stable.latency as ArmMetric;
    await put(client, source.stable.requests, now - MINUTE, [3]);
    await put(client, latency, now - MINUTE, [5, 15, 900]);
    const arms = createArmReadings({ client, usEast1: client });
    await expect(arms.minutes({ sources: [source] }, { from: now - MINUTE, to: now })).rejects.toThrow(
      'not valid JSON',
    );
    await expect(arms.quantiles([latency], now - 180 * MINUTE, now)).rejects.toThrow('not valid JSON');
  });
});

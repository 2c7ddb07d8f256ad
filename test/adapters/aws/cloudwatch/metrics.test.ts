import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe } from 'vitest';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import { localConfig } from '../support/local-config.ts';
import { metricsContract } from './metrics-contract.ts';

describe('metrics in the model of CloudWatch', () => {
  const now = Date.UTC(2026, 0, 5, 9);
  let client: CloudWatchClient;
  beforeEach(() => {
    const { model } = createCloudWatchModel({ now: () => now, emit: () => undefined });
    client = attach(new CloudWatchClient(localConfig), 'CloudWatch', model);
  });

  metricsContract(() => ({ client, now }));
});

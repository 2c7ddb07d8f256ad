import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/config/read/parse-config.ts';
import { aRecord } from '../../../adapters/targets/route53/world.ts';
import { aMotoBalancer } from '../../../adapters/targets/support/a-moto-balancer.ts';
import { aMotoFunction } from '../../../adapters/targets/support/a-moto-function.ts';
import { type Moto, startMoto } from '../../../support/moto.ts';

let moto: Moto;
let folder: string;
beforeAll(async () => {
  moto = await startMoto();
  folder = await mkdtemp(join(tmpdir(), 'serin-'));
});
afterAll(async () => {
  await moto.stop();
  await rm(folder, { recursive: true });
});

it('serin init writes what is in an account, and lint takes it', async () => {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const config = { region: 'us-east-1', endpoint: moto.url, credentials };
  const route53 = new Route53Client(config);
  await aMotoFunction(moto, new LambdaClient(config), 'checkout-api');
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'any' }),
  );
  const Changes = [aRecord('primary', 100), aRecord('canary', 0)].map((ResourceRecordSet) => ({
    Action: 'CREATE' as const,
    ResourceRecordSet,
  }));
  await route53.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: HostedZone?.Id ?? '', ChangeBatch: { Changes } }),
  );
  const { listener, rule } = await aMotoBalancer(moto, new ElasticLoadBalancingV2Client(config));
  await new CloudWatchClient(config).send(
    new PutMetricAlarmCommand({
      AlarmName: 'checkout: 5xx #1',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: 'checkout-api' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: moto.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  };
  const serin = async (...args: readonly string[]) =>
    (
      await promisify(execFile)(process.execPath, [join(process.cwd(), 'src/cli/serin.mjs'), ...args], {
        env,
        cwd: folder,
      })
    ).stdout;
  expect(await serin('init', '-o', 'serin.yml')).toContain('serin.yml: 4 services.');
  expect(parseConfig(await readFile(join(folder, 'serin.yml'), 'utf8'))).toMatchObject({
    ok: true,
    services: [
      { name: 'checkout-api', alarms: ['checkout: 5xx #1'], targets: [{ kind: 'lambda-alias', alias: 'live' }] },
      { name: 'app', targets: [{ kind: 'route53', record: 'app.example.com' }] },
      { name: 'orders', targets: [{ kind: 'alb', listener, groups: ['orders-blue', 'orders-green'] }] },
      { name: 'orders-2', targets: [{ kind: 'alb', rule, groups: ['orders-blue', 'orders-green'] }] },
    ],
  });
  expect(await serin('lint', 'serin.yml')).toContain('checkout-api  ');
});

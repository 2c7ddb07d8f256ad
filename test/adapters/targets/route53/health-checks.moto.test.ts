import { CreateHealthCheckCommand, type HealthCheckConfig, Route53Client } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findingsAbout } from '../../../../src/adapters/targets/finding.ts';
import { healthFindings } from '../../../../src/adapters/targets/route53/health-checks.ts';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { aRecord } from './world.ts';

let moto: Moto;
let client: Route53Client;
beforeAll(async () => {
  moto = await startMoto();
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new Route53Client({ region: 'us-east-1', endpoint: moto.url, credentials });
});
afterAll(() => moto.stop());

async function aHealthCheck(HealthCheckConfig: HealthCheckConfig): Promise<string> {
  const CallerReference = JSON.stringify(HealthCheckConfig);
  const { HealthCheck } = await client.send(new CreateHealthCheckCommand({ CallerReference, HealthCheckConfig }));
  return HealthCheck?.Id ?? '';
}

async function codes(HealthCheckId: string): Promise<readonly string[]> {
  const pair = { stable: aRecord('primary', 100), canary: aRecord('canary', 0, { HealthCheckId }) };
  return (await healthFindings(client, pair, findingsAbout('any'))).map(({ code }) => code);
}

// moto's only checker always reports a success, so that a failing one is tried on the model alone.
it('finds nothing where the checkers report a success', async () => {
  expect(await codes(await aHealthCheck({ Type: 'HTTPS', FullyQualifiedDomainName: 'app.example.com' }))).toEqual([]);
});

it('says that the state of a calculated check is not known', async () => {
  const id = await aHealthCheck({ Type: 'CALCULATED', HealthThreshold: 1, ChildHealthChecks: [] });
  expect(await codes(id)).toEqual(['health-unknown']);
});

it('finds that a check was deleted', async () => {
  expect(await codes('00000000-0000-0000-0000-000000000000')).toEqual(['health-check-gone']);
});

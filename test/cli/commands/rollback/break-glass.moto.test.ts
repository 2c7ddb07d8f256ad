import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aMotoFunction } from '../../../adapters/targets/support/a-moto-function.ts';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { aBrokenRollout, before } from '../../a-broken-rollout.ts';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

it('serin rollback --from brings an alias and two records back in an AWS that has nothing of Serin in it', async () => {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const config = { region: 'us-east-1', endpoint: moto.url, credentials };
  const [lambda, route53] = [new LambdaClient(config), new Route53Client(config)];
  await aMotoFunction(moto, lambda, 'checkout-api');
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'any' }),
  );
  const world = await aBrokenRollout({ lambda, route53 }, (HostedZone?.Id ?? '').replace('/hostedzone/', ''));
  expect((await world.look()).alias).toEqual({ version: '1', weights: { 2: 0.25 } });
  const { code, out } = await world.rollback();
  expect(out).toContain('✓ lambda-alias checkout-api:live: as its baseline');
  expect(await world.look()).toEqual(before);
  expect(code).toBe(0);
});

import { describe, expect, it } from 'vitest';
import { createLambdaFunctions } from '../../../../src/adapters/components/lambda-functions/component.ts';
import { compareEnvironments } from '../../../../src/environments/compare-environments.ts';
import { ComponentChanged } from '../../../../src/ports/component.ts';
import { noting, someFunctions } from '../aws-clients.ts';
import { componentContract } from '../component-contract.ts';

const config = {
  kind: 'lambda-functions',
  functions: ['shop-api', 'shop-orders'],
  aliases: { a: 'env-a', b: 'env-b' },
};
const name = 'lambda-functions shop-api';
const toB = (cloud: ReturnType<typeof someFunctions>['cloud'], input: object) =>
  (cloud.model.UpdateAlias as (input: object) => unknown)({ FunctionName: 'shop-api', Name: 'env-b', ...input });

componentContract('lambda-functions on the model', 'lambda-functions', async () => {
  const { cloud, client } = someFunctions();
  return {
    component: createLambdaFunctions(client),
    config,
    name,
    deployToB: async () => {
      toB(cloud, { FunctionVersion: '3' });
    },
    removeB: async () => cloud.deleteFunction('shop-api'),
  };
});

describe('lambda-functions', () => {
  it('refuses to move an alias that somebody else moved since it was read', async () => {
    const { cloud, client } = someFunctions();
    const component = createLambdaFunctions(client);
    const [reading] = await component.read(config);
    toB(cloud, { FunctionVersion: '3' });
    const move = { name, side: 'b', version: '2', expected: reading!.b! } as const;
    await expect(component.bring(config, move)).rejects.toThrow(ComponentChanged);
    expect(cloud.mainVersion('shop-api', 'env-b')).toBe('3');
  });

  it('does not say which is newer while an alias points to $LATEST', async () => {
    const { cloud, client } = someFunctions();
    toB(cloud, { FunctionVersion: '$LATEST' });
    const [reading] = await createLambdaFunctions(client).read(config);
    expect(compareEnvironments(reading!)).toMatchObject({ kind: 'unknown', why: expect.stringContaining('$LATEST') });
  });

  it('names an alias that is split between two versions, and what to do', async () => {
    const { cloud, client } = someFunctions();
    toB(cloud, { RoutingConfig: { AdditionalVersionWeights: { 3: 0.1 } } });
    const component = createLambdaFunctions(client);
    const [reading] = await component.read(config);
    expect(reading?.troubles).toEqual([
      {
        message: 'shop-api:env-b, which stands for b, also sends requests to version 3.',
        remedy: expect.stringContaining('clear the weights'),
      },
    ]);
    expect(reading?.b?.order).toBeNull();
    expect((await component.digests(config))[0]?.b).toBe('1+3@0.1');
  });

  describe('with a version that Lambda cannot invoke', () => {
    const troublesWhen = async (version: string, aliases: Record<string, string> = {}) => {
      const { cloud, client } = someFunctions();
      for (const [alias, number] of Object.entries(aliases)) cloud.createAlias('shop-api', alias, number);
      cloud.setState('shop-api', version, { State: 'Failed', StateReasonCode: 'FunctionError' });
      const [reading] = await createLambdaFunctions(client).read(config);
      return reading?.troubles;
    };

    it('leaves that to a person where it is the newest', async () => {
      const trouble = {
        message:
          'Version 2 (v54) of shop-api cannot serve: Lambda says Failed (FunctionError). Every request to it fails.',
        remedy: expect.stringContaining('publish a new version'),
      };
      expect(await troublesWhen('2')).toEqual([trouble]);
      expect(await troublesWhen('2', { 'env-a': '1', 'env-b': '2' })).toEqual([trouble]);
      expect(await troublesWhen('2', { 'env-b': '2' })).toEqual([trouble]);
    });

    it('lets a sync put it right where the other environment has a newer one', async () => {
      expect(await troublesWhen('1')).toEqual([]);
      expect(await troublesWhen('1', { 'env-a': '1', 'env-b': '2' })).toEqual([]);
    });

    it('says nothing of one that is only doubtful', async () => {
      const { cloud, client } = someFunctions();
      cloud.setState('shop-api', '2', { LastUpdateStatus: 'Failed' });
      const [reading] = await createLambdaFunctions(client).read(config);
      expect(reading?.troubles).toEqual([]);
    });
  });

  it('asks twice per function for digests, and looks up labels only for versions that are there', async () => {
    const calls: string[] = [];
    const { client } = someFunctions(noting(calls));
    const component = createLambdaFunctions(client);
    await component.digests(config);
    expect(calls).toEqual(['GetAlias', 'GetAlias', 'GetAlias', 'GetAlias']);
    calls.length = 0;
    await component.read({ ...config, functions: ['shop-api'] });
    expect(calls).toEqual(['GetAlias', 'GetAlias', 'GetFunctionConfiguration', 'GetFunctionConfiguration']);
  });

  it('refuses to move a function that is not in its configuration', async () => {
    const { client } = someFunctions();
    const component = createLambdaFunctions(client);
    const [reading] = await component.read(config);
    const move = { name: 'lambda-functions other', side: 'b', version: '2', expected: reading!.b! } as const;
    await expect(component.bring(config, move)).rejects.toMatchObject({ code: 'not-configured', permanent: true });
  });
});

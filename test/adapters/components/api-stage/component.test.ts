import { describe, expect, it } from 'vitest';
import { createApiStage } from '../../../../src/adapters/components/api-stage/component.ts';
import { noting, someStages } from '../aws-clients.ts';
import { componentContract } from '../component-contract.ts';

const config = { kind: 'api-stage', api: 'shop1', stages: { a: 'env-a', b: 'env-b' }, perSide: ['alias'] };
type Cloud = ReturnType<typeof someStages>['cloud'];

function putB(cloud: Cloud, variables: Record<string, string>, canaryPercent = 0): void {
  const deploymentId = cloud.deploymentOf('shop1', 'env-b')!;
  cloud.putStage('shop1', 'env-b', { deploymentId, variables, canaryPercent });
}

componentContract('api-stage on the model', 'api-stage', async () => {
  const { cloud, client } = someStages();
  return {
    component: createApiStage(client),
    config,
    name: 'api-stage shop1 env-a/env-b',
    deployToB: async () => {
      const variables = { alias: 'env-b', log: 'info' };
      cloud.putStage('shop1', 'env-b', { deploymentId: cloud.deploy('shop1', 'v55'), variables });
    },
    removeB: async () => cloud.removeStage('shop1', 'env-b'),
  };
});

describe('api-stage', () => {
  const troubles = async (change: (cloud: Cloud) => void, extra: object = {}) => {
    const { cloud, client } = someStages();
    change(cloud);
    const [reading] = await createApiStage(client).read({ ...config, ...extra });
    return reading!.troubles.map(({ message, remedy }) => `${message} ${remedy}`);
  };

  it('names a stage variable that differs without being per side, and not its value', async () => {
    const found = await troubles((cloud) => putB(cloud, { alias: 'env-b', log: 'a-secret' }));
    expect(found).toEqual([expect.stringMatching(/^The stage variable log is not the same.*perSide\.$/)]);
    expect(found.join()).not.toContain('a-secret');
  });

  it('names a stage variable that only one stage has', async () => {
    expect(await troubles((cloud) => putB(cloud, { alias: 'env-b', log: 'info', flag: '1' }))).toEqual([
      expect.stringContaining('The stage variable flag'),
    ]);
  });

  it('names a variable per side that leads both stages to the same place', async () => {
    expect(await troubles((cloud) => putB(cloud, { alias: 'env-a', log: 'info' }))).toEqual([
      expect.stringContaining('one environment would use the other'),
    ]);
  });

  it('names a variable per side that neither stage has', async () => {
    expect(await troubles(() => undefined, { perSide: ['alias', 'table'] })).toEqual([
      expect.stringContaining('The stage variable table must differ'),
    ]);
  });

  it("names API Gateway's own canary of a stage", async () => {
    expect(await troubles((cloud) => putB(cloud, { alias: 'env-b', log: 'info' }, 10))).toEqual([
      expect.stringContaining('env-b has a canary of API Gateway with 10%'),
    ]);
  });

  it('names a base path that leads elsewhere, or nowhere', async () => {
    const basePaths = { a: 'api.example.com/a', b: 'api-b.example.com' };
    const map = (cloud: Cloud) => cloud.mapBasePath('api.example.com', 'a', 'shop1', 'env-b');
    expect(await troubles(map, { basePaths })).toEqual([
      expect.stringContaining('api.example.com/a leads to shop1/env-b, not to shop1/env-a.'),
      expect.stringContaining('api-b.example.com leads to nothing, not to shop1/env-b.'),
    ]);
    const right = (cloud: Cloud) => {
      cloud.mapBasePath('api.example.com', 'a', 'shop1', 'env-a');
      cloud.mapBasePath('api-b.example.com', '(none)', 'shop1', 'env-b');
    };
    expect(await troubles(right, { basePaths })).toEqual([]);
  });

  it('has a digest that changes with a variable, and asks twice for both', async () => {
    const calls: string[] = [];
    const { cloud, client } = someStages(noting(calls));
    const component = createApiStage(client);
    const [before] = await component.digests(config);
    expect(calls).toEqual(['GetStage', 'GetStage']);
    putB(cloud, { alias: 'env-a', log: 'info' });
    const [after] = await component.digests(config);
    expect(after?.b).not.toBe(before?.b);
    expect(after?.a).toBe(before?.a);
  });
});

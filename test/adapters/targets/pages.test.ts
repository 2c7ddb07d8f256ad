import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';
import { createLambdaAliasTarget } from '../../../src/adapters/targets/lambda-alias/target.ts';
import { readGroup } from '../../../src/adapters/targets/route53/records.ts';
import { createRoute53Target } from '../../../src/adapters/targets/route53/target.ts';
import { attach, type Model } from '../../../src/sandbox/cloud/attach.ts';
import { inPages } from '../../support/in-pages.ts';
import { localConfig } from '../aws/support/local-config.ts';
import { aRecord, aRoute53Config } from './route53/world.ts';
import { aClock } from './support/a-clock.ts';
import { anAsk } from './support/a-target.ts';
import { aLambda, aRoute53 } from './support/aws-clients.ts';

describe('a function whose lists come in pages', () => {
  const paged = (more: (cloud: ReturnType<typeof aLambda>['cloud']) => Partial<Model>) => {
    const clock = aClock();
    const { cloud } = aLambda(clock);
    const { model } = cloud;
    const pages = inPages(model, { ListAliases: 'MaxItems', ListVersionsByFunction: 'MaxItems' });
    const client = attach(new LambdaClient(localConfig), 'Lambda', { ...pages, ...more(cloud) } as Model);
    return createLambdaAliasTarget({ client, clock });
  };
  const config = { kind: 'lambda-alias', function: 'checkout-api', alias: 'live' } as const;

  it('is looked through to the last alias and the last version', async () => {
    const target = paged((cloud) => {
      cloud.allowCalls('checkout-api', 'live');
      for (const name of ['one', 'two', 'three']) cloud.createAlias('checkout-api', name, '1');
      cloud.createAlias('checkout-api', 'last', '3');
      return {};
    });
    expect(await target.inspect(anAsk(config, { label: 'last' }))).toMatchObject({ canary: '3 (v55)', findings: [] });
  });

  it.each([
    ['with a mapping on its second page is called', [{ NextMarker: '1' }, { EventSourceMappings: [{ UUID: 'x' }] }], 0],
    ['without one on any page is not', [{ EventSourceMappings: [], NextMarker: '1' }, { EventSourceMappings: [] }], 1],
  ])('%s', async (_, answers, warnings) => {
    const asked: unknown[] = [];
    const target = paged(() => ({
      ListEventSourceMappings: (input: { Marker?: string }) => {
        asked.push(input.Marker);
        return answers[asked.length - 1];
      },
    }));
    const { findings } = await target.inspect(anAsk(config));
    expect(findings.filter(({ code }) => code === 'nobody-calls-alias')).toHaveLength(warnings);
    expect(asked).toEqual([undefined, '1']);
  });
});

describe('a zone whose lists come in pages', () => {
  const paged = () => {
    const clock = aClock();
    const { cloud } = aRoute53(clock);
    const pages = inPages(cloud.model, { ListHostedZonesByName: 'MaxItems' });
    // The look for a single NS record asks for one; everything else gets two.
    const list = cloud.model.ListResourceRecordSets as (input: { MaxItems?: number }) => unknown;
    const model: Model = {
      ...pages,
      ListResourceRecordSets: ((input: { MaxItems?: number }) => list({ MaxItems: 2, ...input })) as never,
    };
    const client = attach(new Route53Client(localConfig), 'Route53', model);
    return { cloud, client, target: createRoute53Target({ client, clock }) };
  };

  it('is looked through for all records of the name, and for no others', async () => {
    const { cloud, client } = paged();
    cloud.createZone({ id: 'Z1', name: 'example.com' });
    const identifiers = ['a', 'b', 'c', 'd', 'e'];
    for (const identifier of identifiers) cloud.createRecord('Z1', aRecord(identifier, 0));
    cloud.createRecord('Z1', { ...aRecord('z', 0), Name: 'zzz.example.com.' });
    const group = await readGroup(client, aRoute53Config('Z1'));
    expect(group.map(({ SetIdentifier }) => SetIdentifier)).toEqual(identifiers);
  });

  it('finds a record that takes a share on the second page of its group', async () => {
    const { cloud, target } = paged();
    cloud.createZone({ id: 'Z1', name: 'example.com' });
    for (const [identifier, weight] of [
      ['canary', 0],
      ['primary', 100],
      ['zz', 7],
    ] as const)
      cloud.createRecord('Z1', aRecord(identifier, weight));
    const { findings } = await target.inspect(anAsk(aRoute53Config('Z1')));
    expect(findings).toContainEqual(expect.objectContaining({ severity: 'blocks', code: 'third-identifier' }));
  });

  it('finds the rival of a zone behind private zones of the same name', async () => {
    const { cloud, target } = paged();
    for (const id of ['Z1', 'Z2', 'Z3', 'Z4'])
      cloud.createZone({ id, name: 'example.com', private: id === 'Z2' || id === 'Z3' });
    for (const [identifier, weight] of [
      ['canary', 0],
      ['primary', 100],
    ] as const)
      cloud.createRecord('Z1', aRecord(identifier, weight));
    const { findings } = await target.inspect(anAsk(aRoute53Config('Z1')));
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'two-zones-of-one-name', message: expect.stringContaining('Z4') }),
    );
  });
});

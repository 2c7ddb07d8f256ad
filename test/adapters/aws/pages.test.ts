import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { Route53Client } from '@aws-sdk/client-route-53';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/adapters/aws/cloudwatch/metrics.ts';
import { createServiceParameters } from '../../../src/adapters/aws/ssm/service-parameters.ts';
import { createServices } from '../../../src/adapters/aws/ssm/services.ts';
import { surveyRecords } from '../../../src/adapters/aws/survey-records.ts';
import { attach, type Model } from '../../../src/sandbox/cloud/attach.ts';
import { createSsmModel } from '../../../src/sandbox/cloud/ssm.ts';
import { inPages } from '../../support/in-pages.ts';
import { aRecord } from '../targets/route53/world.ts';
import { aClock } from '../targets/support/a-clock.ts';
import { aRoute53 } from '../targets/support/aws-clients.ts';
import { localConfig } from './support/local-config.ts';

describe('what comes in pages', () => {
  it('is read to the last service', async () => {
    const clock = aClock();
    const model = inPages(createSsmModel(clock).model, { GetParametersByPath: 'MaxResults' });
    const client = attach(new SSMClient(localConfig), 'SSM', model);
    const names = ['one', 'two', 'three', 'four', 'five'];
    for (const name of names)
      await client.send(new PutParameterCommand({ Name: `/serin/services/${name}`, Value: name, Type: 'String' }));
    const services = createServices({ client, clock, parse: (json) => json as never });
    expect(await services.names()).toEqual([...names].sort());
    expect([...(await createServiceParameters({ client }).all()).values()].sort()).toEqual([...names].sort());
  });

  it('is read to the last zone and the last record', async () => {
    const { cloud } = aRoute53(aClock());
    const model = inPages(cloud.model, { ListHostedZones: 'MaxItems', ListResourceRecordSets: 'MaxItems' });
    for (const id of ['Z1', 'Z2', 'Z3']) cloud.createZone({ id, name: 'example.com' });
    for (const identifier of ['a', 'b', 'c']) cloud.createRecord('Z3', aRecord(identifier, 0));
    const client = attach(new Route53Client(localConfig), 'Route53', model);
    const { found } = await surveyRecords(client, () => undefined);
    expect(found.map(({ zone, identifiers }) => [zone, identifiers])).toEqual([['Z3', ['a', 'b', 'c']]]);
  });

  it.each([
    [
      'a value on the second page',
      [
        { NextToken: 'x', MetricDataResults: [{ Id: 'left', Values: [] }] },
        { MetricDataResults: [{ Values: [7], Timestamps: [new Date(0)] }] },
      ],
      { value: 7, at: 0 },
      2,
    ],
    [
      'a value on the first page',
      [{ NextToken: 'x', MetricDataResults: [{ Values: [7, 8], Timestamps: [new Date(0), new Date(1)] }] }],
      { value: 7, at: 0 },
      1,
    ],
    ['no value on any page', [{ NextToken: 'x' }, { MetricDataResults: [] }], null, 2],
  ])('of a metric is read as far as it takes: %s', async (_, answers, reading, calls) => {
    let asked = 0;
    const model: Model = { GetMetricData: () => answers[asked++] };
    const client = attach(new CloudWatchClient(localConfig), 'CloudWatch', model);
    const metrics = createMetrics({ client, clock: aClock() });
    const metric = { namespace: 'Calls', name: 'Sessions', dimensions: {}, statistic: 'Sum' } as const;
    expect(await metrics.newest(metric, 0)).toEqual(reading);
    expect(asked).toBe(calls);
  });
});

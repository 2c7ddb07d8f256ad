import { ChangeResourceRecordSetsCommand, type ResourceRecordSet, Route53Client } from '@aws-sdk/client-route-53';
import { attach } from '../../src/sandbox/cloud/attach.ts';
import { createRoute53Model } from '../../src/sandbox/cloud/route53/route53.ts';

/** Route 53 with app.example.com in the zone Z1: two weighted records, all the weight on the first. Changes are in sync at once. */
export function aZone(clock: { now(): number }, identifiers: readonly [string, string]) {
  const route53 = createRoute53Model({ now: clock.now, syncMs: 0 });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = attach(new Route53Client({ region: 'us-east-1', credentials }), 'Route53', route53.model);
  const record = (index: 0 | 1, Weight: number): ResourceRecordSet => ({
    Name: 'app.example.com',
    Type: 'A',
    TTL: 60,
    SetIdentifier: identifiers[index],
    Weight,
    ResourceRecords: [{ Value: index === 0 ? '1.2.3.4' : '4.3.2.1' }],
  });
  route53.createZone({ id: 'Z1', name: 'example.com' });
  route53.createRecord('Z1', record(0, 100));
  route53.createRecord('Z1', record(1, 0));
  const setWeights = (first: number, second: number) =>
    client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: 'Z1',
        ChangeBatch: {
          Changes: [record(0, first), record(1, second)].map((set) => ({ Action: 'UPSERT', ResourceRecordSet: set })),
        },
      }),
    );
  return { route53, setWeights };
}

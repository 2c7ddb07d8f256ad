import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  InvalidChangeBatch,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  NoSuchHostedZone,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';
import { aRecord } from '../../../adapters/targets/route53/world.ts';
import { aClock } from '../../../adapters/targets/support/a-clock.ts';
import { aRoute53 } from '../../../adapters/targets/support/aws-clients.ts';

/** The zone example.com with `app`, 90 to 10. */
function aZone() {
  const clock = aClock();
  const { cloud, client } = aRoute53(clock);
  cloud.createZone({ id: 'Z1', name: 'example.com' });
  cloud.createRecord('Z1', aRecord('primary', 90));
  cloud.createRecord('Z1', aRecord('canary', 10));
  const change = (...Changes: Change[]) =>
    client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch: { Changes } }));
  const list = async () =>
    (await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1' }))).ResourceRecordSets;
  return { clock, cloud, client, change, list };
}

const upsert = (ResourceRecordSet: ResourceRecordSet): Change => ({ Action: 'UPSERT', ResourceRecordSet });
const create = (ResourceRecordSet: ResourceRecordSet): Change => ({ Action: 'CREATE', ResourceRecordSet });
const remove = (ResourceRecordSet: ResourceRecordSet): Change => ({ Action: 'DELETE', ResourceRecordSet });

describe('the model of Route 53', () => {
  const refused: [why: string, changes: Change[], message: RegExp][] = [
    [
      'a DELETE with another weight',
      [remove(aRecord('canary', 11))],
      /values provided do not match the current values/,
    ],
    ['a DELETE with another TTL', [remove(aRecord('canary', 10, { TTL: 61 }))], /do not match/],
    ['a DELETE of what is not there', [remove(aRecord('blue', 0))], /was not found/],
    ['a CREATE of what is there', [create(aRecord('canary', 10))], /already exists/],
    ['a weight above 255', [upsert(aRecord('canary', 256))], /0 to 255/],
    ['a weight that is no integer', [upsert(aRecord('canary', 0.5))], /0 to 255/],
    ['a second TTL in a group', [upsert(aRecord('canary', 10, { TTL: 30 }))], /same TTL/],
    [
      'a record outside the zone',
      [upsert(aRecord('canary', 10, { Name: 'app.example.org.' }))],
      /not permitted in zone/,
    ],
    ['a record without values', [upsert(aRecord('canary', 10, { ResourceRecords: undefined }))], /exactly one of/],
    [
      'a simple record beside weighted ones',
      [upsert({ Name: 'app.example.com', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '1.1.1.1' }] })],
      /other RRSets exist/,
    ],
    [
      'more than 100 weighted records of one name',
      Array.from({ length: 99 }, (_, index) => upsert(aRecord(`blue-${index}`, 0))),
      /More than 100/,
    ],
  ];
  it.each(refused)('refuses %s, and with it the whole batch', async (_why, changes, message) => {
    const { change, list } = aZone();
    const before = await list();
    const batch = change(upsert(aRecord('primary', 1)), ...changes);
    await expect(batch).rejects.toThrow(InvalidChangeBatch);
    await expect(batch).rejects.toThrow(message);
    expect(await list()).toEqual(before);
  });

  it('takes DELETE and CREATE of one record in a batch', async () => {
    const { change, cloud } = aZone();
    await change(remove(aRecord('canary', 10)), create(aRecord('canary', 60)));
    expect(cloud.share('app.example.com', 'A', 'canary')).toBe(40);
  });

  it('gives resolvers the old answer until the change is in sync', async () => {
    const { change, client, clock, cloud } = aZone();
    const { ChangeInfo } = await change(upsert(aRecord('primary', 0)));
    const status = async () => (await client.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status;
    clock.advance(29_999);
    expect([await status(), cloud.answer('app.example.com', 'A', 0.5)?.identifier]).toEqual(['PENDING', 'primary']);
    clock.advance(1);
    expect([await status(), cloud.answer('app.example.com', 'A', 0.5)?.identifier]).toEqual(['INSYNC', 'canary']);
  });

  it.each([
    [0, 'canary'],
    [0.0999, 'canary'],
    [0.1, 'primary'],
    [0.9999, 'primary'],
  ])('picks by weight: a random %d answers with %s', (random, identifier) => {
    expect(aZone().cloud.answer('APP.example.com', 'A', random)?.identifier).toBe(identifier);
  });

  it('answers with both equally when all weights are 0', async () => {
    const { change, clock, cloud } = aZone();
    await change(upsert(aRecord('primary', 0)), upsert(aRecord('canary', 0)));
    clock.advance(60_000);
    expect(cloud.share('app.example.com', 'A', 'canary')).toBe(50);
    expect([0.4, 0.6].map((random) => cloud.answer('app.example.com', 'A', random)?.identifier)).toEqual([
      'canary',
      'primary',
    ]);
  });

  it('answers with values and a TTL, 60 s for an alias, and with nothing for what is not there', () => {
    const { cloud } = aZone();
    const AliasTarget = { HostedZoneId: 'Z9', DNSName: 'lb.example.net.', EvaluateTargetHealth: true };
    cloud.createRecord('Z1', { Name: 'www.example.com', Type: 'A', AliasTarget });
    expect(cloud.answer('app.example.com', 'A', 0.5)).toEqual({ identifier: 'primary', values: ['1.2.3.4'], ttl: 60 });
    expect(cloud.answer('www.example.com', 'A', 0.5)).toEqual({
      identifier: null,
      values: ['lb.example.net.'],
      ttl: 60,
    });
    expect(cloud.answer('app.example.com', 'AAAA', 0.5)).toBeNull();
    expect(cloud.answer('app.example.org', 'A', 0.5)).toBeNull();
  });

  it('asks the most specific public zone', () => {
    const { cloud } = aZone();
    cloud.createZone({ id: 'Z2', name: 'app.example.com', private: true });
    expect(cloud.answer('app.example.com', 'A', 0.5)?.values).toEqual(['1.2.3.4']);
    cloud.createZone({ id: 'Z3', name: 'app.example.com' });
    expect(cloud.answer('app.example.com', 'A', 0.5)).toBeNull();
  });

  it('lists in pages, by the labels of the name from the right', async () => {
    const { client, cloud } = aZone();
    cloud.createRecord('Z1', aRecord('primary', 1, { Name: 'z.a.example.com' }));
    const page = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1', StartRecordName: 'a.example.com', MaxItems: 2 }),
    );
    expect(page.ResourceRecordSets?.map(({ Name, SetIdentifier }) => [Name, SetIdentifier])).toEqual([
      ['z.a.example.com.', 'primary'],
      ['app.example.com.', 'canary'],
    ]);
    expect(page).toMatchObject({
      IsTruncated: true,
      NextRecordName: 'app.example.com.',
      NextRecordIdentifier: 'primary',
    });
  });

  it('lists zones from a name on', async () => {
    const { client, cloud } = aZone();
    cloud.createZone({ id: 'Z2', name: 'app.example.com' });
    const { HostedZones } = await client.send(new ListHostedZonesByNameCommand({ DNSName: 'app.example.com' }));
    expect(HostedZones?.map(({ Id }) => Id)).toEqual(['/hostedzone/Z2']);
  });

  it('throws the SDK’s own error for a zone that is not there', async () => {
    const { client } = aRoute53(aClock());
    await expect(client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z9' }))).rejects.toThrow(
      NoSuchHostedZone,
    );
  });
});

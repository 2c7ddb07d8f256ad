import type { ListResourceRecordSetsCommandOutput, ResourceRecordSet, Route53Client } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';
import { describeDrift, readGroup } from '../../../../src/adapters/targets/route53/records.ts';
import { aRecord, aRoute53Config } from './world.ts';

const NAME = 'app.example.com.';

/** Reads the group of `app.example.com` A from a Route 53 that gives these pages, one a call. */
async function read(...pages: readonly Partial<ListResourceRecordSetsCommandOutput>[]) {
  const asked: object[] = [];
  const client = {
    send: async ({ input }: { readonly input: object }) => {
      asked.push(input);
      return pages[asked.length - 1];
    },
  } as unknown as Route53Client;
  const group = await readGroup(client, aRoute53Config('Z1'));
  return { asked, group: group.map(({ SetIdentifier }) => SetIdentifier) };
}

describe('the records of one name and type', () => {
  const next = { IsTruncated: true, NextRecordName: NAME, NextRecordType: 'A', NextRecordIdentifier: 'two' } as const;

  it('are read from page to page, each from the record that the last one named', async () => {
    const pages = [{ ResourceRecordSets: [aRecord('one', 1)], ...next }, { ResourceRecordSets: [aRecord('two', 0)] }];
    expect(await read(...pages)).toEqual({
      asked: [
        { HostedZoneId: 'Z1', StartRecordName: 'app.example.com', StartRecordType: 'A' },
        { HostedZoneId: 'Z1', StartRecordName: NAME, StartRecordType: 'A', StartRecordIdentifier: 'two' },
      ],
      group: ['one', 'two'],
    });
  });

  it.each<[string, Partial<ListResourceRecordSetsCommandOutput>]>([
    ['is the last', { ...next, IsTruncated: false }],
    ['is followed by another name', { ...next, NextRecordName: 'web.example.com.' }],
    ['is followed by another type', { ...next, NextRecordType: 'AAAA' }],
  ])('end with the page that %s', async (_, page) => {
    const { asked, group } = await read({ ResourceRecordSets: [aRecord('one', 1)], ...page });
    expect({ calls: asked.length, group }).toEqual({ calls: 1, group: ['one'] });
  });

  it('do not have those of other names and types in the page among them, and may be none', async () => {
    const others = [aRecord('six', 1, { Type: 'AAAA' }), aRecord('web', 1, { Name: 'web.example.com.' })];
    expect((await read({ ResourceRecordSets: [...others, aRecord('one', 1)] })).group).toEqual(['one']);
    expect((await read({})).group).toEqual([]);
  });
});

describe('what somebody changed of the two records', () => {
  const alias = (DNSName: string): Partial<ResourceRecordSet> => ({
    ResourceRecords: undefined,
    TTL: undefined,
    AliasTarget: { HostedZoneId: 'Z9', DNSName, EvaluateTargetHealth: false },
  });
  const drift = (
    before: Partial<ResourceRecordSet>,
    now: Partial<ResourceRecordSet>,
    ...more: readonly ResourceRecordSet[]
  ) => {
    const stable = aRecord('primary', 60);
    const is = { stable, canary: aRecord('canary', 40, now) };
    return describeDrift({ stable: aRecord('primary', 100), canary: aRecord('canary', 0, before) }, is, [
      ...more,
      is.stable,
      is.canary,
    ]);
  };

  it('is nothing where only weights differ, or another record has none', () => {
    expect(drift({}, {})).toBeNull();
    expect(drift({}, {}, aRecord('blue', 0), { ...aRecord('eu', 0), Weight: undefined })).toBeNull();
  });

  it.each<[string, Partial<ResourceRecordSet>, Partial<ResourceRecordSet>]>([
    ['canary has a TTL of 30, it was 60', {}, { TTL: 30 }],
    ['canary has the health check h-2, it was h-1', { HealthCheckId: 'h-1' }, { HealthCheckId: 'h-2' }],
    ['canary has the health check h-1, it was none', {}, { HealthCheckId: 'h-1' }],
    ['canary has the health check none, it was h-1', { HealthCheckId: 'h-1' }, {}],
    [
      'canary now answers 9.9.9.9, 8.8.8.8, it was 4.3.2.1; canary has a TTL of 30, it was 60',
      {},
      { TTL: 30, ResourceRecords: [{ Value: '9.9.9.9' }, { Value: '8.8.8.8' }] },
    ],
    [
      'canary now answers the alias b.example.net. (zone Z9), it was the alias a.example.net. (zone Z9)',
      alias('a.example.net.'),
      alias('b.example.net.'),
    ],
    [
      'canary now answers the alias a.example.net. (zone Z9), it was 4.3.2.1; canary has a TTL of its alias, it was 60',
      {},
      alias('a.example.net.'),
    ],
    [
      'canary now answers 4.3.2.1, it was the alias a.example.net. (zone Z9); canary has a TTL of 60, it was its alias',
      alias('a.example.net.'),
      {},
    ],
  ])('is said in words: %s', (words, before, now) => {
    expect(drift(before, now)).toBe(words);
  });

  it('is shown as it is where Serin has no words for it', () => {
    expect(drift({}, { MultiValueAnswer: true })).toMatch(
      /^canary has other settings: \{.*"MultiValueAnswer":true.*\}, it was \{.*\}$/,
    );
  });

  it('is a third record as well that takes a share beside them', () => {
    expect(drift({}, { TTL: 30 }, aRecord('blue', 3))).toBe(
      'canary has a TTL of 30, it was 60; blue takes a share beside them, with a weight of 3',
    );
  });
});

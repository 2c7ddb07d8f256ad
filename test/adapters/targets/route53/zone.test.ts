import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';
import { createRoute53Target } from '../../../../src/adapters/targets/route53/target.ts';
import type { Observer } from '../../../../src/sandbox/cloud/attach.ts';
import type { Route53Cloud } from '../../../../src/sandbox/cloud/route53/route53.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import { aRoute53 } from '../support/aws-clients.ts';
import { aRecord, aRoute53Config } from './world.ts';

const NAME = 'app.shop.example.com.';
const CUT = 'shop.example.com.';

interface Setting {
  /** The zones of the account besides Z1, by id. */
  readonly zones?: Readonly<Record<string, { readonly name: string; readonly private?: boolean }>>;
  /** What the zone Z0 delegates to whom, given the name servers of each zone. */
  delegates?(servers: (zone: string) => readonly string[]): Readonly<Record<string, readonly string[]>>;
  readonly observer?: Observer;
  /** Further records, by the zone that they are in. */
  readonly more?: readonly (readonly [zone: string, record: ResourceRecordSet])[];
  /** The name of the two records. */
  readonly name?: string;
}

const ABOVE = { Z0: { name: 'example.com' } };
const RIVAL = { Z2: { name: 'shop.example.com' } };

function delegate(cloud: Route53Cloud, name: string, servers: readonly string[]): void {
  const ResourceRecords = servers.map((server) => ({ Value: server }));
  cloud.createRecord('Z0', { Name: name, Type: 'NS', TTL: 172_800, ResourceRecords });
}

/** What is found about the zone Z1, `shop.example.com`, that holds the two records of `app.shop.example.com`. */
async function findings({ zones = {}, delegates, observer, more = [], name = NAME }: Setting) {
  const clock = aClock();
  const { cloud, client } = aRoute53(clock, observer);
  const all = Object.entries({ Z1: { name: 'shop.example.com' }, ...zones });
  const servers = new Map(all.map(([id, zone]) => [id, cloud.createZone({ id, ...zone })]));
  for (const record of [aRecord('primary', 100), aRecord('canary', 0)])
    cloud.createRecord('Z1', { ...record, Name: name });
  for (const [zone, record] of more) cloud.createRecord(zone, record);
  const delegations = delegates?.((zone) => servers.get(zone) ?? []) ?? {};
  for (const [name, to] of Object.entries(delegations)) delegate(cloud, name, to);
  const ask = anAsk({ ...aRoute53Config('Z1'), record: name });
  return (await createRoute53Target({ client, clock }).inspect(ask)).findings;
}

describe('the zone of the records', () => {
  it('is fine when the zone above it delegates to it, whoever else has a zone of that name', async () => {
    const delegates: Setting['delegates'] = (servers) => ({ [CUT]: servers('Z1') });
    expect(await findings({ zones: ABOVE, delegates })).toEqual([]);
    expect(await findings({ zones: { ...ABOVE, ...RIVAL }, delegates })).toEqual([]);
  });

  it('is compared however the servers are spelt', async () => {
    const delegates: Setting['delegates'] = (servers) => ({
      [CUT]: servers('Z1').map((one) => `${one.toUpperCase()}.`),
    });
    expect(await findings({ zones: { ...ABOVE, ...RIVAL }, delegates })).toEqual([]);
  });

  it('is refused when the zone above it delegates to the other zone of its name', async () => {
    const delegates: Setting['delegates'] = (servers) => ({ [CUT]: servers('Z2') });
    expect(await findings({ zones: { ...ABOVE, ...RIVAL }, delegates })).toMatchObject([
      {
        severity: 'blocks',
        code: 'zone-not-delegated',
        message: expect.stringMatching(/the zone above it, Z0, delegates shop\.example\.com to ns-\d+\.awsdns-/),
      },
    ]);
  });

  it('is refused when only some of the servers that the zone above it names are its own', async () => {
    const delegates: Setting['delegates'] = (servers) => ({ [CUT]: [...servers('Z1'), 'ns1.example.net'] });
    expect(await findings({ zones: ABOVE, delegates })).toMatchObject([
      { severity: 'blocks', code: 'zone-not-delegated' },
    ]);
  });

  it('is refused when the zone above it delegates to nobody', async () => {
    expect(await findings({ zones: ABOVE })).toMatchObject([
      { severity: 'blocks', code: 'zone-not-delegated', message: expect.stringContaining('Z0, does not delegate') },
    ]);
  });

  const unknown: [why: RegExp, setting: Setting][] = [
    [/this account has no zone above it/, {}],
    [/this account has no zone above it/, { zones: { Z0: { name: 'example.com', private: true } } }],
    [/2 public zones example\.com above it/, { zones: { ...ABOVE, Z3: { name: 'example.com' } } }],
    [/ns1\.example\.net, which may be names/, { zones: ABOVE, delegates: () => ({ [CUT]: ['ns1.example.net'] }) }],
    [
      /Z0, delegates example\.com/,
      { zones: { Z0: { name: 'com' } }, delegates: () => ({ 'example.com.': ['ns1.example.net'] }) },
    ],
  ];
  it.each(unknown)('cannot be told from another of its name, and a warning says why: %s', async (why, setting) => {
    expect(await findings({ ...setting, zones: { ...setting.zones, ...RIVAL } })).toMatchObject([
      { severity: 'warns', code: 'two-zones-of-one-name', message: expect.stringMatching(why) },
    ]);
  });

  it.each(unknown)('is taken as the delegated one when it is the only one of its name: %s', async (_why, setting) => {
    expect(await findings(setting)).toEqual([]);
  });

  it('is not taken for delegated by records that are no delegation and sort behind where one would be', async () => {
    const text: ResourceRecordSet = { Name: NAME, Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: '"x"' }] };
    const delegates: Setting['delegates'] = (servers) => ({ [CUT]: servers('Z1') });
    expect(await findings({ zones: ABOVE, delegates, more: [['Z1', text]] })).toEqual([]);
    const others = ['TXT', 'A'].map((Type, at): readonly [string, ResourceRecordSet] => [
      'Z0',
      { ...text, Type: Type as 'TXT', Name: at === 0 ? CUT : 'zeta.example.com.' },
    ]);
    for (const other of others) {
      expect(await findings({ zones: ABOVE, more: [other] })).toMatchObject([
        {
          code: 'zone-not-delegated',
          message: expect.stringContaining('does not delegate shop.example.com to anybody'),
        },
      ]);
    }
  });

  it('may be delegated by a zone more than one name above it, which has name servers of its own', async () => {
    const apex: ResourceRecordSet = {
      Name: 'com.',
      Type: 'NS',
      TTL: 60,
      ResourceRecords: [{ Value: 'ns1.example.net' }],
    };
    const delegates: Setting['delegates'] = (servers) => ({ [CUT]: servers('Z1') });
    const zones = { Z0: { name: 'com' } };
    expect(await findings({ zones: { ...zones, ...RIVAL }, delegates, more: [['Z0', apex]] })).toEqual([]);
    expect(await findings({ zones, more: [['Z0', apex]] })).toMatchObject([{ code: 'zone-not-delegated' }]);
  });

  it('may hold the record at its own name', async () => {
    const delegates: Setting['delegates'] = (servers) => ({ [CUT]: servers('Z1') });
    expect(await findings({ zones: ABOVE, delegates, name: CUT })).toEqual([]);
  });

  it('says that the check was left out when the zone above it may not be read', async () => {
    const observer: Observer = {
      before({ operation, input }) {
        if (operation !== 'ListResourceRecordSets' || (input as { HostedZoneId: string }).HostedZoneId !== 'Z0') return;
        throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
      },
    };
    expect(await findings({ zones: ABOVE, observer })).toMatchObject([
      { severity: 'warns', code: 'check-left-out', remedy: expect.stringContaining('route53:ListResourceRecordSets') },
    ]);
  });
});

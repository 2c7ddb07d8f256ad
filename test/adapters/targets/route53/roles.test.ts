import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';
import { findingsAbout } from '../../../../src/adapters/targets/finding.ts';
import type { Route53Config } from '../../../../src/adapters/targets/route53/config.ts';
import { rolesIn } from '../../../../src/adapters/targets/route53/roles.ts';
import type { InspectRequest } from '../../../../src/ports/target.ts';
import { aRecord, aRoute53Config } from './world.ts';

const PLACE: Route53Config = { ...aRoute53Config('Z1'), identifiers: ['primary', 'canary'] };

/** The roles in a group of records, by identifier, with the findings as code and words. */
function roles(group: readonly ResourceRecordSet[], ask: Partial<InspectRequest> = {}, place: Route53Config = PLACE) {
  const asked = { explicit: {}, adopt: false, roles: null, ...ask };
  const { pair, findings } = rolesIn(group, place, asked, findingsAbout('a test'));
  return {
    pair: pair === null ? null : [pair.stable.SetIdentifier, pair.canary.SetIdentifier],
    findings: findings.map(({ code, message }) => `${code}: ${message}`),
    remedies: findings.map(({ remedy }) => remedy),
  };
}

const pairOf = (primary: number | undefined, canary: number | undefined) => [
  aRecord('primary', primary as number),
  aRecord('canary', canary as number),
];
const naming = (identifier: string) => ({ explicit: { 'app.example.com': identifier } });

describe('the two records of a name', () => {
  it.each<[string, [number, number], Partial<InspectRequest>, [string, string]]>([
    ['the one with the weight is stable', [100, 0], {}, ['primary', 'canary']],
    ['wherever it stands in the list', [0, 100], {}, ['canary', 'primary']],
    ['the one that is named is the canary', [100, 0], naming('canary'), ['primary', 'canary']],
    ['the heavier of a split that is taken over is stable', [40, 60], { adopt: true }, ['canary', 'primary']],
    ['unless it is named as the canary', [40, 60], { adopt: true, ...naming('canary') }, ['primary', 'canary']],
    ['a tie is told apart by the name', [5, 5], { adopt: true, ...naming('canary') }, ['primary', 'canary']],
    ['the other way round as well', [5, 5], { adopt: true, ...naming('primary') }, ['canary', 'primary']],
    [
      'a name for another record says nothing',
      [100, 0],
      { explicit: { 'web.example.com': 'primary' } },
      ['primary', 'canary'],
    ],
    [
      'however the name of the record is spelt',
      [40, 60],
      { adopt: true, explicit: { 'App.Example.com.': 'canary' } },
      ['primary', 'canary'],
    ],
  ])('have roles: %s', (_, weights, ask, pair) => {
    expect(roles(pairOf(...weights), ask)).toMatchObject({ pair, findings: [] });
  });

  it.each<[string, [number, number], Partial<InspectRequest>]>([
    ['unknown-identifier: blue is not one of primary and canary.', [100, 0], naming('blue')],
    [
      'no-weight: All weights of app.example.com are 0; Route 53 then answers with both equally.',
      [0, 0],
      { adopt: true },
    ],
    [
      'canary-holds-weight: primary holds all the weight already: it is stable, not the canary.',
      [100, 0],
      { adopt: true, ...naming('primary') },
    ],
    [
      'split-present: app.example.com is split already: primary has a weight of 90, canary of 10.',
      [90, 10],
      naming('canary'),
    ],
    ['tie: app.example.com is split already: primary has a weight of 5, canary of 5.', [5, 5], { adopt: true }],
    [
      'split-present: app.example.com is split already: primary has a weight of 5, canary of 5.',
      [5, 5],
      naming('canary'),
    ],
  ])('are refused with %s', (finding, weights, ask) => {
    const found = roles(pairOf(...weights), ask);
    expect(found.findings).toEqual([finding]);
    expect(found.remedies[0]).not.toBe('');
  });

  it('are given with the refusal, so that the rest can be looked at', () => {
    expect(roles(pairOf(90, 10)).pair).toEqual(['primary', 'canary']);
  });

  it('are refused where they are by side and the service has no environments', () => {
    const found = roles(pairOf(0, 100), {}, { ...PLACE, identifiers: { a: 'primary', b: 'canary' } });
    expect(found.pair).toEqual(['primary', 'canary']);
    expect(found.findings).toEqual([
      'sides-without-environments: app.example.com has its identifiers by environment, and the service has no environments.',
    ]);
  });
});

describe('a group of records in which one of the two is missing', () => {
  const latency: ResourceRecordSet = { Name: 'app.example.com.', Type: 'A', SetIdentifier: 'eu', Region: 'eu-west-1' };
  const simple: ResourceRecordSet = { Name: 'app.example.com.', Type: 'A', TTL: 60 };

  it.each<[string, ResourceRecordSet[]]>([
    ['record-missing: The zone Z1 has no A record app.example.com.', []],
    ['record-not-weighted: app.example.com A is not weighted: it has a simple record.', [simple]],
    ['record-not-weighted: app.example.com A is not weighted: it has another routing policy.', [latency]],
    [
      'identifier-missing: app.example.com A has no record with the set identifier canary; there is primary.',
      [aRecord('primary', 100)],
    ],
    [
      'identifier-missing: app.example.com A has no record with the set identifier primary; there is canary.',
      [aRecord('canary', 0), latency],
    ],
    [
      'identifier-missing: app.example.com A has no record with the set identifier primary or canary; there is blue, green.',
      [aRecord('blue', 100), aRecord('green', 0)],
    ],
  ])('is refused with %s', (finding, group) => {
    expect(roles(group)).toMatchObject({ pair: null, findings: [finding] });
  });
});

describe('the other records of a name', () => {
  it('may be there with a weight of 0', () => {
    expect(roles([...pairOf(100, 0), aRecord('blue', 0)]).findings).toEqual([]);
  });

  it.each<[string, ResourceRecordSet[]]>([
    [
      'third-identifier: blue takes a share of app.example.com too, with a weight of 3.',
      [...pairOf(100, 0), aRecord('blue', 3)],
    ],
    [
      'mixed-ttl: The records of app.example.com have different TTLs: 60 s, 30 s.',
      [...pairOf(100, 0), aRecord('blue', 0, { TTL: 30 })],
    ],
    [
      'record-not-weighted: Not every record of app.example.com is weighted.',
      [...pairOf(100, 0), { ...aRecord('eu', 0), Weight: undefined }],
    ],
  ])('are refused with %s', (finding, group) => {
    expect(roles(group).findings).toEqual([finding]);
  });

  it('that are aliases have no TTL to differ in', () => {
    expect(roles([...pairOf(100, 0), aRecord('blue', 0, { TTL: undefined })]).findings).toEqual([]);
  });

  it('are each told, before what is wrong with the two', () => {
    const group = [...pairOf(90, 10), aRecord('blue', 3), aRecord('green', 4)];
    expect(roles(group).findings.map((finding) => finding.split(':')[0])).toEqual([
      'third-identifier',
      'third-identifier',
      'split-present',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { DnsRecord } from '../../../../src/cli/commands/adopt/dns.ts';
import { planAdopt, planUndo, type WantedPair } from '../../../../src/cli/commands/adopt/plan.ts';

const simple: DnsRecord = { Name: 'app.example.com.', Type: 'A', TTL: 300, ResourceRecords: [{ Value: '1.2.3.4' }] };
const alias: DnsRecord = {
  Name: 'app.example.com.',
  Type: 'A',
  AliasTarget: { HostedZoneId: 'ZLB', DNSName: 'lb-1.example.net.', EvaluateTargetHealth: true },
};
const place = { zone: 'Z1', record: 'app.example.com', type: 'A' } as const;
const wanted: WantedPair = {
  place,
  identifier: 'primary',
  canaryIdentifier: 'canary',
  canary: { values: ['4.3.2.1'] },
  ttl: null,
};

function plan(group: readonly DnsRecord[], changes: Partial<WantedPair> = {}, zone = 'example.com.') {
  return planAdopt(group, { ...wanted, ...changes }, zone);
}

const problemsOf = (planned: ReturnType<typeof planAdopt>) =>
  'problems' in planned ? planned.problems.join('\n') : '';

describe('the plan of an adoption', () => {
  it('replaces the record by two in one batch, and keeps its values and its TTL', () => {
    expect(plan([simple])).toEqual({
      before: [simple],
      after: [
        { ...simple, SetIdentifier: 'primary', Weight: 100 },
        { ...simple, SetIdentifier: 'canary', Weight: 0, ResourceRecords: [{ Value: '4.3.2.1' }] },
      ],
      changes: [
        { Action: 'DELETE', ResourceRecordSet: simple },
        { Action: 'CREATE', ResourceRecordSet: { ...simple, SetIdentifier: 'primary', Weight: 100 } },
        {
          Action: 'CREATE',
          ResourceRecordSet: {
            ...simple,
            SetIdentifier: 'canary',
            Weight: 0,
            ResourceRecords: [{ Value: '4.3.2.1' }],
          },
        },
      ],
      warnings: [],
    });
  });

  it('keeps an alias as it is, beside another alias', () => {
    expect(plan([alias], { canary: { zone: 'ZLB', name: 'lb-2.example.net' } })).toMatchObject({
      after: [
        { ...alias, SetIdentifier: 'primary', Weight: 100 },
        {
          SetIdentifier: 'canary',
          Weight: 0,
          AliasTarget: { HostedZoneId: 'ZLB', DNSName: 'lb-2.example.net', EvaluateTargetHealth: true },
        },
      ],
    });
  });

  it('gives addresses beside an alias a TTL of a minute, and the alias none', () => {
    const planned = plan([alias]);
    expect('after' in planned && planned.after.map(({ TTL }) => TTL)).toEqual([undefined, 60]);
  });

  it('gives both records the TTL that was asked for', () => {
    const planned = plan([simple], { ttl: 30 });
    expect('after' in planned && planned.after.map(({ TTL }) => TTL)).toEqual([30, 30]);
  });

  it.each([
    ['a health check', { ...simple, HealthCheckId: 'abc' }],
    ['an alias that evaluates health', alias],
  ])('warns of %s, and keeps it', (_what, record) => {
    const planned = plan([record]);
    expect('warnings' in planned && planned.warnings.join()).toContain(
      'while it fails, Route 53 answers with the canary',
    );
    expect('after' in planned && planned.after[0]).toMatchObject(record);
  });

  const pair = [
    { ...simple, SetIdentifier: 'primary', Weight: 100 },
    { ...simple, SetIdentifier: 'canary', Weight: 0 },
  ];
  it.each<[string, readonly DnsRecord[], Partial<WantedPair>, RegExp]>([
    ['no record', [], {}, /has no A record app\.example\.com/],
    ['the pair itself', pair, {}, /is the pair primary and canary already/],
    ['another weighted pair', pair, { identifier: 'blue' }, /its routing is weighted/],
    ['latency routing', [{ ...simple, SetIdentifier: 'a', Region: 'eu-west-1' }], {}, /its routing is latency/],
    ['failover routing', [{ ...simple, SetIdentifier: 'a', Failover: 'PRIMARY' }], {}, /its routing is failover/],
    ['geolocation routing', [{ ...simple, SetIdentifier: 'a', GeoLocation: {} }], {}, /its routing is geolocation/],
    ['a traffic policy', [{ ...simple, TrafficPolicyInstanceId: 'x' }], {}, /made by a traffic policy/],
    ['two equal identifiers', [simple], { identifier: 'canary' }, /have to differ/],
    ['what the record answers already', [simple], { canary: { values: ['1.2.3.4'] } }, /nothing to split/],
    ['no value', [simple], { canary: { values: [] } }, /--canary-value, or --canary-alias/],
    ['a name for an address', [simple], { canary: { values: ['lb.example.net'] } }, /is not an IPv4 address/],
    ['a TTL below zero', [simple], { ttl: -1 }, /whole number of seconds/],
    ['a TTL that is no number', [simple], { ttl: Number.NaN }, /whole number of seconds/],
  ])('refuses %s', (_what, group, changes, problem) => {
    expect(problemsOf(plan(group, changes))).toMatch(problem);
  });

  it('refuses a record outside of the zone, and a CNAME at its apex', () => {
    expect(problemsOf(plan([simple], {}, 'example.org.'))).toMatch(/not inside the zone Z1, which is example\.org/);
    const apex: WantedPair['place'] = { zone: 'Z1', record: 'Example.com', type: 'CNAME' };
    expect(problemsOf(plan([simple], { place: apex, canary: { values: ['a.example.net'] } }))).toMatch(/the apex/);
  });

  it.each([
    ['AAAA', ['2001:db8::1'], ''],
    ['AAAA', ['1.2.3.4'], 'is not an IPv6 address'],
    ['CNAME', ['canary.example.net.'], ''],
    ['CNAME', ['a.example.net', 'b.example.net'], 'A CNAME has one value'],
  ] as const)('checks a value of type %s: %s', (type, values, problem) => {
    const record = { ...simple, Type: type, ResourceRecords: [{ Value: 'other' }] };
    expect(problemsOf(plan([record], { place: { ...place, type }, canary: { values } }))).toContain(problem);
  });
});

describe('the way back of an adoption', () => {
  const planned = plan([simple]);
  const after = 'after' in planned ? planned.after : [];
  const undo = (group: readonly DnsRecord[]) => planUndo(group, place, ['primary', 'canary']);

  it('ends with the record of before', () => {
    expect(undo(after)).toMatchObject({ before: after, after: [simple] });
  });

  it('keeps the side that has the weight, whichever it is', () => {
    const swapped = after.map((record) => ({ ...record, Weight: record.Weight === 0 ? 100 : 0 }));
    expect(undo(swapped)).toMatchObject({ after: [{ ...simple, ResourceRecords: [{ Value: '4.3.2.1' }] }] });
  });

  it('is refused in the middle of a split, and where there is no such pair', () => {
    expect(problemsOf(undo(after.map((record) => ({ ...record, Weight: 1 }))))).toMatch(/is split at the moment/);
    expect(problemsOf(undo([simple]))).toMatch(/is not the pair primary and canary: there is a simple record/);
  });
});

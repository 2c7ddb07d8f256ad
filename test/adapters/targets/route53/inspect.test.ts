import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';
import { createRoute53Target } from '../../../../src/adapters/targets/route53/target.ts';
import type { InspectRequest } from '../../../../src/ports/target.ts';
import type { Observer } from '../../../../src/sandbox/cloud/attach.ts';
import type { Route53Cloud } from '../../../../src/sandbox/cloud/route53/route53.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import { aRoute53 } from '../support/aws-clients.ts';
import { aRecord, aRoute53Config } from './world.ts';

interface Setting {
  readonly records?: readonly ResourceRecordSet[];
  readonly zones?: readonly { readonly id: string; readonly name: string; readonly private?: boolean }[];
  readonly ask?: Partial<InspectRequest>;
  readonly config?: Partial<ReturnType<typeof aRoute53Config>>;
  readonly observer?: Observer;
  readonly arrange?: (cloud: Route53Cloud) => void;
}

const BOTH = [aRecord('primary', 100), aRecord('canary', 0)];
const ALIAS = { HostedZoneId: 'Z9', DNSName: 'lb.example.net.', EvaluateTargetHealth: false };

/** Inspects `app.example.com` in the zone Z1. */
function inspect({
  records = BOTH,
  zones = [{ id: 'Z1', name: 'example.com' }],
  ask,
  config,
  observer,
  arrange,
}: Setting) {
  const clock = aClock();
  const { cloud, client } = aRoute53(clock, observer);
  for (const zone of zones) cloud.createZone(zone);
  for (const record of records) cloud.createRecord('Z1', record);
  arrange?.(cloud);
  return createRoute53Target({ client, clock }).inspect(anAsk({ ...aRoute53Config('Z1'), ...config }, ask));
}

function anAlias(identifier: string, weight: number): ResourceRecordSet {
  return { Name: 'app.example.com.', Type: 'A', SetIdentifier: identifier, Weight: weight, AliasTarget: ALIAS };
}

describe('the inspection of two weighted records', () => {
  it('takes the record that holds the weight as stable and freezes both verbatim', async () => {
    const records = [aRecord('primary', 0), aRecord('canary', 7, { HealthCheckId: 'h-1' })];
    expect(await inspect({ records })).toMatchObject({
      stable: 'canary',
      canary: 'primary',
      weight: 0,
      frozen: { stable: records[1], canary: records[0] },
    });
  });

  it('takes alias records as they are', async () => {
    const inspection = await inspect({ records: [anAlias('primary', 1), anAlias('canary', 0)] });
    expect(inspection).toMatchObject({ stable: 'primary', findings: [] });
  });

  it('says in words what both records are, with value, weight and TTL', async () => {
    expect((await inspect({})).baseline).toEqual([
      'app.example.com A primary → 1.2.3.4, weight 100, TTL 60 s',
      'app.example.com A canary → 4.3.2.1, weight 0, TTL 60 s',
    ]);
    const { baseline } = await inspect({ records: [anAlias('primary', 1), anAlias('canary', 0)] });
    expect(baseline[0]).toBe('app.example.com A primary → alias of lb.example.net., weight 1, TTL of the alias');
  });

  it('finds the records however their name is spelt', async () => {
    const inspection = await inspect({ config: { record: 'App.Example.com.' as 'app.example.com' } });
    expect(inspection).toMatchObject({ stable: 'primary', findings: [] });
  });

  const blocked: [code: string, remedy: RegExp, setting: Setting][] = [
    ['record-missing', /Create two weighted records/, { records: [] }],
    ['record-not-weighted', /two weighted records/, { records: [aSimpleRecord()] }],
    ['record-not-weighted', /Make all of them weighted/, { records: [...BOTH, aLatencyRecord()] }],
    ['identifier-missing', /weight of 0, or correct/, { records: [aRecord('primary', 1), aRecord('blue', 0)] }],
    ['mixed-ttl', /the same TTL/, { records: [aRecord('primary', 1), aRecord('canary', 0, { TTL: 30 })] }],
    ['third-identifier', /Set its weight to 0/, { records: [...BOTH, aRecord('blue', 3)] }],
    ['no-weight', /a weight above 0/, { records: [aRecord('primary', 0), aRecord('canary', 0)] }],
    ['split-present', /`adopt`/, { records: [aRecord('primary', 9), aRecord('canary', 1)] }],
    ['tie', /app\.example\.com=<identifier/, { records: [aRecord('primary', 5), aRecord('canary', 5)] }],
    [
      'tie',
      /app\.example\.com=<identifier/,
      { records: [aRecord('primary', 5), aRecord('canary', 5)], ask: { adopt: true } },
    ],
    ['unknown-identifier', /one of them/, { ask: { explicit: { 'app.example.com': 'green' } } }],
    ['canary-holds-weight', /move the weight first/, { ask: { explicit: { 'app.example.com': 'primary' } } }],
    ['traffic-policy', /records of your own/, { records: [aPolicyRecord(), aRecord('canary', 0)] }],
    ['zone-missing', /id of the zone/, { config: { zone: 'Z404' } }],
    ['record-outside-zone', /hosted zone that holds/, { zones: [{ id: 'Z1', name: 'example.org' }] }],
    ['zone-not-delegated', /zone that answers/, { zones: [theZone(), { id: 'Z2', name: 'app.example.com' }] }],
    ['zone-not-delegated', /zone that answers/, { records: [...BOTH, aDelegation()] }],
    ['share-not-expressible', /0\.391% to 99\.609%/, { ask: { weights: [0.1, 100] } }],
    ['share-not-expressible', /0\.391% to 99\.609%/, { ask: { weights: [99.9, 100] } }],
  ];
  it.each(blocked)('blocks with %s and names the fix', async (code, remedy, setting) => {
    const { findings } = await inspect(setting);
    const blocking = findings.filter(({ severity }) => severity === 'blocks');
    expect(blocking.map((finding) => finding.code)).toContain(code);
    expect(blocking.find((finding) => finding.code === code)?.remedy).toMatch(remedy);
  });

  it('has nothing to put back, and no version, where there is no such zone', async () => {
    expect(await inspect({ config: { zone: 'Z404' } })).toMatchObject({ frozen: null, baseline: [], weight: 0 });
  });

  it('says what metrics call the arms: the identifiers', async () => {
    const records = [aRecord('primary', 0), aRecord('canary', 1)];
    expect((await inspect({ records })).ids).toEqual({ stable: 'canary', canary: 'primary' });
  });

  it('says how long resolvers keep an answer', async () => {
    const records = [aRecord('primary', 1, { TTL: 300 }), aRecord('canary', 0, { TTL: 300 })];
    expect((await inspect({ records })).staleMs).toBe(300_000);
  });

  const warned: [code: string, setting: Setting][] = [
    ['private-zone', { zones: [{ id: 'Z1', name: 'example.com', private: true }] }],
    ['two-zones-of-one-name', { zones: [theZone(), { id: 'Z2', name: 'example.com' }] }],
    ['long-ttl', { records: [aRecord('primary', 1, { TTL: 300 }), aRecord('canary', 0, { TTL: 300 })] }],
    [
      'zero-weight-may-answer',
      {
        records: [aRecord('primary', 1, { HealthCheckId: 'h-1' }), aRecord('canary', 0)],
        arrange: (cloud) => cloud.createHealthCheck('h-1'),
      },
    ],
    ['share-not-exact', { ask: { weights: [0.3, 100] } }],
    ['check-left-out', { observer: denying('GetHostedZone') }],
    ['check-left-out', { observer: denying('ListHostedZonesByName') }],
  ];
  it.each(warned)('warns with %s and does not block', async (code, setting) => {
    const { findings } = await inspect(setting);
    expect(findings.map((finding) => finding.code)).toContain(code);
    expect(findings.filter(({ severity }) => severity === 'blocks')).toEqual([]);
  });

  it('says in a note what becomes of a share that cannot be expressed', async () => {
    const { notes, expressed } = await inspect({ ask: { weights: [0.3, 10, 100] } });
    expect(notes).toEqual([expect.stringContaining('0.3% becomes 0.391%')]);
    expect(expressed).toEqual([100 / 256, 10, 100]);
  });

  it('does not take a private zone of the name for one that the world asks', async () => {
    const zones = [theZone(), { id: 'Z2', name: 'app.example.com', private: true }];
    expect(await inspect({ zones })).toMatchObject({ stable: 'primary', findings: [] });
  });

  it('takes the records of a wildcard', async () => {
    const records = BOTH.map((record) => ({ ...record, Name: '*.example.com.' }));
    const inspection = await inspect({ records, config: { record: '*.example.com' as 'app.example.com' } });
    expect(inspection).toMatchObject({ stable: 'primary', findings: [] });
  });

  it('takes over a tie when the canary is named, and freezes a way back to 0', async () => {
    const records = [aRecord('primary', 5), aRecord('canary', 5)];
    const ask = { adopt: true, explicit: { 'app.example.com.': 'primary' } };
    expect(await inspect({ records, ask })).toMatchObject({
      stable: 'canary',
      canary: 'primary',
      weight: 50,
      frozen: { stable: { Weight: 5 }, canary: { Weight: 0 } },
      findings: [],
    });
  });

  it('finds the records behind a page that ends among them', async () => {
    const many = Array.from({ length: 300 }, (_, index) => aRecord(`blue-${String(index).padStart(3, '0')}`, 0));
    const inspection = await inspect({ records: [...many, ...BOTH] });
    expect(inspection).toMatchObject({ stable: 'primary', canary: 'canary', findings: [] });
  });

  it('fails when the records themselves may not be read', async () => {
    const denied = inspect({ observer: denying('ListResourceRecordSets') });
    await expect(denied).rejects.toMatchObject({ code: 'AccessDenied', permanent: true });
  });
});

function theZone() {
  return { id: 'Z1', name: 'example.com' };
}

function aSimpleRecord(): ResourceRecordSet {
  return { Name: 'app.example.com.', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '1.2.3.4' }] };
}

function aLatencyRecord(): ResourceRecordSet {
  return { ...aSimpleRecord(), SetIdentifier: 'eu', Region: 'eu-west-1' };
}

function aPolicyRecord(): ResourceRecordSet {
  return aRecord('primary', 1, { TrafficPolicyInstanceId: 'any' });
}

function aDelegation(): ResourceRecordSet {
  return { Name: 'app.example.com.', Type: 'NS', TTL: 60, ResourceRecords: [{ Value: 'ns1.example.net.' }] };
}

function denying(operation: string): Observer {
  return {
    before(call) {
      if (call.operation === operation) throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
    },
  };
}

describe('the health checks of two weighted records', () => {
  const checked = (canary: string | null, stable: string | null = null) => [
    aRecord('primary', 100, stable === null ? {} : { HealthCheckId: stable }),
    aRecord('canary', 0, canary === null ? {} : { HealthCheckId: canary }),
  ];
  /** What is found about health, apart from the warning that each record with a check gets. */
  const health = async (setting: Setting) =>
    (await inspect(setting)).findings.filter(({ code }) => code !== 'zero-weight-may-answer');
  const codes = async (setting: Setting) => (await health(setting)).map(({ severity, code }) => `${severity} ${code}`);

  it('that the checkers reach are fine, also where some of them do not', async () => {
    for (const failing of [0, 8, 13]) {
      const arrange = (cloud: Route53Cloud) => {
        cloud.createHealthCheck('h-1');
        cloud.failHealthCheck('h-1', failing);
      };
      expect(await codes({ records: checked('h-1', 'h-1'), arrange })).toEqual([]);
    }
  });

  it('refuse a canary that 18% of the checkers or fewer reach, with what they say', async () => {
    const arrange = (cloud: Route53Cloud) => {
      cloud.createHealthCheck('h-1');
      cloud.failHealthCheck('h-1', 14);
    };
    expect(await health({ records: checked('h-1'), arrange })).toEqual([
      {
        severity: 'blocks',
        code: 'canary-unhealthy',
        about: 'route53 app.example.com A Z1',
        message:
          'Route 53 considers the record canary unhealthy by its health check h-1: 2 of 16 checkers reach it (Failure: The health checker could not establish a connection within the timeout limit). It would get no users at any weight.',
        remedy: 'Correct what it points to, wait until the health check is healthy, and start again.',
      },
    ]);
  });

  it('warn of a stable record that they do not reach, since it may be why somebody starts', async () => {
    const arrange = (cloud: Route53Cloud) => {
      cloud.createHealthCheck('h-1');
      cloud.failHealthCheck('h-1');
    };
    const [found] = await health({ records: checked(null, 'h-1'), arrange });
    expect(found).toMatchObject({ severity: 'warns', code: 'stable-unhealthy' });
    expect(found?.message).toContain('0 of 16 checkers reach it');
  });

  it.each([
    ['inverted, and reached', { Inverted: true }, 0, ['blocks canary-unhealthy']],
    ['inverted, and not reached', { Inverted: true }, 16, []],
    ['disabled', { Disabled: true }, 16, []],
    ['disabled and inverted', { Disabled: true, Inverted: true }, 0, ['blocks canary-unhealthy']],
    ['calculated', { Type: 'CALCULATED' }, 0, ['warns health-unknown']],
    ['of an alarm', { Type: 'CLOUDWATCH_METRIC' }, 0, ['warns health-unknown']],
    ['of a routing control', { Type: 'RECOVERY_CONTROL' }, 0, ['warns health-unknown']],
  ] as const)('that are %s count as Route 53 counts them', async (_what, config, failing, found) => {
    const arrange = (cloud: Route53Cloud) => {
      cloud.createHealthCheck('h-1', config);
      cloud.failHealthCheck('h-1', failing);
    };
    expect(await codes({ records: checked('h-1'), arrange })).toEqual(found);
  });

  it('that were deleted refuse the start, since Route 53 takes no write of such a record', async () => {
    expect(await codes({ records: checked('h-1') })).toEqual(['blocks health-check-gone']);
  });

  it('are left out without the permission, which is said', async () => {
    const arrange = (cloud: Route53Cloud) => cloud.createHealthCheck('h-1');
    const observer = denying('GetHealthCheckStatus');
    expect(await codes({ records: checked('h-1'), arrange, observer })).toEqual(['warns check-left-out']);
  });

  it('cost two calls each, one where both records have the same, and none where there is none', async () => {
    const counted = async (records: readonly ResourceRecordSet[]) => {
      const calls: string[] = [];
      const observer: Observer = {
        after: ({ operation }) => {
          calls.push(operation);
        },
      };
      const arrange = (cloud: Route53Cloud) => {
        for (const id of ['h-1', 'h-2']) cloud.createHealthCheck(id);
      };
      await inspect({ records, arrange, observer });
      return calls.filter((operation) => operation.startsWith('GetHealthCheck')).length;
    };
    expect(await counted(BOTH)).toBe(0);
    expect(await counted(checked('h-1', 'h-1'))).toBe(2);
    expect(await counted(checked('h-1', 'h-2'))).toBe(4);
  });
});

import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import { ANALYSIS_DEFAULTS } from '../../src/domain/analysis/analysis.ts';
import { aFile } from './a-file.ts';

const byRecord =
  '[{ kind: route53, zone: Z0123456789, record: app.example.com, type: A, identifiers: { a: one, b: two } }]';
const environments = '{ stable: a, a: { name: one }, b: { name: two } }';

function aService(changes: Readonly<Record<string, string>>) {
  const parsed = parseConfig(aFile(changes));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [service] = parsed.services;
  if (service === undefined) throw new Error('no service');
  return service;
}

function problems(changes: Readonly<Record<string, string>>): readonly string[] {
  const parsed = parseConfig(aFile(changes));
  return parsed.ok ? [] : parsed.problems.map(({ path, message, remedy }) => `${path} | ${message} | ${remedy}`);
}

const metric = (name: string, dimensions = '{ Arm: "{arm}" }') =>
  `{ namespace: Shop, name: ${name}, dimensions: ${dimensions} }`;
const metrics = (dimensions?: string) =>
  `{ requests: ${metric('Requests', dimensions)}, errors: [${metric('Errors', dimensions)}] }`;

describe('analysis in serin.yml', () => {
  it('compares both versions where nothing is said', () => {
    expect(aService({}).analysis).toEqual(ANALYSIS_DEFAULTS);
  });

  it('only says what it would have done where it is off', () => {
    expect(aService({ analysis: 'off' }).analysis).toEqual({ ...ANALYSIS_DEFAULTS, acts: false });
  });

  it('keeps what it says instead of the defaults', () => {
    const analysis = `{ acts: false, onUnhealthy: hold, onSharedIncident: hold, maxHold: 1h, guard: 2.5%, metrics: ${metrics()} }`;
    const own = (name: string) => ({ namespace: 'Shop', name, dimensions: { Arm: '{arm}' } });
    expect(aService({ analysis }).analysis).toEqual({
      ...{ acts: false, onUnhealthy: 'hold', onSharedIncident: 'hold', maxHold: 3_600_000, guard: 0.025 },
      metrics: { requests: own('Requests'), errors: [own('Errors')], latency: null },
    });
  });

  it.each([
    ['a word that it does not know', { analysis: 'on' }, 'analysis | analysis cannot be "on"'],
    [
      'a misspelled key',
      { analysis: '{ maxHodl: 1h }' },
      'analysis.maxHodl | maxHodl is not known. | Did you mean maxHold?',
    ],
    [
      'a wait below a minute',
      { analysis: '{ maxHold: 30s }' },
      'analysis.maxHold | A wait for evidence of 30 s is too short',
    ],
    [
      'a guard without a sign',
      { analysis: '{ guard: 5 }' },
      'analysis.guard | guard is 5, not a text. | Write for example `guard: 5%`',
    ],
    [
      'a guard of nothing',
      { analysis: '{ guard: 0% }' },
      'analysis.guard | A guard cannot be 0%. | Write more than 0%',
    ],
    ['a guard above all', { analysis: '{ guard: 101% }' }, 'analysis.guard | A guard cannot be 101%.'],
    [
      'a shared incident that nothing measures',
      { analysis: '{ onSharedIncident: hold }' },
      'analysis.onSharedIncident | onSharedIncident: hold needs a guard',
    ],
    [
      'metrics without errors',
      { analysis: `{ metrics: { requests: ${metric('Requests')} } }` },
      'analysis.metrics.errors | errors is missing.',
    ],
    [
      'metrics that are the same for both arms',
      {
        analysis: `{ metrics: { requests: ${metric('Requests', '{ Stage: live }')}, errors: [${metric('Errors')}] } }`,
      },
      'analysis.metrics.requests.dimensions | No dimension differs between stable and the canary',
    ],
    [
      'metrics by environment without environments',
      {
        analysis: `{ metrics: { requests: ${metric('Requests')}, errors: [${metric('Errors', '{ Stage: { a: x, b: y } }')}] } }`,
      },
      'analysis.metrics.errors[0].dimensions | A dimension is given by environment',
    ],
    [
      'a bake until healthy while analysis is off',
      {
        analysis: 'off',
        plan: '[{ shift: 5 }, { bake: { until: healthy, atLeast: 5m, atMost: 40m } }, { shift: 100 }]',
      },
      'plan[1] | A bake until healthy waits for a verdict, and analysis is off.',
    ],
  ])('refuses %s', (_what, changes, problem) => {
    const found = problems(changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`services.checkout.${problem}`);
  });

  it('takes metrics by environment where there are environments', () => {
    const analysis = `{ metrics: ${metrics('{ Stage: { a: x, b: y } }')} }`;
    expect(aService({ analysis, environments, targets: byRecord }).analysis?.metrics?.requests.dimensions).toEqual({
      Stage: { a: 'x', b: 'y' },
    });
  });

  it('takes metrics of us-east-1, and of no other region', () => {
    const inRegion = (region: string) =>
      `{ metrics: { requests: { namespace: Shop, name: Requests, region: ${region}, dimensions: { Arm: "{arm}" } }, errors: [${metric('Errors')}] } }`;
    const service = aService({ analysis: inRegion('us-east-1') });
    expect(service.analysis?.metrics?.requests.region).toBe('us-east-1');
    expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
    expect(problems({ analysis: inRegion('eu-west-1') })).toEqual([
      expect.stringContaining('analysis.metrics.requests.region | region cannot be "eu-west-1"'),
    ]);
  });

  it('takes no bytes in storage where it is the default, and comes back', () => {
    const usual = aService({});
    expect(storedText(usual)).not.toContain('analysis');
    expect(parseService(JSON.parse(storedText(usual)))).toEqual(usual);
  });

  it('comes back from storage as it was', () => {
    const own = aService({ analysis: `{ onUnhealthy: hold, guard: 5%, metrics: ${metrics()} }` });
    expect(parseService(JSON.parse(storedText(own)))).toEqual(own);
  });
});

describe('a metric beside errors and latency', () => {
  const byArm = (name: string) => ({ namespace: 'Shop', name, dimensions: { Arm: '{arm}' } });
  const custom = (entries: string) => ({ analysis: `{ custom: { ${entries} } }` });
  const orders = `orders: { cases: ${metric('Orders')}, worseWhen: lower`;

  it('is a rate of the requests, or of a metric, or a value, with defaults for what is not said', () => {
    const service = aService(
      custom(
        [
          `${orders} }`,
          `refunds: { cases: ${metric('Refunds')}, of: ${metric('Orders')}, worseWhen: higher, tolerance: 5%, role: critical, limit: 2% }`,
          `basket: { value: ${metric('Basket')}, worseWhen: lower }`,
        ].join(', '),
      ),
    );
    expect(service.analysis?.custom).toEqual([
      {
        ...{ kind: 'count', name: 'orders', cases: byArm('Orders'), of: null, worseWhen: 'lower' },
        ...{ role: 'advisory', tolerance: 1.1, limit: null },
      },
      {
        ...{ kind: 'count', name: 'refunds', cases: byArm('Refunds'), of: byArm('Orders'), worseWhen: 'higher' },
        ...{ role: 'critical', tolerance: 1.05, limit: 0.02 },
      },
      {
        ...{ kind: 'value', name: 'basket', value: byArm('Basket'), worseWhen: 'lower' },
        ...{ role: 'advisory', tolerance: 0.02 },
      },
    ]);
    expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
  });

  const twoFunctions =
    '[{ kind: lambda-alias, function: one, alias: live }, { kind: lambda-alias, function: two, alias: live }]';

  it.each([
    [
      'that is neither a rate nor a value',
      custom('orders: { worseWhen: lower }'),
      'orders | A metric needs cases or a',
    ],
    ['that is both', custom(`${orders}, value: ${metric('X')} }`), 'orders | A metric has cases or a value, not both.'],
    [
      'without a direction',
      custom(`orders: { cases: ${metric('Orders')} }`),
      'orders.worseWhen | worseWhen is missing.',
    ],
    [
      'whose value has a limit',
      custom(`basket: { value: ${metric('Basket')}, worseWhen: lower, limit: 2% }`),
      'basket.limit | A value has no limit.',
    ],
    ['with a limit of nothing', custom(`${orders}, limit: 0% }`), 'orders.limit | A limit cannot be 0%.'],
    [
      'with a tolerance above all',
      custom(`${orders}, tolerance: 120% }`),
      'orders.tolerance | A tolerance cannot be 120%.',
    ],
    [
      'with a number for a tolerance',
      custom(`${orders}, tolerance: 5 }`),
      'orders.tolerance | tolerance is 5, not a text.',
    ],
    [
      'that is the same for both arms',
      custom(`orders: { cases: ${metric('Orders', '{ Stage: live }')}, worseWhen: lower }`),
      'orders.cases.dimensions | No dimension differs between stable and the canary',
    ],
    [
      'with a name that tables have',
      custom(`${orders} }`.replace('orders', 'errors')),
      'errors | errors is compared anyway',
    ],
    [
      'with a name that no table has',
      custom(`${orders} }`.replace('orders', 'Orders')),
      'Orders | "Orders" cannot be the name',
    ],
    [
      'of requests that split in several places',
      { ...custom(`${orders} }`), targets: twoFunctions },
      'orders | Several targets have requests',
    ],
  ])('is refused where it is one %s', (_what, changes, problem) => {
    const found = problems(changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`services.checkout.analysis.custom.${problem}`);
  });

  it('is taken beside what the components say by environment', () => {
    const components = '[{ kind: api-stage, api: a1b2c3, name: shop, stages: { a: one, b: two } }]';
    const service = aService({ ...custom(`${orders} }`), targets: byRecord, environments, components });
    expect(service.analysis?.custom).toHaveLength(1);
    expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
  });

  it('is refused where nothing else is compared, and where there are more than five', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${orders} }`.replace('orders', name)).join(', ');
    expect(problems({ ...custom(`${orders} }`), targets: byRecord, environments })).toEqual([
      expect.stringContaining('analysis.custom | These are compared beside requests and errors'),
    ]);
    expect(problems(custom(many))).toEqual([
      expect.stringContaining('analysis.custom | custom must have at most 5 entries, not 6.'),
    ]);
  });

  it('says all that is wrong with it at once', () => {
    const found = problems(custom(`errors: { worseWhen: lower, limit: 100% }, ${orders}, tolerance: 200% }`));
    expect(found.map((text) => text.split(' | ')[0])).toEqual([
      'services.checkout.analysis.custom.errors',
      'services.checkout.analysis.custom.errors',
      'services.checkout.analysis.custom.errors.limit',
      'services.checkout.analysis.custom.orders.tolerance',
    ]);
  });
});

describe('a bake until healthy', () => {
  const planOf = (bake: string) => `[{ shift: 5 }, { bake: ${bake} }, { shift: 100 }]`;

  it('lasts at least and at most what it says', () => {
    const service = aService({ plan: planOf('{ until: healthy, atLeast: 5m, atMost: 40m }') });
    expect(service.plan[1]).toEqual({ kind: 'bake', ms: 300_000, atMost: 2_400_000 });
    expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
  });

  it.each([
    ['no end', '{ until: healthy, atLeast: 5m }', 'bake.atMost | atMost is missing.'],
    [
      'an end before its beginning',
      '{ until: healthy, atLeast: 5m, atMost: 4m }',
      'bake.atMost | The longest bake is shorter',
    ],
    ['another end', '{ until: perfect, atLeast: 5m, atMost: 9m }', 'bake.until | until cannot be "perfect"'],
    ['less than a minute', '{ until: healthy, atLeast: 5s, atMost: 9m }', 'bake.atLeast | A bake of 5 s is too short'],
  ])('is refused with %s', (_what, bake, problem) => {
    const found = problems({ plan: planOf(bake) });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`services.checkout.plan[1].${problem}`);
  });
});

import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';

const components = (lines: string, environments = 'environments: { stable: a, a: {}, b: {} }') => `
services:
  shop:
    channel: "#deploys"
    targets: [{ kind: lambda-alias, function: shop-live, alias: live, sides: { a: env-a, b: env-b } }]
    alarms: [shop-5xx]
    plan: canary 10% 30m
    ${environments}
    components:
${lines}
`;
const functions = '      - { kind: lambda-functions, functions: [shop-api], aliases: { a: env-a, b: env-b } }';

/** What is wrong, each with its line, path and remedy. */
function problems(text: string): readonly string[] {
  const parsed = parseConfig(text);
  return parsed.ok
    ? []
    : parsed.problems.map(({ line, path, message, remedy }) => `${line} ${path} ${message} ${remedy}`);
}

describe('the components of a service', () => {
  it('come back from storage as they were written', () => {
    const parsed = parseConfig(
      components(`${functions}
      - { kind: api-stage, api: a1b2c3, stages: { a: x, b: y }, perSide: [alias], basePaths: { a: a.example.com, b: b.example.com/v2 } }
      - { kind: frontend, buckets: { a: web-a, b: web-b }, versionFile: app/version.json }`),
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const [shop] = parsed.services;
    expect(shop?.components.map(({ kind }) => kind)).toEqual(['lambda-functions', 'api-stage', 'frontend']);
    expect(parseService(JSON.parse(storedText(shop!)))).toEqual(shop);
  });

  it('are none where nothing is said', () => {
    const parsed = parseConfig(components(functions).split('    components:')[0] ?? '');
    expect(parsed.ok && parsed.services[0]?.components).toEqual([]);
  });

  it.each([
    [
      'a kind that there is not',
      '      - { kind: lambda-function }',
      /"lambda-function" is not a kind of component.*Did you mean.*lambda-functions/,
    ],
    [
      'no kind',
      '      - { functions: [x] }',
      /Write `kind: lambda-functions` or `kind: api-stage` or `kind: frontend`/,
    ],
    [
      'one alias for both environments',
      '      - { kind: lambda-functions, functions: [x], aliases: { a: live, b: live } }',
      /aliases cannot be .*: the two environments need one each/,
    ],
    [
      'one bucket for both environments',
      '      - { kind: frontend, buckets: { a: web, b: web } }',
      /buckets cannot be .*: the two environments need one each/,
    ],
    [
      'no functions',
      '      - { kind: lambda-functions, functions: [], aliases: { a: x, b: y } }',
      /functions is empty/,
    ],
    ['a name where an id belongs', '      - { kind: api-stage, api: Shop API, stages: { a: x, b: y } }', /by its id/],
    [
      'a key that leaves the bucket',
      '      - { kind: frontend, buckets: { a: w-a, b: w-b }, versionFile: /v }',
      /versionFile cannot be/,
    ],
    [
      'a key that it does not have',
      '      - { kind: frontend, buckets: { a: w-a, b: w-b }, file: x }',
      /file is not known/,
    ],
  ])('may not have %s', (_, lines, wanted) => {
    expect(problems(components(lines)).join('\n')).toMatch(wanted);
  });

  it('need environments', () => {
    const [, ...rest] = problems(components(functions, 'onAlarm: hold'));
    expect([problems(components(functions, 'onAlarm: hold')).join('\n'), rest.length]).toEqual([
      expect.stringContaining('shop has components and no environments'),
      expect.any(Number),
    ]);
  });

  it('are there once in a service, each function by itself', () => {
    const twice = `${functions}\n      - { kind: lambda-functions, functions: [shop-orders, shop-api], aliases: { a: x, b: y } }`;
    expect(problems(components(twice))).toEqual([
      expect.stringMatching(
        /^11 services\.shop\.components\[1\] lambda-functions shop-api is a component of shop twice/,
      ),
    ]);
  });

  it('belong to one service', () => {
    const two = `${components(functions)}  other:${components(functions).split('  shop:')[1]?.replace('shop-live', 'other-live')}`;
    expect(problems(two)).toEqual([
      expect.stringContaining(
        'lambda-functions shop-api is a component of shop already, and a component belongs to one',
      ),
    ]);
  });
});

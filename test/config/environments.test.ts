import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import { aFile } from './a-file.ts';

const SIDED = '[{ kind: lambda-alias, function: checkout-api, alias: live, sides: { a: env-a, b: env-b } }]';

/** A service whose function knows its sides, with these environments. */
function aSidedFile(environments: string | null, targets = SIDED): string {
  return aFile({ targets, environments });
}

function problems(text: string): readonly string[] {
  const parsed = parseConfig(text);
  return parsed.ok
    ? []
    : parsed.problems.map(({ line, path, message, remedy }) => `${line} ${path} | ${message} | ${remedy}`);
}

describe('environments', () => {
  it('are complete with defaults, and stored and read as they are', () => {
    const parsed = parseConfig(
      aSidedFile('{ stable: b, a: {}, b: { name: prod-b, variables: { COLOUR: "it\'s blue" } } }').replace(
        'a: {}',
        'a: { variables: { COLOUR: red } }',
      ),
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const [service] = parsed.services;
    expect(service?.environments).toEqual({
      stable: 'b',
      a: { name: 'a', stage: null, apiUrl: null, variables: { COLOUR: 'red' } },
      b: { name: 'prod-b', stage: null, apiUrl: null, variables: { COLOUR: "it's blue" } },
    });
    expect(parseService(JSON.parse(storedText(service!)))).toEqual(service);
  });

  it.each([
    ['the name of a variable', { variables: { 'X<<EOF': 'v' } }],
    ['a value', { variables: { X: 'one\ntwo' } }],
  ])('are refused where somebody edited %s by hand so that it breaks out of its line', (_what, change) => {
    const parsed = parseConfig(aSidedFile('{ stable: a, a: {}, b: {} }'));
    if (!parsed.ok) throw new Error('not valid');
    const [service] = parsed.services;
    const edited = {
      ...service,
      environments: { ...service?.environments, b: { ...service?.environments?.b, ...change } },
    };
    expect(() => parseService(edited)).toThrow(/environments\.b\.variables/);
  });

  it('take no room in the parameter of a service that is one stack', () => {
    const parsed = parseConfig(aFile());
    if (!parsed.ok) throw new Error('not valid');
    expect(storedText(parsed.services[0]!)).not.toContain('environments');
  });

  it.each<[string, string, string]>([
    [
      'without a side that users are on',
      '{ a: {}, b: {} }',
      '7 services.checkout.environments.stable | stable is missing. | Write for example `stable: a`. The environment that is live at first. Once the control center exists, it decides.',
    ],
    [
      'with a third side',
      '{ stable: c, a: {}, b: {} }',
      '7 services.checkout.environments.stable | stable cannot be "c". | Did you mean a?',
    ],
    [
      'with an address that is none',
      '{ stable: a, a: { apiUrl: shop.example.com }, b: {} }',
      '7 services.checkout.environments.a.apiUrl | apiUrl cannot be "shop.example.com": an address begins with https:// and has no spaces. | Write for example `apiUrl: https://a.api.shop.example.com`. The address of the API of this environment.',
    ],
    [
      'with a value of two lines',
      '{ stable: a, a: { variables: { X: "one\\ntwo" } }, b: {} }',
      '7 services.checkout.environments.a.variables.X | X cannot be "one\\ntwo": a value is one line, without control characters. | ',
    ],
    [
      'with a variable that no shell can have',
      '{ stable: a, a: { variables: { "X Y": v } }, b: { variables: { "X Y": v } } }',
      '7 services.checkout.environments.a.variables.X Y | "X Y" cannot be the name of a variable. | Use letters, digits and _, at most 100, not a digit first.',
    ],
    [
      'with a variable of somebody else',
      '{ stable: a, a: { variables: { SERIN_SIDE: b } }, b: { variables: { SERIN_SIDE: b } } }',
      '7 services.checkout.environments.a.variables.SERIN_SIDE | SERIN_SIDE cannot be set by a build. | Choose another name: SERIN_, GITHUB_, RUNNER_ and NODE_OPTIONS are set by others.',
    ],
    [
      'with a variable that only one side has',
      '{ stable: a, a: { variables: { X: v } }, b: {} }',
      '7 services.checkout.environments.a.variables.X | Environment a has X, and environment b has not. | Add X to environment b, or remove it here.',
    ],
    [
      'with an address that only one side has',
      '{ stable: a, a: {}, b: { apiUrl: "https://b.example.com" } }',
      '7 services.checkout.environments.b.apiUrl | Environment b has apiUrl, and environment a has not. | Add apiUrl to environment a, or remove it here.',
    ],
    [
      'with one name for both',
      '{ stable: a, a: { name: prod }, b: { name: prod } }',
      '7 services.checkout.environments.b.name | Both environments are called prod. | Give them different names.',
    ],
  ])('%s are refused, with the line and the remedy', (_what, environments, problem) => {
    expect(problems(aSidedFile(environments)).join('\n')).toContain(problem);
  });

  it('need targets that say what belongs to which side, each by itself', () => {
    const targets = `[
      { kind: lambda-alias, function: checkout-api, alias: live },
      { kind: route53, zone: Z012, record: shop.example.com, type: A, identifiers: [one, two] }]`;
    expect(problems(aSidedFile('{ stable: a, a: {}, b: {} }', targets))).toEqual([
      '5 services.checkout.targets[0] | lambda-alias checkout-api:live does not say what belongs to which environment. | Write `sides: { a: …, b: … }`.',
      '6 services.checkout.targets[1] | route53 shop.example.com A Z012 does not say what belongs to which environment. | Write `identifiers: { a: …, b: … }`.',
    ]);
  });

  it.each([
    ['a percentage of a flag without them', 'percentage', '{ stable: old, canary: new }', 1],
    ['a percentage of a flag with them', 'percentage', '{ a: old, b: new }', 0],
    ['a flag by the arm without them', 'arm', '{ stable: old, canary: new }', 0],
    ['a flag by the arm with them', 'arm', '{ a: old, b: new }', 0],
  ])('judge %s', (_, by, variations, complaints) => {
    const flag = `{ kind: launchdarkly, project: p, flag: f, environment: e, by: ${by}, variations: ${variations} }`;
    const found = problems(aSidedFile('{ stable: a, a: {}, b: {} }', `[${flag}]`));
    const about = found.filter((line) => line.includes('does not say what belongs to which environment'));
    expect(about).toHaveLength(complaints);
    for (const line of about) expect(line).toContain('Write `variations: { a: …, b: … }`.');
  });

  it('are missing where a target names the sides', () => {
    expect(problems(aSidedFile(null))).toEqual([
      '4 services.checkout.targets[0] | lambda-alias checkout-api:live names the environments a and b, and the service has no environments. | Add `environments` to the service, or do not name them here.',
    ]);
  });

  it('may have records by side', () => {
    const targets = '[{ kind: route53, zone: Z012, record: s.example.com, type: A, identifiers: { a: one, b: two } }]';
    expect(problems(aSidedFile('{ stable: a, a: {}, b: {} }', targets))).toEqual([]);
    expect(problems(aSidedFile('{ stable: a, a: {}, b: {} }', targets.replace('b: two', 'b: one'))).join()).toContain(
      'two different set identifiers are needed',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { changes, contents } from '../../src/cli/commands/apply/changes.ts';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import type { Service } from '../../src/domain/service.ts';
import { aFile } from './a-file.ts';

const APPROVED = '[{ approve: { from: [U0BOB], within: 4h } }, { shift: 5 }, { shift: 100 }]';

function read(
  plans: string | null,
  more: Readonly<Record<string, string>> = {},
): readonly Service[] | readonly string[] {
  const parsed = parseConfig(aFile({ plans, ...more }));
  return parsed.ok ? parsed.services : parsed.problems.map(({ path, message }) => `${path}: ${message}`);
}

function serviceOf(plans: string | null, more?: Readonly<Record<string, string>>): Service {
  const [service] = read(plans, more);
  if (typeof service === 'object') return service;
  throw new Error(service);
}

describe('further plans of a service', () => {
  it('are read in every form that a plan has, with who may start with them', () => {
    const { plans } = serviceOf(
      '{ fast: { plan: canary 25% 2m }, hotfix: { plan: [{ shift: 100 }], start: [Bob@Example.com] } }',
    );
    expect(plans).toMatchObject({
      fast: { plan: [{ weight: 25 }, { ms: 120_000 }, { weight: 100 }] },
      hotfix: { plan: [{ kind: 'shift', weight: 100 }], start: ['bob@example.com'] },
    });
    expect(plans?.fast).not.toHaveProperty('start');
  });

  it('come back from where they are stored, and take no room where there are none', () => {
    const service = serviceOf('{ fast: { plan: canary 25% 2m, start: [S0ONCALL] } }');
    expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
    expect(storedText(serviceOf(null))).not.toContain('plans');
  });

  it('keep the users of a holdback on stable too', () => {
    const analysis =
      '{ holdback: 2%, metrics: { requests: { namespace: N, name: R, dimensions: { V: "{arm}" } }, errors: [{ namespace: N, name: E, dimensions: { V: "{arm}" } }] } }';
    const plan = '[{ shift: 5 }, { bake: 5m }, { shift: 100 }, { bake: 30m }]';
    const fast = '{ fast: { plan: [{ shift: 50 }, { shift: 100 }, { bake: 10m }] } }';
    expect(serviceOf(fast, { plan, analysis }).plans?.fast?.plan).toMatchObject([
      { weight: 50 },
      { weight: 98, holdback: true },
      { kind: 'bake' },
      { weight: 100 },
    ]);
  });

  it.each<[string, string, Readonly<Record<string, string>>, RegExp]>([
    [
      'with a falling share',
      '{ fast: { plan: [{ shift: 50 }, { shift: 5 }] } }',
      {},
      /plans\.fast\.plan\[1\]\.shift: .*does not rise/,
    ],
    [
      'that never ends',
      '{ fast: { plan: [{ shift: 50 }] } }',
      {},
      /plans\.fast\.plan\[0\]\.shift: .*never be complete/,
    ],
    [
      'with a name of its own kind',
      '{ Fast Lane: { plan: canary 25% 2m } }',
      {},
      /plans\.Fast Lane: .*cannot be the name of a plan/,
    ],
    [
      'that asks less, for everybody',
      '{ fast: { plan: canary 25% 2m } }',
      { plan: APPROVED },
      /plans\.fast: fast asks less than the plan/,
    ],
    ['for nobody', '{ fast: { plan: canary 25% 2m, start: [] } }', {}, /plans\.fast\.start/],
    ['without a plan', '{ fast: {} }', {}, /plans\.fast/],
    [
      'more than five of them',
      `{ ${['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}: { plan: canary 25% 2m }`).join(', ')} }`,
      {},
      /plans: There are 6 further plans; at most 5/,
    ],
    [
      'with nothing that watches a holdback',
      '{ fast: { plan: canary 25% 2m } }',
      { plan: '[{ shift: 5 }, { shift: 100 }, { bake: 30m }]', analysis: '{ holdback: 2% }' },
      /plans\.fast\.plan: A holdback lasts as long as/,
    ],
  ])('are refused %s', (_, plans, more, problem) => {
    expect(read(plans, more)).toContainEqual(expect.stringMatching(problem));
  });

  it('may ask less where the file says who may start with them', () => {
    expect(serviceOf('{ fast: { plan: canary 25% 2m, start: [S0ONCALL] } }', { plan: APPROVED }).plans).toHaveProperty(
      'fast',
    );
  });

  it('are said by apply, with what changes', () => {
    const [before, after] = [serviceOf(null), serviceOf('{ fast: { plan: canary 25% 2m, start: [S0ONCALL] } }')];
    expect(changes(before, after)).toEqual(['plans: + fast: 25%, bake 2m, 100% by S0ONCALL']);
    expect(contents(after)).toContainEqual(expect.stringMatching(/^plans: fast: /));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { parseService, ServiceInvalid, storedBytes, storedText } from '../../../src/config/read/stored-service.ts';
import { ANALYSIS_DEFAULTS } from '../../../src/domain/analysis/analysis.ts';
import type { Service } from '../../../src/domain/service.ts';
import { aFile } from '../a-file.ts';

function aService(changes: Partial<Service> = {}): Service {
  const parsed = parseConfig(aFile());
  if (!parsed.ok || parsed.services[0] === undefined) throw new Error('aFile() is not valid');
  return { ...parsed.services[0], ...changes };
}

const shares = fc
  .uniqueArray(fc.integer({ min: 1, max: 9999 }), { maxLength: 8 })
  .map((hundredths) => [...hundredths.sort((a, b) => a - b).map((each) => each / 100), 100]);

const aMetric = () => ({ namespace: 'Calls', name: 'S', dimensions: {}, statistic: 'Sum' });
const aDrain = (changes: object) => ({ kind: 'drain', metric: aMetric(), atOrUnder: 0, atMost: 60_000, ...changes });
const aHook = (changes: object) => ({
  ...{
    kind: 'hook',
    function: 'shop-smoke',
    qualifier: null,
    within: 60_000,
    onFailure: 'hold',
    pointOfNoReturn: false,
  },
  ...changes,
});

describe('what is written down only where it is said', () => {
  it.each([
    [{ events: 'on' }, { events: 'on' }],
    [{ events: 'off' }, {}],
    [{ confirm: 'never' }, { confirm: 'never' }],
    [{ confirm: 'always' }, {}],
  ])('%j is stored as %j, and read again', (said, stored) => {
    const parsed = parseConfig(aFile(said));
    if (!parsed.ok || parsed.services[0] === undefined) throw new Error('it is valid');
    const text = JSON.parse(storedText(parsed.services[0]));
    expect({ events: text.events, confirm: text.confirm }).toEqual({
      events: undefined,
      confirm: undefined,
      ...stored,
    });
    expect(parseService(text)).toEqual(parsed.services[0]);
  });
});

describe('a stored service', () => {
  it('comes back as it was, whatever its plan', () => {
    fc.assert(
      fc.property(shares, fc.integer({ min: 60_000, max: 86_400_000 }), (weights, ms) => {
        const plan = weights.flatMap((weight) => [
          { kind: 'shift' as const, weight },
          { kind: 'bake' as const, ms },
        ]);
        const hook = { kind: 'hook', function: 'shop-smoke', within: ms, pointOfNoReturn: false } as const;
        const hooks = [
          { ...hook, qualifier: null, onFailure: 'rollback' as const },
          { ...hook, qualifier: 'live', onFailure: 'hold' as const },
        ];
        const metric = { namespace: 'Calls', name: 'S', dimensions: { V: '{stable}' }, statistic: 'Sum' as const };
        const drain = { kind: 'drain' as const, metric, atOrUnder: 0, atMost: ms };
        const shared = [{ parameters: ['/a', '/b'] }, { function: 'checkout-api', variables: ['DB_URL'] }];
        const sharedDependencies = ms % 2 === 0 ? shared : [];
        const service = aService({ plan: [...hooks, ...plan, drain], sharedDependencies });
        expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
      }),
    );
  });

  it('keeps its pipelines, and spends no byte on none', () => {
    const pipelines = ['arn:aws:iam::123456789012:role/deploy-checkout'];
    expect(parseService(JSON.parse(storedText(aService({ pipelines })))).pipelines).toEqual(pipelines);
    expect(storedText(aService())).not.toContain('pipelines');
    expect(parseService(JSON.parse(storedText(aService()))).pipelines).toEqual([]);
  });

  it('keeps another rollback window than the usual one, and spends no byte on that', () => {
    const rollbackWindow = 0;
    expect(parseService(JSON.parse(storedText(aService({ rollbackWindow })))).rollbackWindow).toBe(0);
    expect(storedText(aService())).not.toContain('rollbackWindow');
    expect(parseService(JSON.parse(storedText(aService()))).rollbackWindow).toBe(86_400_000);
  });

  it('has one text, in whatever order its keys were written', () => {
    const service = aService();
    const reversed = Object.fromEntries(Object.entries(service).reverse()) as unknown as Service;
    expect(storedText(reversed)).toBe(storedText(service));
  });

  it('is counted in bytes, not in characters', () => {
    expect(storedBytes(aService({ alarms: ['é'] })) - storedBytes(aService({ alarms: ['e'] }))).toBe(1);
  });

  it('is frozen when it is read', () => {
    expect(Object.isFrozen(parseService(JSON.parse(storedText(aService()))).plan[0])).toBe(true);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a key of a newer version', { cohort: 'beta' }, 'Unrecognized key: "cohort"'],
    ['a step of a newer version', { plan: [{ kind: 'analyse' }, { kind: 'shift', weight: 100 }] }, 'plan[0].kind'],
    ['a role of a newer version', { roles: { deploy: ['UBOB'] } }, 'roles: Unrecognized key: "deploy"'],
    [
      'a newer key inside a list',
      { freezes: [{ kind: 'once', from: 1, to: 2, reason: 'Audit', unless: 'hotfix' }] },
      'freezes[0]: Unrecognized key: "unless"',
    ],
    [
      'a comparison with a newer key',
      { analysis: { ...ANALYSIS_DEFAULTS, method: 'bayes' } },
      'analysis: Unrecognized key: "method"',
    ],
    ['a guard that never fires', { analysis: { ...ANALYSIS_DEFAULTS, guard: 5 } }, 'analysis.guard'],
    [
      'a wait for evidence that ends before it begins',
      { analysis: { ...ANALYSIS_DEFAULTS, maxHold: -1 } },
      'analysis.maxHold',
    ],
    ['a role of nobody', { roles: { start: [] } }, 'roles.start'],
    [
      'half a minute',
      { freezes: [{ kind: 'weekly', from: 0.5, to: 9, timezone: 'UTC', reason: 'x' }] },
      'freezes[0].from',
    ],
    ['a link that is none', { links: { runbook: 'javascript:alert(1)' } }, 'links.runbook'],
    ['a plan that was edited by hand', { plan: [{ kind: 'shift', weight: 50 }] }, 'The last shift is to 50%'],
    [
      'a cohort that no target knows',
      {
        plan: [
          { kind: 'cohort', names: ['staff'] },
          { kind: 'shift', weight: 100 },
        ],
      },
      'No target knows the cohort staff.',
    ],
    ['a target of no known kind', { targets: [{ kind: 'appconfig' }] }, 'targets[0].kind'],
    ['no alarms', { alarms: [] }, 'alarms'],
    ['another name than one can have', { name: 'Checkout' }, 'name'],
    [
      'a metric that only the start derives',
      { plan: [{ kind: 'shift', weight: 100 }, aDrain({ onCanary: aMetric() })] },
      'plan[1].onCanary',
    ],
    [
      'a metric with a key of a newer version',
      { plan: [{ kind: 'shift', weight: 100 }, aDrain({ metric: { ...aMetric(), unit: 's' } })] },
      'plan[1].metric',
    ],
    [
      'a step with a key of a newer version',
      { plan: [{ kind: 'shift', weight: 100, users: 5 }] },
      'plan[0]: Unrecognized key: "users"',
    ],
    ['a share that there is not', { plan: [{ kind: 'shift', weight: 101 }] }, 'plan[0].weight'],
    [
      'a wait of half a millisecond',
      {
        plan: [
          { kind: 'bake', ms: 60_000.5 },
          { kind: 'shift', weight: 100 },
        ],
      },
      'plan[0].ms',
    ],
    [
      'a function that cannot be called so',
      { plan: [aHook({ function: 'shop smoke' }), { kind: 'shift', weight: 100 }] },
      'plan[0].function',
    ],
    [
      'another reaction to a failure',
      { plan: [aHook({ onFailure: 'ask' }), { kind: 'shift', weight: 100 }] },
      'plan[0].onFailure',
    ],
  ])('with %s is refused, with its place', (_what, changes, detail) => {
    const read = () => parseService({ ...aService(), ...changes });
    expect(read).toThrow(ServiceInvalid);
    expect(read).toThrow(detail);
  });

  it.each([null, 'text', [], {}])('is not %j', (json) => {
    expect(() => parseService(json)).toThrow(ServiceInvalid);
  });
});

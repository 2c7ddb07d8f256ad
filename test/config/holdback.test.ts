import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import { planText } from '../../src/config/steps/registry.ts';
import { aFile } from './a-file.ts';

const BAKED = '[{ shift: 5 }, { bake: 10m }, { shift: 100 }, { bake: 30m }]';
const GATE = '{ approve: { from: [bob@example.com], within: 4h } }';
const NO_RETURN = '{ hook: { function: contract, within: 15m, pointOfNoReturn: true } }';
const DRAIN = '{ drain: { metric: { namespace: Calls, name: Sessions }, atOrUnder: 0, atMost: 4h } }';
const RECORD =
  '[{ kind: route53, zone: Z0123456789, record: app.example.com, type: A, identifiers: [primary, canary] }]';
const KEPT = '(2% stay on stable to the end, so that the two can be compared)';

const changes = (plan: string, holdback = '2%') => ({ plan, analysis: `{ holdback: ${holdback} }` });

function readService(changed: Readonly<Record<string, string>>) {
  const parsed = parseConfig(aFile(changed));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [service] = parsed.services;
  if (service === undefined) throw new Error('no service');
  return service;
}

function problems(changed: Readonly<Record<string, string>>): readonly string[] {
  const parsed = parseConfig(aFile(changed));
  return parsed.ok ? [] : parsed.problems.map(({ path, message, remedy }) => `${path} | ${message} | ${remedy}`);
}

describe('a holdback', () => {
  it.each([
    ['a bake', BAKED, `5%, bake 10m, 98% ${KEPT}, bake 30m, 100%`],
    [
      'an approval',
      `[{ shift: 100 }, ${GATE}]`,
      `98% ${KEPT}, approve by 1 of bob@example.com within 4h, reminds 30m before, 100%`,
    ],
    [
      'a bake before a drain',
      `[{ shift: 5 }, { shift: 100 }, { bake: 30m }, ${DRAIN}, { bake: 1m }]`,
      `5%, 98% ${KEPT}, bake 30m, 100%, drain until Maximum of Calls Sessions <= 0, at most 4h, bake 1m`,
    ],
    [
      'a bake before the approval of a point of no return',
      `[{ shift: 5 }, { shift: 100 }, { bake: 30m }, ${GATE}, ${NO_RETURN}]`,
      `5%, 98% ${KEPT}, bake 30m, 100%, approve by 1 of bob@example.com within 4h, reminds 30m before, hook contract within 15m, hold on failure, the point of no return`,
    ],
    [
      'the bake that a name of AppConfig ends with',
      'AppConfig.Linear20PercentEvery6Minutes',
      `20%, bake 6m, 40%, bake 6m, 60%, bake 6m, 80%, bake 6m, 98% ${KEPT}, bake 36m, 100%`,
    ],
  ])('leaves some users on stable during %s, and shifts to 100%% behind it', (_what, plan, text) => {
    expect(planText(readService(changes(plan)).plan)).toBe(text);
  });

  it('is stored with the plan and read again', () => {
    const service = readService(changes(BAKED, '0.25%'));
    expect(service.plan[2]).toEqual({ kind: 'shift', weight: 99.75, holdback: true });
    expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
  });

  it.each([
    ['nothing', changes(BAKED, '0%'), 'A holdback cannot be 0%. | Write more than 0% and at most 20%'],
    ['more than a fifth', changes(BAKED, '20.5%'), 'A holdback cannot be 20.5%.'],
    ['a number without a sign', changes(BAKED, '2'), 'holdback is 2, not a text. | Write for example `holdback: 2%`'],
    [
      'a plan that ends with its last shift',
      changes('canary 10% 5m'),
      'A holdback lasts as long as the steps behind the last shift watch, and this plan has none there. | Put `- bake: 30m` behind',
    ],
    [
      'a plan that only drains behind its last shift',
      changes(`[{ shift: 5 }, { shift: 100 }, ${DRAIN}, { bake: 10m }]`),
      'this plan has none there',
    ],
    [
      'a share that is there before',
      changes('[{ shift: 98 }, { bake: 10m }, { shift: 100 }, { bake: 30m }]'),
      'The plan shifts to 98% before its last shift, and a holdback of 2% lets that reach 98% only. | Write a smaller holdback',
    ],
    [
      'a plan that is as long as it may be',
      changes(
        `[${Array.from({ length: 14 }, (_, i) => `{ shift: ${i + 1} }, { bake: 1m }`)}, { shift: 100 }, { bake: 1m }]`,
      ),
      'A holdback is a step more, and the plan would have 31; at most 30 are possible.',
    ],
    [
      'targets whose versions nothing tells apart',
      { ...changes(BAKED), targets: RECORD },
      'no metrics tell them apart. | Name them in `metrics`',
    ],
    [
      'a share that a target would round to everybody',
      {
        ...{ plan: BAKED, targets: RECORD },
        analysis:
          '{ holdback: 0.1%, metrics: { requests: { namespace: N, name: R, dimensions: { Arm: "{arm}" } }, errors: [{ namespace: N, name: E, dimensions: { Arm: "{arm}" } }] } }',
      },
      '99.9% would become 100%: two Route 53 weights cannot express it.',
    ],
  ])('is refused with its line for %s', (_what, changed, expected) => {
    const found = problems(changed);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^services\.checkout\.analysis\.holdback \| /);
    expect(found[0]).toContain(expected);
  });

  it('is not named beside a plan that is refused itself', () => {
    expect(problems(changes('[{ shift: 5 }, { bake: 10m }]'))).toEqual([
      expect.stringContaining('The last shift is to 5%'),
    ]);
  });
});

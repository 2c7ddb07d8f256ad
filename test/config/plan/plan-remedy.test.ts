import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlanText } from '../../../src/config/plan/plan-text.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { linearPlan, planOfShape } from '../../../src/domain/plan/predefined.ts';
import { measureRisk, type Risk } from '../../../src/domain/plan/risk.ts';

const MINUTE = 60_000;

/** The plan that a remedy names in the place of a text; null where it names none, or only shows how plans are written. */
function named(text: string): Plan | null {
  const read = parsePlanText(text);
  if ('plan' in read || read.remedy.startsWith('Write `canary 10% 5m`')) return null;
  const plan = /Did you mean (AllAtOnce)\?/.exec(read.remedy)?.[1] ?? /`([^`]+)`/.exec(read.remedy)?.[1];
  if (plan === undefined) return null;
  const parsed = parsePlanText(plan);
  // What is named has to be a plan itself.
  return 'plan' in parsed ? parsed.plan : expect.fail(`${text} is answered with ${plan}, which is no plan`);
}

/** What comes at users by a text: more than its own words say must not be named. Numbers that it has not make it as safe as can be. */
function written(text: string): Risk {
  const share = Number(/(\d+(?:\.\d+)?)/.exec(text)?.[1] ?? 0);
  const [, count = '', unit = 'd'] = /(\d+)\s*([smhd])[a-z]*\W*$/i.exec(text) ?? [];
  const wait = Number(count) * { s: 1000, m: MINUTE, h: 60 * MINUTE, d: 1440 * MINUTE }[unit.toLowerCase() as 's'];
  if (/^\W*(codedeploydefault\W*)?(lambda|ecs)?\W*all/i.test(text)) return { raise: 100, msToAll: 0 };
  if (/HalfAtATime$/i.test(text)) return { raise: 50, msToAll: 0 };
  if (/OneAtATime$/i.test(text)) return { raise: 10, msToAll: 0 };
  if (!(share > 0 && share < 100)) return { raise: 0, msToAll: Number.POSITIVE_INFINITY };
  return /^\W*(codedeploydefault\W*)?(lambda|ecs)?\W*ca?n/i.test(text)
    ? measureRisk(planOfShape({ form: 'canary', weight: share, ms: wait }))
    : measureRisk(planOfShape({ form: 'linear', weight: share, ms: wait }));
}

/** @param meant what somebody wanted to write, who wrote `text` */
function expectNoRiskier(meant: string, text: string): void {
  const plan = named(text);
  if (plan === null) return;
  const [risk, typed] = [measureRisk(plan), written(meant)];
  expect(risk.raise, `${text}: the largest raise`).toBeLessThanOrEqual(typed.raise);
  expect(risk.msToAll, `${text}: the time to everybody`).toBeGreaterThanOrEqual(typed.msToAll);
}

/** The names and texts that people write, with any numbers. */
const plan = fc
  .tuple(
    fc.constantFrom('', 'CodeDeployDefault.', 'CodeDeployDefault.Lambda', 'CodeDeployDefault.ECS', 'ECS', 'AppConfig.'),
    fc.constantFrom('Canary', 'Linear', 'canary ', 'linear ', 'AllAtOnce', 'HalfAtATime', 'OneAtATime'),
    fc.integer({ min: 0, max: 120 }),
    fc.constantFrom('Percent', 'PercentEvery', '% ', '% every ', ' '),
    fc.integer({ min: 0, max: 100 }),
    fc.constantFrom('Minutes', 'Minute', 'Seconds', 'Hours', 'm', 's', 'h', ' minutes', ''),
  )
  .map(([prefix, form, share, between, wait, unit]) =>
    /AtATime|AtOnce/.test(form) ? `${prefix}${form}` : `${prefix}${form}${share}${between}${wait}${unit}`,
  );

/** One slip of the keyboard: a letter too few, too many, or another one. The beginning stays, by which people know a name. */
const slip = fc
  .tuple(fc.nat(), fc.constantFrom('drop', 'double', 'x'), plan)
  .map(([at, how, text]): [string, string] => {
    const letters = [...text.matchAll(/(?<=[a-z]{2})[a-z]/gi)].map(({ index }) => index);
    const index = letters[at % letters.length] ?? 0;
    const middle = { drop: '', double: text.slice(index, index + 1).repeat(2), x: 'x' }[how] ?? '';
    return [text, text.slice(0, index) + middle + text.slice(index + 1)];
  });

describe('a text that is no plan', () => {
  it.each([
    ['Canray10Percent5Minutes', 'canary 10% 5m'],
    ['Liner10PercentEvery5Minutes', 'linear 10% every 5m'],
    ['CodeDeployDefault.LambdaLinaer10PercentEvery5Minutes', 'linear 10% every 5m'],
    ['CodeDeployDefault.Lambda.Canary5Percent20Minutes', 'canary 5% 20m'],
    ['AppConfig.Linear25PercentEvery5Minutes', 'linear 25% every 5m'],
    ['linear 10 every 5m', 'linear 10% every 5m'],
    ['canary 10% 5 minutes', 'canary 10% 5m'],
    ['linear 20% every 30 sec', 'linear 20% every 1m'],
    ['CodeDeployDefault.HalfAtATime', 'linear 50% every 10m'],
    ['OneAtATime', 'linear 10% every 10m'],
    ['Linear50PercentEvery30Seconds', 'linear 50% every 1m'],
    ['AppConfig.Linear50PercentEvery30Seconds', 'linear 50% every 1m'],
    ['CodeDeployDefault.LambdaCanary10Percent30Seconds', 'canary 10% 1m'],
  ])('is answered with the same plan in words: %s', (text, words) => {
    const read = parsePlanText(text);
    expect('remedy' in read && read.remedy).toContain(`\`${words}\``);
  });

  it.each(['AllAtOnec', 'allatonce', 'CodeDeployDefault.LambdaAllAtOnc'])('may mean all at once: %s', (text) => {
    expect(named(text)).toEqual([{ kind: 'shift', weight: 100 }]);
  });

  it.each([
    ...[
      '',
      'carefully',
      'HalfAtOnce',
      'AtOnce',
      'ThirdAtATime',
      'linear',
      'canary 10%',
      'linear 5m 10%',
      'canary 5m 10%',
    ],
    ...['linear 10 every 5', 'canary 100 5m', 'Liner1PercentEvery5Minutes', 'AppConfig.Canary10Percent5Minutes'],
  ])('is answered with how plans are written where it does not say all of one: %j', (text) => {
    const read = parsePlanText(text);
    expect('remedy' in read && read.remedy).toMatch(/^Write `canary 10% 5m`, `linear 10% every 2m`/);
  });

  it('with a share of nothing is refused for the share, whatever it waits', () => {
    expect(parsePlanText('AppConfig.Linear0PercentEvery0Minutes')).toMatchObject({
      message: 'A share of 0% is no step.',
    });
  });

  it('is never answered with a plan that raises by more at once, or is sooner with everybody, than its own words say', () => {
    const same = fc.oneof(plan, fc.string()).map((text): [string, string] => [text, text]);
    fc.assert(
      fc.property(fc.oneof(same, slip), ([meant, text]) => expectNoRiskier(meant, text)),
      { numRuns: 3000 },
    );
  });
});

describe('the risk of a plan', () => {
  it('is its largest raise, and its waits before everybody has the canary', () => {
    expect(measureRisk(linearPlan(30, 2 * MINUTE))).toEqual({ raise: 30, msToAll: 6 * MINUTE });
    const plan = parsePlanText('AppConfig.Canary10Percent20Minutes');
    expect('plan' in plan && measureRisk(plan.plan)).toEqual({ raise: 40, msToAll: 16 * MINUTE });
    expect(measureRisk([{ kind: 'shift', weight: 100 }])).toEqual({ raise: 100, msToAll: 0 });
  });
});

import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { aFile } from './a-file.ts';

function problems(plan: string): readonly string[] {
  const parsed = parseConfig(aFile({ plan }));
  return parsed.ok
    ? []
    : parsed.problems.map(({ path, message }) => `${path.replace('services.checkout.', '')} ${message}`);
}

const DRAIN = '{ drain: { metric: { namespace: Calls, name: Sessions }, atOrUnder: 0, atMost: 4h } }';

it('says what is wrong with the order of a plan although another step cannot be read', () => {
  expect(
    problems(
      `[{ shit: 5 }, { shift: 50 }, { shift: 25 }, ${DRAIN}, { bake: 10s }, { shift: 100 }, { cohort: [staff] }]`,
    ),
  ).toEqual([
    expect.stringContaining('plan[0].shit shit is not known'),
    expect.stringContaining('plan[2].shift A shift to 25% does not rise above the 50% before it'),
    expect.stringContaining('plan[3].drain A drain comes before the last shift'),
    expect.stringContaining('plan[4].bake A bake of 10 s is too short'),
    expect.stringContaining('plan[6].cohort[0] Behind the last shift everybody is on the canary'),
  ]);
});

it('says nothing of an order that the unreadable step may put right', () => {
  expect(problems('[{ shift: 5 }, { cohort: [staff] }, { shit: 100 }]')).toEqual([
    expect.stringContaining('plan[2].shit shit is not known'),
  ]);
});

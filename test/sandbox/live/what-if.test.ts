import { describe, expect, it } from 'vitest';
import { answerWhatIf, toBars, type WhatIf } from '../../../src/sandbox/live/what-if.ts';
import { aService } from '../../rollout/builders.ts';

const MINUTE = 60_000;
const service = aService({
  plan: [
    { kind: 'shift', weight: 10 },
    { kind: 'bake', ms: 200 * MINUTE },
    { kind: 'shift', weight: 100 },
  ],
});
const wish: WhatIf = {
  ...{ service: 'checkout', traffic: 600, users: 2_000, errors: 0.01, canaryErrors: 0.2, latency: 1 },
};

const ask = async (over: Partial<WhatIf> = {}) => {
  let pauses = 0;
  const answer = await answerWhatIf(service, { ...wish, ...over }, async () => {
    pauses++;
  });
  if ('problem' in answer) throw new Error(answer.problem);
  return { answer, pauses };
};

describe('what if', () => {
  it('simulates the plan with the fault and without, the same for the same question, and lets others work in between', async () => {
    const { answer, pauses } = await ask();
    expect(answer.rollouts).toBe(20);
    expect(pauses).toBe(20);
    expect(answer.fault?.summary.stopped.share).toBe(1);
    expect(answer.good.stopped.share).toBeLessThan(0.2);
    expect(answer.unseen).toContain('Answers that are wrong but not counted as errors are seen by no metric.');
    expect((await ask()).answer).toEqual(answer);
  });

  it('shows how long it took and whom it hurt as distributions over all rollouts', async () => {
    const { fault } = (await ask()).answer;
    for (const bars of [fault?.minutes ?? [], fault?.users ?? []]) {
      expect(bars.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    }
    const { median } = fault?.summary.users ?? { median: Number.NaN };
    expect(fault?.users.some(({ from, to }) => from <= median && median < to)).toBe(true);
  });

  it('has no fault where the canary is like stable', async () => {
    expect((await ask({ canaryErrors: 0.01 })).answer.fault).toBeNull();
  });
});

describe('the bars of a distribution', () => {
  it('begin at zero, are equally wide, and hold every value', () => {
    expect(toBars([0, 1, 1, 3])).toEqual([
      { from: 0, to: 1, share: 0.25 },
      { from: 1, to: 2, share: 0.5 },
      { from: 2, to: 3, share: 0 },
      { from: 3, to: 4, share: 0.25 },
    ]);
    const wide = toBars([5, 250]);
    expect(wide.length).toBeLessThanOrEqual(12);
    expect(wide.at(-1)).toMatchObject({ from: 231, to: 252, share: 0.5 });
    expect(toBars([])).toEqual([]);
  });
});

import { describe, expect, it, test } from 'vitest';
import type { CustomContext } from '../../../src/domain/analysis/custom-words.ts';
import { latencyText } from '../../../src/domain/analysis/latency-words.ts';
import { withExposure } from '../../../src/domain/analysis/rollout-words.ts';
import type { CustomTotals, LatencyCounts, VerdictSummary } from '../../../src/domain/analysis/verdict.ts';
import { excessErrors, exposureText, verdictText } from '../../../src/domain/analysis/words.ts';
import { reasonText, versionLabel, versionText } from '../../../src/domain/wording.ts';
import { aRollout } from '../../rollout/builders.ts';
import { anUnknown, aVerdict } from './a-verdict.ts';

const EDGES = [20, 60, 120, 190, 240, 290, 410];
const orders: CustomContext = { name: 'orders', worseWhen: 'lower', role: 'critical', limit: 0.02, edges: null };
const basket: CustomContext = { ...orders, name: 'basket', limit: null, edges: [5, 10, 20, 40, 80, 120.5, 200] };
const names = { canary: 'v54', stable: 'v53', edges: EDGES, guard: 0.05, custom: [orders, basket] };
/** The canary has 3.1% orders instead of 4%, and smaller baskets. */
const sold: CustomTotals = {
  name: 'orders',
  counts: { canary: { cases: 412, chances: 13_200 }, stable: { cases: 10_032, chances: 250_800 } },
};
const baskets: CustomTotals = {
  name: 'basket',
  values: { canary: [100, 150, 350, 200, 100, 50, 40, 10], stable: [100, 150, 250, 250, 150, 50, 40, 10] },
};
const beyond = [{ name: 'orders', cases: 12, chances: 1200 }];
const numbers = '2.1% (412 of 19,600 requests)';
const both = `v54 fails ${numbers}, v53 1%`;

/** 12% of the canary's requests are beyond stable's p95, 5% of stable's. */
const slowTail: LatencyCounts = {
  canary: [100, 150, 240, 230, 100, 60, 90, 30],
  stable: [1000, 1500, 2500, 2500, 1500, 500, 400, 100],
};
/** Everything is a little slower, the tail is as it was. */
const shifted: LatencyCounts = {
  canary: [50, 100, 200, 350, 250, 10, 30, 10],
  stable: [1000, 1500, 2500, 2500, 1500, 500, 400, 100],
};
const slow = (over: Partial<VerdictSummary> = {}) => aVerdict({ crossed: ['latency'], latency: slowTail, ...over });
const good = (over: Partial<VerdictSummary> = {}) =>
  aVerdict({ outcome: 'healthy', reason: 'twice-excluded', crossed: [], latency: slowTail, ...over });
const burning = {
  canary: { requests: 20_000, errors: 5200 },
  stable: { requests: 380_000, errors: 98_800 },
};

describe('a verdict in one line', () => {
  test.each([
    ['more errors', aVerdict(), `v54 fails more often than v53: ${numbers} against 1%`],
    ['only latency', slow(), 'v54 is slower than v53: 12% of its requests take more than 290 ms, against 5% on v53'],
    [
      'a shift of everything',
      slow({ latency: shifted }),
      'v54 is slower than v53: 65% of its requests take more than 120 ms, against 50% on v53',
    ],
    ['latency of an older record', aVerdict({ crossed: ['latency'] }), 'v54 is slower than v53'],
    [
      'both',
      slow({ crossed: ['errors', 'latency'] }),
      `v54 fails more often than v53: ${numbers} against 1%; it is also slower than v53: 12% of its requests take more than 290 ms, against 5% on v53`,
    ],
    [
      'a rate of its own',
      aVerdict({ crossed: ['orders'], custom: [sold] }),
      'v54 has a lower rate of orders than v53: 3.12% (412 of 13,200) against 4%',
    ],
    [
      'values of its own',
      aVerdict({ crossed: ['basket'], custom: [sold, baskets] }),
      'v54 has lower values of basket than v53: 60% are at most 20, against 50%',
    ],
    [
      'values that are not lower in sum',
      aVerdict({ crossed: ['basket'], custom: [{ name: 'basket', values: slowTail }] }),
      'v54 has lower values of basket than v53',
    ],
    [
      'errors and rates of its own',
      aVerdict({ crossed: ['errors', 'orders'], custom: [sold] }),
      `v54 fails more often than v53: ${numbers} against 1%; it also has a lower rate of orders than v53: 3.12% (412 of 13,200) against 4%`,
    ],
    [
      'a rate beyond its limit at 100%',
      aVerdict({ reason: 'beyond-limit', crossed: [], beyond }),
      "v54 has orders 1% (12 of 1,200) in the last minutes, below the service's limit of 2%",
    ],
    [
      'a rate beyond its limit',
      anUnknown({ reason: 'beyond-limit', beyond }),
      "v54 gets no more: orders 1% (12 of 1,200) in the last minutes, below the service's limit of 2%",
    ],
    [
      'what the sums hide',
      aVerdict({ stable: { requests: 19_600, errors: 500 } }),
      'v54 fails more often than v53: 412 failures where 230 were expected minute by minute',
    ],
    [
      'a guard',
      aVerdict({ reason: 'above-guard', crossed: [] }),
      "v54 fails 2.11% in the last minutes (38 of 1,800 requests), above the service's limit of 5%",
    ],
    ['nothing bad', good(), `v54 is not worse than v53: it fails ${numbers}, v53 1%`],
    [
      'nothing bad where no latency is measured',
      aVerdict({ outcome: 'healthy', reason: 'twice-excluded', crossed: [] }),
      `v54 is not worse than v53: it fails ${numbers}, v53 1%; its latency was not compared`,
    ],
    [
      'nothing bad after an incident of both',
      good(burning),
      'v54 is not worse than v53: it fails 26% (5,200 of 20,000 requests), v53 26%; in the last minutes 2.11% and 1%',
    ],
    [
      'nothing bad in an incident of both',
      good({ ...burning, recent: burning }),
      'v54 is not worse than v53: it fails 26% (5,200 of 20,000 requests), v53 26%',
    ],
    [
      'nothing bad without a control',
      good({ reason: 'no-control' }),
      `v54 is not worse than v53: it fails ${numbers}, v53 1%; with all the traffic it stays below the service's limit of 5%`,
    ],
    [
      'little',
      anUnknown({ minutesToHealthy: 14 }),
      `${both}: too early to tell whether v54 is worse, about 14 min more at this traffic`,
    ],
    [
      'nothing about latency yet',
      anUnknown({ reason: 'latency-unknown', minutesToHealthy: 4 }),
      `${both}: not more often; too early to tell whether v54 is slower, about 4 min more at this traffic`,
    ],
    [
      'too little about latency',
      anUnknown({ reason: 'latency-unknown' }),
      `${both}: not more often; too little traffic to tell whether v54 is slower`,
    ],
    ['too little', anUnknown(), `${both}: too little traffic to tell whether v54 is worse`],
    [
      'no traffic',
      anUnknown({ canary: { requests: 0, errors: 0 } }),
      'v54 had no requests yet, so nobody can tell whether it is worse than v53',
    ],
    [
      'no data',
      anUnknown({ reason: 'no-data' }),
      `v54 cannot be compared with v53: the metrics of the last minutes are missing; until then it fails ${numbers}, v53 1%`,
    ],
    [
      'a shared incident',
      anUnknown({ reason: 'shared-incident', recent: burning }),
      "v54 and v53 both fail more than the service's limit of 5% (26% and 26% in the last minutes), so it is not this release",
    ],
  ])('says what was found: %s', (_, verdict, text) => {
    expect(verdictText(verdict, names)).toBe(text);
  });

  it('adds what advisory metrics say, and nothing where they say nothing', () => {
    const custom: readonly CustomContext[] = [{ ...orders, role: 'advisory' }];
    const test = { name: 'orders', role: 'advisory', observed: 412, expected: 528, boundary: 470 } as const;
    const said = (crossedAt: number | null, over: Partial<VerdictSummary> = {}) =>
      verdictText(good({ custom: [sold], tests: [{ ...test, crossedAt }], ...over }), { ...names, custom });
    const fine = verdictText(good(), names);
    expect(said(null)).toBe(fine);
    expect(said(0)).toBe(
      `${fine}; advisory only: it has a lower rate of orders than v53: 3.12% (412 of 13,200) against 4%`,
    );
    expect(said(null, { beyond })).toBe(
      `${fine}; advisory only: orders 1% (12 of 1,200) in the last minutes, below the service's limit of 2%`,
    );
  });

  it('names the quantile where several places have limits of their own', () => {
    expect(verdictText(slow(), { ...names, edges: null })).toBe(
      'v54 is slower than v53: 12% of its requests are slower than the p95 of v53 before the start, against 5% on v53',
    );
  });

  it('is the reason of a rollback as it stands', () => {
    expect(reasonText({ kind: 'verdict', detail: verdictText(aVerdict(), names) })).toBe(
      `v54 fails more often than v53: ${numbers} against 1%`,
    );
  });
});

describe('the requests that met the canary', () => {
  it('failed because of it beyond the rate of stable', () => {
    expect(excessErrors(aVerdict())).toBeCloseTo(216);
    expect(exposureText(aVerdict(), names)).toBe('19,600 requests met v54; about 216 of them failed because of it.');
  });

  it('are not blamed on a canary that is not known to be worse', () => {
    expect(exposureText(anUnknown(), names)).toBe(
      '19,600 requests met v54; about 216 more of them failed than with v53.',
    );
  });

  it('were slow because of a canary that is slower, and their errors are not blamed on it', () => {
    expect(exposureText(slow(), names)).toBe(
      '19,600 requests met v54; about 216 more of them failed than with v53; about 70 of 1,000 that were measured took more than 290 ms because of it.',
    );
    expect(exposureText(slow(), { ...names, edges: null })).toMatch(
      /; about 70 of 1,000 that were measured were slower than the p95 of v53 before the start because of it\.$/,
    );
  });

  it('never count below zero, and count nothing where stable had no requests', () => {
    const better = aVerdict({ canary: { requests: 1000, errors: 1 } });
    expect(excessErrors(better)).toBe(0);
    expect(exposureText({ ...better, crossed: [] }, names)).toBe('1,000 requests met v54; none failed because of it.');
    expect(exposureText({ ...better, crossed: ['errors'] }, names)).toBe('1,000 requests met v54.');
    expect(excessErrors(aVerdict({ stable: { requests: 0, errors: 0 } }))).toBeNull();
    expect(exposureText(aVerdict({ stable: { requests: 0, errors: 0 } }), names)).toBe('19,600 requests met v54.');
  });
});

describe('a latency', () => {
  it('has seconds from a thousand milliseconds on', () => {
    expect([latencyText(0.4), latencyText(290), latencyText(1240)]).toEqual(['0.4 ms', '290 ms', '1.24 s']);
  });
});

describe('the name of a version', () => {
  it('is its label where it has one', () => {
    expect(versionLabel('1 (v53)')).toBe('v53');
    expect(versionLabel('v53 (version 1)')).toBe('v53');
    expect(versionText('1 (v53)')).toBe('v53 (version 1)');
  });

  it('stays where it has none', () => {
    expect([versionLabel('53'), versionText('blue (old)')]).toEqual(['53', 'blue (old)']);
  });
});

describe('the end of a rollout', () => {
  const rollout = (verdict?: VerdictSummary) =>
    aRollout({
      canary: 'v54',
      analysis: { sources: [], split: 'request', shares: [], ...(verdict && { verdict }) },
    });

  it('says whom the canary met where both versions were compared', () => {
    expect(withExposure(rollout(aVerdict()), 'Rolled back.')).toMatch(
      /^Rolled back\. 19,600 requests met v54; about 216 of/,
    );
  });

  it('says nothing of it otherwise', () => {
    expect(withExposure(rollout(), 'Rolled back.')).toBe('Rolled back.');
    expect(withExposure(rollout(aVerdict({ canary: { requests: 0, errors: 0 } })), 'Done.')).toBe('Done.');
  });
});

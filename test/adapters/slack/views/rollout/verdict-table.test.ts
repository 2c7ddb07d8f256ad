import { describe, expect, it } from 'vitest';
import { limitProblems } from '../../../../../src/adapters/slack/views/parts/limits.ts';
import { verdictMessage } from '../../../../../src/adapters/slack/views/rollout/verdict-table.ts';
import { ANALYSIS_DEFAULTS } from '../../../../../src/domain/analysis/analysis.ts';
import type { MetricSource } from '../../../../../src/domain/analysis/metrics.ts';
import type { VerdictSummary } from '../../../../../src/domain/analysis/verdict.ts';
import type { Rollout } from '../../../../../src/domain/rollout/record.ts';
import { anUnknown, aVerdict, CROSSED } from '../../../../domain/analysis/a-verdict.ts';
import { aSource } from '../../../../rollout/arms.ts';
import { aRollout, aTarget } from '../../support/a-rollout.ts';
import { textOf } from '../text-of.ts';

const EDGES = [20, 60, 120, 190, 240, 290, 410];
const latency = {
  canary: [100, 150, 240, 230, 100, 60, 90, 30],
  stable: [1000, 1500, 2500, 2500, 1500, 500, 400, 100],
};

function message(
  verdict: VerdictSummary,
  over: Partial<Rollout> = {},
  sources: readonly MetricSource[] = [aSource({ edges: EDGES })],
) {
  const targets = [aTarget({ stable: '1 (v53)', canary: '2 (v54)' })];
  return verdictMessage(
    aRollout({ targets, analysis: { sources, split: 'request', shares: [], verdict }, ...over }),
    verdict,
  );
}

/** The text without what only Slack reads. */
const plain = (text: string) => text.replaceAll(/[*`]/g, '');

describe('the message of a verdict that decided something', () => {
  it('has both versions in numbers, and each test against its limit', () => {
    const view = message(aVerdict({ latency }));
    const text = textOf(view);
    for (const row of [
      '❌ v54 fails more often than v53: 2.1% (412 of 19,600 requests) against 1%.',
      '*Requests*: v54: 19,600 · v53: 372,400',
      '*Errors*: v54: 412 · v53: 3,724',
      '*Error rate*: v54: 2.1% · v53: 1%',
      '*Slower than 290 ms*: v54: 120 of 1,000 (12%) · v53: 500 of 10,000 (5%)',
      '*Errors*: so far: 412 · expected: 230 · limit: 280 · crossed: 2026-01-05 14:26 UTC',
      '*Latency*: so far: 0.2 · limit: 5.57 · crossed: no',
      '19,600 requests met v54; about 216 of them failed because of it.',
      'Minute by minute: `serin explain checkout/r1`',
    ])
      expect(text).toContain(row);
  });

  it("has what both versions did by the service's own metrics, and which of them is only shown", () => {
    const rule = { worseWhen: 'lower', role: 'advisory', tolerance: 1.1 } as const;
    const one = { namespace: 'Shop', name: 'X', dimensions: {} };
    const both = { stable: one, canary: one };
    const config = aRollout().config;
    const analysis = {
      ...ANALYSIS_DEFAULTS,
      custom: [
        { kind: 'count', name: 'orders', ...rule, cases: one, of: null, limit: null },
        { kind: 'value', name: 'basket', ...rule, value: one },
      ] as const,
    };
    const verdict = aVerdict({
      custom: [
        { name: 'orders', counts: { canary: { cases: 3, chances: 60 }, stable: { cases: 0, chances: 0 } } },
        { name: 'basket', values: latency },
      ],
      tests: [{ name: 'orders', role: 'advisory', crossedAt: null, observed: 3, expected: 6, boundary: 1 }],
    });
    const targets = [aTarget({ stable: '1 (v53)', canary: '2 (v54)' })];
    const sources = [aSource()];
    const custom = [{ kind: 'value', name: 'basket', value: both, edges: EDGES }] as const;
    const rollout = aRollout({
      ...{ targets, config: { ...config, analysis } },
      analysis: { sources, custom, split: 'request', shares: [], verdict },
    });
    const text = textOf(verdictMessage(rollout, verdict));
    for (const row of [
      '*Orders*: v54: 3 of 60 (5%) · v53: 0 of 0 (nothing)',
      '*Basket at most 20*: v54: 100 of 1,000 (10%) · v53: 1,000 of 10,000 (10%)',
      '*Orders (advisory)*: so far: 3 · expected: 6 · limit: 1 · crossed: no',
    ])
      expect(text).toContain(row);
  });

  it('has every number in its fallback text too', () => {
    const view = message(aVerdict({ latency }));
    const rows = view.blocks.flatMap((block) => (block.type === 'section' ? plain(block.text?.text ?? '') : []));
    expect(plain(view.text)).toBe(rows.join('\n'));
  });

  it.each([
    ['a bad canary', aVerdict({ latency })],
    ['a good canary', aVerdict({ outcome: 'healthy', reason: 'twice-excluded', crossed: [], latency })],
    ['a canary that nobody knows about', anUnknown()],
    ['a canary without requests', anUnknown({ canary: { requests: 0, errors: 0 } })],
    [
      'many metrics with long names',
      aVerdict({
        crossed: Array.from({ length: 30 }, (_, i) => `${'&'.repeat(200)}${i}`),
        tests: Array.from({ length: 30 }, (_, i) => ({
          ...{
            name: `${'&'.repeat(200)}${i}`,
            role: 'critical' as const,
            crossedAt: CROSSED,
            evidence: 9,
            boundary: 5,
          },
        })),
      }),
    ],
  ])('stays within the limits of Slack: %s', (_, verdict) => {
    const long = '<!channel> '.repeat(9);
    const named = { canary: long, targets: [aTarget({ stable: `1 (${long})`, canary: `2 (${long})` })] };
    for (const view of [message(verdict), message(verdict, named)]) expect(limitProblems(view)).toEqual([]);
  });

  it('mentions nobody whom a version names', () => {
    const view = message(aVerdict(), { canary: '<!channel>' });
    expect([view.text, textOf(view)].join()).not.toContain('<!channel>');
    expect(textOf(view)).toContain('&lt;!channel&gt;: 19,600');
  });

  it('leaves out what was not compared', () => {
    const { tests } = aVerdict();
    const silent = tests.map((test) => (test.name === 'latency' ? { ...test, evidence: 0 } : test));
    const text = textOf(message(aVerdict({ tests: silent })));
    expect(text).not.toMatch(/Slower|Latency/);
    expect(textOf(message(anUnknown({ canary: { requests: 0, errors: 0 } })))).not.toMatch(/met v54|so far/);
  });

  it('names the quantile where several places have limits of their own', () => {
    const sources = [aSource({ edges: EDGES }), aSource({ name: 'events', edges: EDGES })];
    expect(textOf(message(aVerdict({ latency }), {}, sources))).toContain(
      '*Slower than the p95 of v53 before the start*: v54: 120 of 1,000 (12%)',
    );
  });
});

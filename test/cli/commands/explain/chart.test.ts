import { describe, expect, it } from 'vitest';
import { type Account, type Decided, giveAccount } from '../../../../src/cli/commands/explain/account.ts';
import { verdictChart } from '../../../../src/cli/commands/explain/chart.ts';
import { escapeXml, path, roundUp, wrap } from '../../../../src/cli/commands/explain/svg.ts';
import { ANALYSIS_DEFAULTS } from '../../../../src/domain/analysis/analysis.ts';
import type { Minute } from '../../../../src/domain/analysis/minute.ts';
import { anUnknown, aVerdict } from '../../../domain/analysis/a-verdict.ts';
import { someFacts } from '../../a-worker.ts';

const START = Date.UTC(2026, 0, 5, 14, 20);
const MINUTE = 60_000;

/** Seven minutes at 5 %; the canary turns bad in the last three, and its third minute is missing. */
const MINUTES: readonly Minute[] = Array.from({ length: 7 }, (_, m) => ({
  at: START + m * MINUTE,
  share: 0.05,
  canary: m === 2 ? null : { requests: 3000, errors: m < 4 ? 30 : 150 },
  stable: { requests: 57_000, errors: 570 },
}));

function aDecision(minutes = MINUTES, over: Parameters<typeof aVerdict>[0] = {}): readonly [Account, Decided] {
  const at = START + 8 * MINUTE;
  const verdict = aVerdict({ given: minutes.length, ...over });
  const account = giveAccount(someFacts(), {
    settings: ANALYSIS_DEFAULTS,
    comparison: { sources: [], split: 'request', shares: [], decisive: { at, verdict, minutes } },
  });
  if (account.decided === null) throw new Error('a verdict decided');
  return [account, account.decided];
}

const lines = (svg: string) => [...svg.matchAll(/<path d="([^"]*)"/g)].map(([, d = '']) => d);

describe('the chart of a verdict', () => {
  it('says in words what it shows', () => {
    const svg = verdictChart(...aDecision());
    expect(svg).toContain(' role="img" aria-labelledby="title desc"');
    expect(svg).toMatch(/<title id="title">checkout v54: v54 fails more often than v53: .* against 1%<\/title>/);
    expect(svg).toMatch(
      /<desc id="desc">Error rates of v54 and v53 by minute, from 2026-01-05T14:20Z to 2026-01-05T14:26Z\. At the end the evidence of errors is \d+, its limit \d+\. The limit of errors was crossed at 2026-01-05T14:26Z\.<\/desc>/,
    );
  });

  it('has a line for each version, for the evidence, for what is expected and for the limit', () => {
    const [canary = '', stable = '', observed = '', expected = '', limit = ''] = lines(verdictChart(...aDecision()));
    expect(canary.match(/[ML]/g)?.join('')).toBe('MLMLLL');
    expect(stable.match(/[ML]/g)?.join('')).toBe('MLLLLLL');
    for (const line of [observed, expected, limit]) expect(line.startsWith('M70 ')).toBe(true);
    // 5% is higher on the picture than 1%, and the count goes through its limit.
    const end = (line: string) => Number(line.split(' ').at(-1));
    expect(end(canary)).toBeLessThan(end(stable));
    expect(end(observed)).toBeLessThan(end(limit));
  });

  it('marks the moment at which the limit was crossed, through both panels', () => {
    const svg = verdictChart(...aDecision());
    expect(svg).toMatch(/<line x1="780" y1="110" x2="780" y2="480" stroke="#b91c1c"/);
    expect(svg).toContain('>limit crossed at 14:26Z</text>');
  });

  it('has no mark where none was crossed', () => {
    const { tests } = aVerdict();
    const calm = { ...anUnknown(), tests: tests.map((test) => ({ ...test, crossedAt: null })), given: 7 };
    const svg = verdictChart(...aDecision(MINUTES, calm));
    expect(svg).not.toContain('limit crossed');
    expect(svg).toContain('No limit was crossed.</desc>');
  });

  it('draws only both versions where the series is cut', () => {
    const svg = verdictChart(...aDecision(MINUTES, { given: 300 }));
    expect(lines(svg)).toHaveLength(2);
  });

  it('draws a series of one minute, and one without errors', () => {
    const calm = { requests: 10, errors: 0 };
    const minutes = [{ at: START, share: 0.05, canary: calm, stable: calm }];
    const svg = verdictChart(...aDecision(minutes));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(lines(svg)[0]).toBe('M425 260h0');
  });

  it('is well-formed whatever versions are called', () => {
    const [account, verdict] = aDecision();
    const context = { ...account.context, canary: '<script>&"\u0000\u202e' };
    const svg = verdictChart({ ...account, context }, verdict);
    expect(svg).not.toMatch(/<script>|\p{Cc}(?<!\n)|\u202e/u);
    expect(svg).toContain('&lt;script&gt;&amp;&quot;');
  });
});

describe('the parts of a chart', () => {
  it('break a line at gaps, and make a dot of a point between two', () => {
    expect(
      path(
        [
          [0, 1],
          [1, null],
          [2, 3],
          [3, 4],
        ],
        'stroke="red"',
      ),
    ).toContain('d="M0 1h0M2 3L3 4"');
    expect(path([], '')).toContain('d=""');
  });

  it('wrap a text between words, and cut a word that is too long', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('x'.repeat(9), 4)).toEqual(['xxxx']);
  });

  it('end an axis at a round number', () => {
    expect([0, 0.013, 0.05, 3, 7, 412].map(roundUp)).toEqual([1, 0.02, 0.05, 5, 10, 500]);
  });

  it('leave out what XML has no place for', () => {
    expect(escapeXml('a\u0000b\u202ec<d')).toBe('abc&lt;d');
  });
});

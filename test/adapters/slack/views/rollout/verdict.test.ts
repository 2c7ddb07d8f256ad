import { describe, expect, it } from 'vitest';
import { followingParts } from '../../../../../src/adapters/slack/views/channel/outcome.ts';
import { limitProblems } from '../../../../../src/adapters/slack/views/parts/limits.ts';
import { card } from '../../../../../src/adapters/slack/views/rollout/card.ts';
import { verdictLines } from '../../../../../src/adapters/slack/views/rollout/verdict.ts';
import { ANALYSIS_DEFAULTS, type RolloutAnalysis } from '../../../../../src/domain/analysis/analysis.ts';
import type { Reason, Rollout } from '../../../../../src/domain/rollout/record.ts';
import { anUnknown, aVerdict, CROSSED } from '../../../../domain/analysis/a-verdict.ts';
import { anObserved, aRollout, aService, aTarget, noon } from '../../support/a-rollout.ts';
import { textOf } from '../text-of.ts';

const detail = 'v54 fails more often than v53: 2.1% (412 of 19,600 requests) against 1%';
const crossed = `<!date^${CROSSED / 1000}^{time}|2026-01-05 14:26 UTC>`;
const exposure = '19,600 requests met v54; about 216 of them failed because of it.';

const analysed = (analysis: Partial<RolloutAnalysis>, over: Partial<Rollout> = {}): Rollout =>
  aRollout({
    targets: [aTarget({ stable: '1 (v53)', canary: '2 (v54)', observed: anObserved({ weight: 0 }) })],
    analysis: { sources: [], split: 'request', shares: [], ...analysis },
    ...over,
  });

describe('the verdict on the card', () => {
  it('has the numbers, the moment of the limit and the exposure', () => {
    const rollout = analysed({ verdict: aVerdict() });
    expect(verdictLines(rollout)).toBe(`❌ ${detail}; the limit was crossed at ${crossed}.\n${exposure}`);
    expect(textOf(card(rollout))).toContain(detail);
    expect(limitProblems(card(rollout))).toEqual([]);
  });

  it('has a sign for each outcome', () => {
    expect(verdictLines(analysed({ verdict: aVerdict({ outcome: 'healthy' }) }))).toMatch(
      /^✅ v54 is not worse than v53: it fails 2\.1% /,
    );
    expect(verdictLines(analysed({ verdict: anUnknown() }))).toMatch(/^❔ .*too little traffic/);
  });

  it('is no all-clear where an alarm came before the comparison had its minutes', () => {
    const verdict = aVerdict({ outcome: 'healthy' });
    const by = (reason: Reason) =>
      verdictLines(analysed({ verdict }, { phase: { status: 'rolled-back', at: noon, reason } }));
    expect(by({ kind: 'alarm', name: 'checkout-5xx', detail: '' })).toMatch(
      /^ℹ️ v54 is not worse than v53: .*\. That was before the alarm\.\n/,
    );
    expect(by({ kind: 'person', by: { id: 'U0BOB', name: 'bob' }, text: '' })).toMatch(/^✅ [^\n]*(?<!alarm\.)\n/);
  });

  it('says what Serin would have done where it only watches', () => {
    const config = aService({ analysis: { ...ANALYSIS_DEFAULTS, acts: false } });
    expect(verdictLines(analysed({ verdict: aVerdict() }, { config }))).toContain(
      'Serin only watches (analysis: off); otherwise it would have rolled back.',
    );
  });

  it('has a bake whose time is over and that waits for evidence', () => {
    const phase = { status: 'baking', since: noon - 600_000, until: noon } as const;
    const waiting = analysed({ verdict: anUnknown(), waitsAt: 1 }, { phase, step: 1 });
    expect(textOf(card(waiting))).toMatch(
      /its time was over at .*, and Serin waits until it knows whether the canary is worse\./,
    );
    expect(textOf(card({ ...waiting, step: 3 }))).not.toContain('its time was over');
  });

  it('is absent without a comparison', () => {
    expect(verdictLines(aRollout())).toBe('');
    expect(verdictLines(analysed({}))).toBe('');
  });

  it('does not repeat the reason of a rollback, and stays after the end', () => {
    const phase = { status: 'rolled-back', at: noon, reason: { kind: 'verdict', detail } } as const;
    const rollout = analysed({ verdict: aVerdict() }, { phase });
    expect(verdictLines(rollout)).toBe(`❌ The limit was crossed at ${crossed}.\n${exposure}`);
    expect(textOf(card(rollout)).split(detail)).toHaveLength(2);
    expect(card(rollout).text).toBe(`checkout v54: rolled back at 0%, because ${detail}`);
  });

  it('counts at least the requests of the minutes before an alarm rolled back, and blames nobody for them', () => {
    const reason = { kind: 'alarm', name: 'checkout-5xx', detail: '' } as const;
    const rollout = analysed({ verdict: aVerdict() }, { phase: { status: 'rolled-back', at: noon, reason } });
    expect(verdictLines(rollout)).toContain('At least 19,600 requests met v54.');
    expect(verdictLines(rollout)).not.toContain('of them failed');
  });

  it('says since when the metrics could not be read', () => {
    expect(verdictLines(analysed({ verdict: aVerdict(), unreadSince: CROSSED }))).toContain(
      `The metrics could not be read since ${crossed}.`,
    );
  });
});

it('the message of an alarm whose rollout a verdict ended has its reason, who met it, and the version that has all traffic', () => {
  const phase = { status: 'rolled-back', at: noon, reason: { kind: 'verdict', detail } } as const;
  const rollout = analysed({ verdict: aVerdict() }, { phase, wentBackFrom: 5, backAt: noon - 60_000 });
  const { headline, blocks, line } = followingParts(rollout, { headline: '', fact: '', text: () => '' });
  expect(JSON.stringify(headline)).toContain('↩️ checkout v54 was rolled back from 5%');
  expect(JSON.stringify(blocks)).toContain(exposure);
  expect(line).toBe(
    `↩️ checkout v54 was rolled back from 5%: ${detail}. All traffic is on v53 since 11:59 UTC. You need to do nothing. ${exposure}`,
  );
});

import { describe, expect, it, test } from 'vitest';
import { withExposure } from '../../../src/domain/analysis/rollout-words.ts';
import type { VerdictSummary } from '../../../src/domain/analysis/verdict.ts';
import { excessErrors, exposureText, verdictText } from '../../../src/domain/analysis/words.ts';
import { reasonText, versionLabel, versionText } from '../../../src/domain/wording.ts';
import { aRollout } from '../../rollout/builders.ts';
import { anUnknown, aVerdict } from './a-verdict.ts';

const names = { canary: 'v54', stable: 'v53' };
const numbers = 'v54 fails 2.1% (412 of 19,600 requests), v53 1%';

describe('a verdict in one line', () => {
  test.each([
    ['more errors', aVerdict(), `${numbers}: worse in errors`],
    ['only latency', aVerdict({ crossed: ['latency'] }), `v54 is slower than v53; ${numbers}`],
    ['both', aVerdict({ crossed: ['errors', 'latency'] }), `${numbers}: worse in errors and slower than v53`],
    ['a guard', aVerdict({ reason: 'above-guard', crossed: [] }), `${numbers}: above the limit that the service sets`],
    ['nothing bad', aVerdict({ outcome: 'healthy', reason: 'twice-excluded' }), `${numbers}: not worse`],
    ['little', anUnknown({ minutesToHealthy: 14 }), `${numbers}: not known yet, about 14 more minutes at this traffic`],
    ['too little', anUnknown(), `${numbers}: too little traffic to know whether v54 is worse`],
    ['no data', anUnknown({ reason: 'no-data' }), `${numbers}: the metrics of the last minutes are missing`],
  ])('says what was found: %s', (_, verdict, text) => {
    expect(verdictText(verdict, names)).toBe(text);
  });

  it('is the reason of a rollback as it stands', () => {
    expect(reasonText({ kind: 'verdict', detail: verdictText(aVerdict(), names) })).toBe(`${numbers}: worse in errors`);
  });
});

describe('the requests that met the canary', () => {
  it('failed because of it beyond the rate of stable', () => {
    expect(excessErrors(aVerdict())).toBeCloseTo(216);
    expect(exposureText(aVerdict(), names)).toBe('19,600 requests met v54; about 216 of them failed because of it.');
  });

  it('are not blamed on a canary that is not known to be worse', () => {
    expect(exposureText(anUnknown(), names)).toBe(
      '19,600 requests met v54; about 216 more of them failed than at the rate of v53.',
    );
  });

  it('never count below zero, and count nothing where stable had no requests', () => {
    const better = aVerdict({ canary: { requests: 1000, errors: 1 } });
    expect(excessErrors(better)).toBe(0);
    expect(exposureText(better, names)).toBe('1,000 requests met v54; no more of them failed than at the rate of v53.');
    expect(excessErrors(aVerdict({ stable: { requests: 0, errors: 0 } }))).toBeNull();
    expect(exposureText(aVerdict({ stable: { requests: 0, errors: 0 } }), names)).toBe('19,600 requests met v54.');
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

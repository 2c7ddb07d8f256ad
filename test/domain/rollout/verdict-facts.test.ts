import { expect, it } from 'vitest';
import { rolloutLines } from '../../../src/cli/commands/rollouts/lines.ts';
import type { VerdictSummary } from '../../../src/domain/analysis/verdict.ts';
import { rolloutFacts } from '../../../src/domain/rollout/facts.ts';
import { listLine } from '../../../src/engine/inbound/replies.ts';
import { aRollout, NOW } from '../../rollout/builders.ts';
import { anUnknown, aVerdict } from '../analysis/a-verdict.ts';

const compared = aRollout({ analysis: { sources: [], split: 'request', shares: [], verdict: aVerdict() } });

it('the facts of a rollout have the newest verdict with the rates of both versions', () => {
  expect(rolloutFacts(compared, NOW).verdict).toMatchObject({
    outcome: 'unhealthy',
    reason: 'boundary-crossed',
    minutesToHealthy: null,
    canary: { requests: 19_600, errors: 412, rate: 412 / 19_600 },
    stable: { rate: 0.01 },
    excess: 216,
  });
});

it('the facts of a rollout without a comparison have no verdict', () => {
  expect(rolloutFacts(aRollout(), NOW).verdict).toBeNull();
});

it('the status at a terminal has the verdict in one line', () => {
  expect(rolloutLines(rolloutFacts(compared, NOW)).join('\n')).toMatch(
    /^Comparison: .* fails more often than .*: 2\.1% .* against 1%\.$/m,
  );
  expect(rolloutLines(rolloutFacts(aRollout(), NOW)).join('\n')).not.toContain('Comparison');
});

it('the status at a terminal does not say the reason of a rollback twice', () => {
  const facts = rolloutFacts(compared, NOW);
  const reason = facts.verdict?.text ?? '';
  const lines = rolloutLines({ ...facts, status: 'rolled-back', reason });
  expect(lines.join('\n').split(reason)).toHaveLength(2);
  expect(lines[1]).toMatch(/ Rolled back because .* fails more often than /);
});

it('the line of a list has the verdict in a few words', () => {
  expect(listLine('checkout', compared, NOW)).toMatch(/ \(worse than [^)]+\), started by /);
  expect(listLine('checkout', aRollout(), NOW)).not.toContain('worse');
  const line = (verdict: VerdictSummary) =>
    listLine('checkout', { ...compared, analysis: { sources: [], split: 'request', shares: [], verdict } }, NOW);
  expect(line(aVerdict({ outcome: 'healthy' }))).toContain(' (not worse than ');
  expect(line(anUnknown())).toContain(' (not known yet whether it is worse than ');
  expect(line(anUnknown({ reason: 'shared-incident' }))).toMatch(/ \(\S+ fails as well\), /);
  expect(line(aVerdict({ reason: 'above-guard' }))).toContain(" (above the service's limit), ");
});

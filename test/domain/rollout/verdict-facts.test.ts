import { expect, it } from 'vitest';
import { rolloutLines } from '../../../src/cli/commands/rollouts/lines.ts';
import { rolloutFacts } from '../../../src/domain/rollout/facts.ts';
import { listLine } from '../../../src/engine/inbound/replies.ts';
import { aRollout, NOW } from '../../rollout/builders.ts';
import { aVerdict } from '../analysis/a-verdict.ts';

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
    /^Comparison: .* fails 2\.1% .*: worse in errors\.$/m,
  );
  expect(rolloutLines(rolloutFacts(aRollout(), NOW)).join('\n')).not.toContain('Comparison');
});

it('the line of a list has the verdict in a few words', () => {
  expect(listLine('checkout', compared, NOW)).toMatch(/ \(worse than [^)]+\), started by /);
  expect(listLine('checkout', aRollout(), NOW)).not.toContain('worse');
});

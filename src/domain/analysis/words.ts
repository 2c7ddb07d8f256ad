import { formatNumber, joinWithAnd } from '../wording.ts';
import type { ArmCount, VerdictSummary } from './verdict.ts';

/** Returns a rate for people: `2.1%`; null without requests. */
function rateText({ requests, errors }: ArmCount): string | null {
  return requests === 0 ? null : `${formatNumber((100 * errors) / requests)}%`;
}

/** Returns a count for people, with commas: `19,600`. */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The names of the two versions. */
interface Versions {
  readonly canary: string;
  readonly stable: string;
}

/** Returns how often both versions failed: `v54 fails 2.1% (412 of 19,600 requests), v53 1%`. */
export function compareText({ canary, stable }: Pick<VerdictSummary, 'canary' | 'stable'>, names: Versions): string {
  const [one, other] = [rateText(canary), rateText(stable)];
  if (one === null) return `${names.canary} had no requests`;
  const count = `${countText(canary.errors)} of ${countText(canary.requests)} requests`;
  const against = other === null ? '' : `, ${names.stable} ${other}`;
  return `${names.canary} fails ${one} (${count})${against}`;
}

/** Returns what the critical tests found that were crossed: `errors`, `latency`. */
function crossedText({ crossed, tests }: VerdictSummary): string {
  const parts = crossed.map((name) => {
    const test = tests.find((each) => each.name === name);
    if (test?.observed === undefined || test.expected === undefined) return name;
    return `${name} (${countText(test.observed)} where ${countText(test.expected)} were expected)`;
  });
  return joinWithAnd(parts);
}

/** Returns why nothing is known, and how long that takes, as half a sentence. */
function unknownText({ reason, minutesToHealthy }: VerdictSummary): string {
  switch (reason) {
    case 'no-data':
      return 'the metrics of the last minutes are missing';
    case 'shared-incident':
      return 'both versions fail more than the guard allows, so it is not this release';
    default:
      return minutesToHealthy === null
        ? 'too little traffic to know whether it is worse'
        : `about ${minutesToHealthy} more minutes at this traffic until that is known`;
  }
}

/** Returns a verdict in one line, without its full stop: the numbers, and what they mean. */
export function verdictText(verdict: VerdictSummary, names: Versions): string {
  const numbers = compareText(verdict, names);
  switch (verdict.outcome) {
    case 'healthy':
      return `${numbers}: not worse`;
    case 'unhealthy':
      return verdict.reason === 'above-guard'
        ? `${numbers}: more than the guard allows`
        : `${numbers}: worse in ${crossedText(verdict)}`;
    case 'inconclusive':
      return `${numbers}: ${unknownText(verdict)}`;
  }
}

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
export interface Versions {
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

/** Returns one finding of a critical test, as it follows the numbers. */
function findingText(name: string, { stable }: Versions): string {
  return name === 'latency' ? `slower than ${stable}` : `worse in ${name}`;
}

/** Returns why nothing is known, and how long that takes, as half a sentence. */
function unknownText({ reason, minutesToHealthy }: VerdictSummary, { canary }: Versions): string {
  switch (reason) {
    case 'no-data':
      return 'the metrics of the last minutes are missing';
    case 'shared-incident':
      return 'both versions fail more than the guard allows, so it is not this release';
    default:
      return minutesToHealthy === null
        ? `too little traffic to know whether ${canary} is worse`
        : `not known yet, about ${minutesToHealthy} more minutes at this traffic`;
  }
}

/** Returns a verdict on a bad canary; it reads well after "because". */
function unhealthyText({ reason, crossed }: VerdictSummary, numbers: string, names: Versions): string {
  if (reason === 'above-guard') return `${numbers}: above the limit that the service sets`;
  const isOnlySlow = crossed.length > 0 && crossed.every((name) => name === 'latency');
  if (isOnlySlow) return `${names.canary} is slower than ${names.stable}; ${numbers}`;
  return `${numbers}: ${joinWithAnd(crossed.map((name) => findingText(name, names)))}`;
}

/** Returns a verdict in one line, without its full stop: the numbers, and what they mean. */
export function verdictText(verdict: VerdictSummary, names: Versions): string {
  const numbers = compareText(verdict, names);
  switch (verdict.outcome) {
    case 'healthy':
      return `${numbers}: not worse`;
    case 'unhealthy':
      return unhealthyText(verdict, numbers, names);
    case 'inconclusive':
      return `${numbers}: ${unknownText(verdict, names)}`;
  }
}

/** Returns how many requests of the canary failed beyond those that fail at stable's rate; null where stable had no requests. */
export function excessErrors({ canary, stable }: Pick<VerdictSummary, 'canary' | 'stable'>): number | null {
  if (stable.requests === 0) return null;
  return Math.max(0, canary.errors - (stable.errors / stable.requests) * canary.requests);
}

/** Returns whom the canary met, in one sentence: `19,600 requests met v54; about 216 of them failed because of it.` */
export function exposureText(verdict: VerdictSummary, { canary, stable }: Versions): string {
  const met = `${countText(verdict.canary.requests)} requests met ${canary}`;
  const excess = excessErrors(verdict);
  if (excess === null) return `${met}.`;
  const count = Math.round(excess);
  if (count === 0) return `${met}; no more of them failed than at the rate of ${stable}.`;
  return verdict.outcome === 'unhealthy'
    ? `${met}; about ${countText(count)} of them failed because of it.`
    : `${met}; about ${countText(count)} more of them failed than at the rate of ${stable}.`;
}

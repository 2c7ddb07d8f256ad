import { duration } from '../wording.ts';
import { countText, partText } from './count-words.ts';
import { advisoryText, beyondText, type CustomContext, customFinding } from './custom-words.ts';
import { findSlowRequests, type SlowRequests, slowLimitText } from './latency-words.ts';
import type { ArmCount, VerdictSummary } from './verdict.ts';

const rateText = ({ requests, errors }: ArmCount): string | null => partText(errors, requests);

/** The names of the two versions. */
export interface Versions {
  readonly canary: string;
  readonly stable: string;
}

/** The names and limits that turn a verdict into words. */
export interface VerdictContext extends Versions {
  /** Stable's latency at its quantiles before the start, in milliseconds; null where there are none, or several sets of them. */
  readonly edges: readonly number[] | null;
  /** The error rate that no version may exceed, from 0 to 1; null where the service sets none. */
  readonly guard: number | null;
  /** The service's own metrics. */
  readonly custom: readonly CustomContext[];
}

type Arms = Pick<VerdictSummary, 'canary' | 'stable'>;

const countOf = ({ errors, requests }: ArmCount): string => `${countText(errors)} of ${countText(requests)} requests`;

/** Returns how often both versions fail, as it follows a name: `fails 2.1% (412 of 19,600 requests), v53 1%`. */
function failureText({ canary, stable }: Arms, names: Versions): string {
  const [one, other] = [rateText(canary), rateText(stable)];
  if (one === null) return 'had no requests';
  return `fails ${one} (${countOf(canary)})${other === null ? '' : `, ${names.stable} ${other}`}`;
}

/** Returns how often both versions fail: `v54 fails 2.1% (412 of 19,600 requests), v53 1%`. */
export function compareText(arms: Arms, names: Versions): string {
  return `${names.canary} ${failureText(arms, names)}`;
}

/** Returns the service's own limit of errors: `the service's limit of 5%`. */
export function limitText(guard: number | null): string {
  return guard === null ? "the service's limit" : `the service's limit of ${partText(guard, 1)}`;
}

/** Returns the critical metrics of the canary that are beyond their limits, with the numbers. */
function beyondTexts({ beyond = [] }: VerdictSummary, { custom }: VerdictContext): readonly string[] {
  return custom
    .filter(({ role }) => role === 'critical')
    .flatMap((metric) => beyond.filter(({ name }) => name === metric.name).map((count) => beyondText(count, metric)));
}

/** Returns how long it takes until slower latency is excluded, as a clause. */
function slownessText({ minutesToHealthy }: VerdictSummary, { canary }: Versions): string {
  return minutesToHealthy === null
    ? `too little traffic to tell whether ${canary} is slower`
    : `too early to tell whether ${canary} is slower, about ${duration(minutesToHealthy * 60_000)} more at this traffic`;
}

/** Returns why nothing is known, and how long that takes. */
function unknownText(verdict: VerdictSummary, context: VerdictContext): string {
  const { canary, stable, guard } = context;
  const { recent, minutesToHealthy } = verdict;
  switch (verdict.reason) {
    case 'no-data':
      return `${canary} cannot be compared with ${stable}: the metrics of the last minutes are missing; until then it ${failureText(verdict, context)}`;
    case 'shared-incident':
      return `${canary} and ${stable} both fail more than ${limitText(guard)} (${rateText(recent.canary)} and ${rateText(recent.stable)} in the last minutes), so it is not this release`;
    case 'beyond-limit':
      return `${canary} gets no more: ${beyondTexts(verdict, context).join('; ')}`;
    case 'latency-unknown':
      return `${compareText(verdict, context)}: not more often; ${slownessText(verdict, context)}`;
    default:
      if (verdict.canary.requests === 0)
        return `${canary} had no requests yet, so nobody can tell whether it is worse than ${stable}`;
      return minutesToHealthy === null
        ? `${compareText(verdict, context)}: too little traffic to tell whether ${canary} is worse`
        : `${compareText(verdict, context)}: too early to tell whether ${canary} is worse, about ${duration(minutesToHealthy * 60_000)} more at this traffic`;
  }
}

/** Returns the errors of both versions, as they follow "fails more often than v53: ". */
function moreErrorsText({ canary, stable, tests }: VerdictSummary): string {
  const [one, other] = [rateText(canary), rateText(stable)];
  const test = tests.find(({ name }) => name === 'errors');
  const isHigher = canary.errors * stable.requests > stable.errors * canary.requests;
  // Where shares and rates change together, the sums hide what each minute shows.
  if (!isHigher && test?.observed !== undefined && test.expected !== undefined)
    return `${countText(test.observed)} failures where ${countText(test.expected)} were expected minute by minute`;
  return `${one} (${countOf(canary)}) against ${other}`;
}

/** Returns the requests of both versions that are slower than one limit, as they follow "slower than v53". */
function slowerText(found: SlowRequests | null, { stable }: Versions): string {
  if (found === null) return '';
  const [one, other] = [found.canary, found.stable].map(({ slow, requests }) => partText(slow, requests));
  const limit = slowLimitText(found, stable);
  return found.limit === null
    ? `: ${one} of its requests are slower than ${limit}, against ${other} on ${stable}`
    : `: ${one} of its requests take more than ${limit}, against ${other} on ${stable}`;
}

/** Returns the findings of the crossed tests, each as it follows the name of the canary. */
function findings(verdict: VerdictSummary, context: VerdictContext): readonly string[] {
  const { crossed, latency } = verdict;
  const { stable, edges } = context;
  const slow = latency === undefined ? null : findSlowRequests(latency, edges);
  const custom = verdict.custom?.filter(({ name }) => crossed.includes(name)) ?? [];
  return [
    ...(crossed.includes('errors') ? [`fails more often than ${stable}: ${moreErrorsText(verdict)}`] : []),
    ...(crossed.includes('latency') ? [`is slower than ${stable}${slowerText(slow, context)}`] : []),
    ...custom.flatMap((totals) =>
      context.custom.filter(({ name }) => name === totals.name).map((metric) => customFinding(totals, metric, stable)),
    ),
  ];
}

/** Returns a verdict on a bad canary; it reads well after "because". */
function unhealthyText(verdict: VerdictSummary, context: VerdictContext): string {
  const { canary, guard } = context;
  const { recent, reason } = verdict;
  if (reason === 'above-guard')
    return `${canary} fails ${rateText(recent.canary)} in the last minutes (${countOf(recent.canary)}), above ${limitText(guard)}`;
  if (reason === 'beyond-limit') return `${canary} has ${beyondTexts(verdict, context).join('; ')}`;
  const [first = '', ...others] = findings(verdict, context);
  return `${canary} ${[first, ...others.map((other) => other.replace(/^is /, 'it is also ').replace(/^has /, 'it also has '))].join('; ')}`;
}

/** At the rate of the whole rollout so many errors were due in the last minutes: fewer than half of them is no chance. */
const CALM_FROM = 20;

/** Returns the last minutes where an incident of both versions is over, so that it does not look like now; else nothing. */
function calmText({ canary, recent }: VerdictSummary): string {
  const due = (canary.errors / canary.requests) * recent.canary.requests;
  const [one, other] = [rateText(recent.canary), rateText(recent.stable)];
  const isOver = due >= CALM_FROM && recent.canary.errors < due / 2 && one !== null && other !== null;
  return isOver ? `; in the last minutes ${one} and ${other}` : '';
}

/** Returns a verdict on a good canary. */
function healthyText(verdict: VerdictSummary, context: VerdictContext): string {
  const { canary, stable, guard } = context;
  const blind = verdict.latency === undefined ? '; its latency was not compared' : '';
  const text = `${canary} is not worse than ${stable}: it ${failureText(verdict, context)}${calmText(verdict)}${blind}`;
  return verdict.reason === 'no-control' ? `${text}; with all the traffic it stays below ${limitText(guard)}` : text;
}

/** Returns a verdict in one line, without its full stop: what it means, with the numbers. It reads well after "because". */
export function verdictText(verdict: VerdictSummary, context: VerdictContext): string {
  return `${outcomeText(verdict, context)}${advisoryText(verdict, context.custom, context.stable)}`;
}

function outcomeText(verdict: VerdictSummary, context: VerdictContext): string {
  switch (verdict.outcome) {
    case 'healthy':
      return healthyText(verdict, context);
    case 'unhealthy':
      return unhealthyText(verdict, context);
    case 'inconclusive':
      return unknownText(verdict, context);
  }
}

/** Returns how many requests of the canary failed beyond those that fail at stable's rate; null where stable had no requests. */
export function excessErrors({ canary, stable }: Arms): number | null {
  if (stable.requests === 0) return null;
  return Math.max(0, canary.errors - (stable.errors / stable.requests) * canary.requests);
}

/** Returns the errors of the canary beyond the rate of stable, as a clause; empty where that is not known, or says nothing. */
function excessText(verdict: VerdictSummary, { stable }: Versions): string {
  const excess = excessErrors(verdict);
  if (excess === null) return '';
  const isBlamed = verdict.crossed.includes('errors') || verdict.reason === 'above-guard';
  const count = countText(excess);
  // Where shares and rates change together, the sums hide what each minute shows.
  if (count === '0') return isBlamed ? '' : 'none failed because of it';
  return isBlamed
    ? `about ${count} of them failed because of it`
    : `about ${count} more of them failed than with ${stable}`;
}

/** Returns the requests that the canary made slow, as a clause; empty where it is not known to be slower. */
function excessSlowText({ crossed, latency, canary }: VerdictSummary, { stable, edges }: VerdictContext): string {
  const found = latency === undefined || !crossed.includes('latency') ? null : findSlowRequests(latency, edges);
  if (found === null) return '';
  const excess = found.canary.slow - (found.stable.slow / found.stable.requests) * found.canary.requests;
  const limit = slowLimitText(found, stable);
  // A metric of latency may count fewer requests than those that failed or did not.
  const of =
    found.canary.requests < canary.requests ? ` of ${countText(found.canary.requests)} that were measured` : '';
  return found.limit === null
    ? `about ${countText(excess)}${of} were slower than ${limit} because of it`
    : `about ${countText(excess)}${of} took more than ${limit} because of it`;
}

/** Returns whom the canary met, in one sentence: `19,600 requests met v54; about 216 of them failed because of it.` */
export function exposureText(verdict: VerdictSummary, context: VerdictContext): string {
  const met = `${countText(verdict.canary.requests)} requests met ${context.canary}`;
  const parts = [met, excessText(verdict, context), excessSlowText(verdict, context)];
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}

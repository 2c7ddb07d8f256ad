import type { ComparisonPart, ServicePart } from '../../live/parts.ts';
import { clockTime } from '../format.ts';

/** Returns why there is no comparison, as a sentence. */
export function absenceText({ name, rollout }: Pick<ServicePart, 'name' | 'rollout'>): string {
  return rollout === null
    ? 'A rollout is judged here: its verdict, the error rates of both versions, and the evidence against its limit.'
    : `No metrics tell both versions of ${name} apart, so they are not compared.`;
}

/** Returns the newest outcome in a few words; where nothing is compared any more, that. */
export function outcomeText({ verdict, ended }: Pick<ComparisonPart, 'verdict' | 'ended'>): string {
  if (ended !== null) return verdict === null ? 'ended without a verdict' : `ended, was ${verdict.outcome}`;
  return verdict?.outcome ?? 'no verdict yet';
}

/** Returns what is waited for before the first verdict, as a sentence. */
export function waitingText({ versions: { canary } }: Pick<ComparisonPart, 'versions'>): string {
  return `The first verdict comes about two minutes after ${canary} gets its first requests.`;
}

/** Returns since when the verdict is old, as a sentence; empty while the metrics can be read. */
export function staleText({ unreadSince }: Pick<ComparisonPart, 'unreadSince'>): string {
  return unreadSince === null ? '' : `The metrics could not be read since ${clockTime(unreadSince)}.`;
}

import { distance } from 'fastest-levenshtein';
import type { Reply } from '../../domain/rollout/effect.ts';
import { joinWithOr } from '../../domain/wording.ts';
import type { Deps } from '../deps.ts';
import { refusal } from './replies.ts';

/** The most names that are suggested. */
const SUGGESTED = 3;
/** The most names that are listed when none is near. */
const LISTED = 20;

/**
 * Returns the names that somebody may have meant, nearest first: at most two edits away and fewer than half the letters, or the
 * same beginning.
 */
function nearestNames(name: string, names: readonly string[]): readonly string[] {
  const edits = names.map((known) => ({ known, away: distance(name, known) }));
  const isNear = ({ known, away }: { known: string; away: number }) =>
    away <= Math.min(2, Math.floor(known.length / 2)) || (name.length > 2 && known.startsWith(`${name}-`));
  return edits
    .filter(isNear)
    .toSorted((one, other) => one.away - other.away)
    .slice(0, SUGGESTED)
    .map(({ known }) => known);
}

function knownNamesText(name: string, names: readonly string[]): string {
  if (names.length === 0) return 'None is configured yet: run `serin apply serin.yml`.';
  const meant = nearestNames(name, names);
  if (meant.length > 0) return `Did you mean ${joinWithOr(meant)}?`;
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  return `Configured are: ${names.slice(0, LISTED).join(', ')}${more}.`;
}

/**
 * Returns the refusal of an unknown service name, with near names or the configured ones. Everyone who may give commands may list
 * them.
 */
export async function unknownService(deps: Deps, name: string): Promise<Reply> {
  return refusal(
    'unknown-service',
    `There is no service ${name}. ${knownNamesText(name, await deps.services.names())}`,
  );
}

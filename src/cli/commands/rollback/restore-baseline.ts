import { hasCanary } from '../../../domain/cohorts.ts';
import type { TargetState } from '../../../domain/record.ts';
import { WRITER_LIFETIME_MS } from '../../../domain/timing.ts';
import type { Clock } from '../../../ports/clock.ts';
import { type Reading, type Target, TargetChanged, TargetFault } from '../../../ports/target.ts';
import { AccountUnusable, explainAccountError } from '../../account-unusable.ts';

/** What bringing targets back needs. */
export interface BreakGlassDeps {
  /** The adapter of a kind of target: the same one for every target of the kind. */
  target(kind: string): Target;
  readonly clock: Clock;
  /** Where the credentials lead: account, where that is known, and region. @throws when there are none */
  where(): Promise<string>;
}

/** A target as it was just read, or why it could not be. */
export type Seen =
  | { readonly target: TargetState; readonly reading: Reading }
  | { readonly target: TargetState; readonly fault: string };

/** How far a person lets us go. */
export interface RestoreLimits {
  /** Write the baseline over what somebody else changed, and over what cannot be read. */
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
}

/**
 * Which of the pairs of Route 53 weights that mean 0 % is left behind: one that a rollout would come to only after lowering
 * its weight so many times, so that no write of one that is still alive expects it.
 */
const LOWERING_COUNT = 200;

/** How often restoring a target begins anew when somebody wrote between reading and writing. */
const TRIES = 3;

/** The wait for earlier writers is looked at this often, for an interruption. */
const LOOK_MS = 1_000;

/** Reads a target. @throws AccountUnusable when it is the account that cannot be worked with */
export async function readTarget(hands: BreakGlassDeps, target: TargetState): Promise<Seen> {
  try {
    return { target, reading: await hands.target(target.config.kind).read(target) };
  } catch (error) {
    const account = explainAccountError(error instanceof TargetFault ? error.cause : error);
    // What AWS does not find here is an alias or a zone, not the table.
    if (account instanceof AccountUnusable && account.code !== 'table-missing') throw account;
    return { target, fault: errorMessage(error) };
  }
}

/** What somebody else changed of the baseline, or that nobody knows; null when nothing. */
export function foreignChange(seen: Seen): string | null {
  return 'fault' in seen ? seen.fault : seen.reading.drift;
}

/** Whether a target is to be written: it is not as its baseline has it, and may be. */
export function isDue(seen: Seen, { overwrite }: Pick<RestoreLimits, 'overwrite'>): boolean {
  if (overwrite || foreignChange(seen) === null) return 'fault' in seen || !seen.reading.atBaseline;
  // The weights of a target that somebody changed go back, as on any way back; its values are theirs.
  return 'reading' in seen && hasCanary({ observed: seen.reading });
}

/**
 * Brings targets back: the canary to 0 everywhere at once, then, when no write from before can arrive any more, the baseline
 * to the letter. One that fails keeps no other from going back.
 * @param lowered is told once the first half is done
 * @returns each as it is afterwards
 */
export async function restoreBaseline(
  hands: BreakGlassDeps,
  due: readonly Seen[],
  reach: RestoreLimits,
  lowered: (faults: readonly string[]) => void,
): Promise<readonly Seen[]> {
  lowered(await lower(hands, due, reach));
  for (let waited = 0; waited < WRITER_LIFETIME_MS && !reach.signal.aborted; waited += LOOK_MS) {
    await hands.clock.wait(LOOK_MS);
  }
  if (reach.signal.aborted) return Promise.all(due.map(({ target }) => readTarget(hands, target)));
  return Promise.all(due.map(({ target }) => restore(hands, target, reach)));
}

/** Brings the canary of all to 0, the targets of a kind in one call. @returns what went wrong, a line each */
async function lower(
  hands: BreakGlassDeps,
  due: readonly Seen[],
  { overwrite }: RestoreLimits,
): Promise<readonly string[]> {
  const kinds = [...new Set(due.map(({ target }) => target.config.kind))];
  const faults = await Promise.all(
    kinds.map(async (kind) => {
      const those = due.filter(({ target }) => target.config.kind === kind);
      const states = those.map((seen) => (overwrite ? seen.target : withDrift(seen)));
      const results = await hands.target(kind).back(states, { reversals: LOWERING_COUNT, promotionBegan: true });
      return results.flatMap((result) => ('fault' in result ? [result.fault.message] : []));
    }),
  );
  return faults.flat();
}

/** The target with what was seen of it, so that its adapter keeps what somebody else changed. */
function withDrift(seen: Seen): TargetState {
  if ('fault' in seen) return seen.target;
  const { token: _, ...observed } = seen.reading;
  return { ...seen.target, observed: { ...observed, at: 0, fault: null } };
}

/** Brings one target to its baseline, compare-and-set, whatever a writer that was late made of it. */
async function restore(hands: BreakGlassDeps, target: TargetState, reach: RestoreLimits): Promise<Seen> {
  for (let attempt = 1; ; attempt++) {
    const seen = await readTarget(hands, target);
    if ('fault' in seen || seen.reading.atBaseline || attempt > TRIES) return seen;
    if (seen.reading.drift !== null && !reach.overwrite) return seen;
    try {
      await hands.target(target.config.kind).shift(target, { kind: 'baseline' }, seen.reading);
    } catch (error) {
      if (!(error instanceof TargetChanged)) return { target, fault: errorMessage(error) };
    }
  }
}

const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

import { hasCanary } from '../../../domain/plan/cohorts.ts';
import type { TargetState } from '../../../domain/rollout/record.ts';
import { WRITER_LIFETIME_MS } from '../../../domain/timing.ts';
import type { Clock } from '../../../ports/clock.ts';
import { type Reading, type Target, TargetChanged, TargetFault } from '../../../ports/target.ts';
import { AccountUnusable, explainAccountError } from '../../account-unusable.ts';

/** The dependencies of restoring targets. */
export interface BreakGlassDeps {
  /** Returns the adapter of a kind of target: the same one for every target of the kind. */
  target(kind: string): Target;
  readonly clock: Clock;
  /** Returns the account, where it is known, and the region of the credentials. @throws when there are no credentials */
  where(): Promise<string>;
}

/** A target with its current reading, or the reason why it could not be read. */
export type Seen =
  | { readonly target: TargetState; readonly reading: Reading }
  | { readonly target: TargetState; readonly fault: string };

/** The limits that a person set for the restore. */
export interface RestoreLimits {
  /** Overwrite foreign changes and targets that cannot be read. */
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
}

/**
 * Selects the pair of Route 53 weights that is left for 0%. A rollout reaches this pair only after lowering its weight so
 * many times, so no write of a live rollout expects it.
 */
const LOWERING_COUNT = 200;

/** The number of tries to write the baseline of one target, when somebody wrote between the read and the write. */
const TRIES = 3;

/** The interval at which the wait for earlier writers checks for an interruption, in milliseconds. */
const LOOK_MS = 1_000;

/** Reads a target. @throws AccountUnusable when the account itself is unusable */
export async function readTarget(deps: BreakGlassDeps, target: TargetState): Promise<Seen> {
  try {
    return { target, reading: await deps.target(target.config.kind).read(target) };
  } catch (error) {
    const account = explainAccountError(error instanceof TargetFault ? error.cause : error);
    // The missing resource is an alias or a zone here, not the table.
    if (account instanceof AccountUnusable && account.code !== 'table-missing') throw account;
    return { target, fault: errorMessage(error) };
  }
}

/** Returns the drift of a target, or the fault when it could not be read; null when nobody changed it. */
export function foreignChange(seen: Seen): string | null {
  return 'fault' in seen ? seen.fault : seen.reading.drift;
}

/** Tells whether to write a target: it differs from its baseline, and the limits allow it. */
export function isDue(seen: Seen, { overwrite }: Pick<RestoreLimits, 'overwrite'>): boolean {
  if (overwrite || foreignChange(seen) === null) return 'fault' in seen || !seen.reading.atBaseline;
  // As in every rollback, weights that somebody changed are restored; other changed values stay.
  return 'reading' in seen && hasCanary({ observed: seen.reading });
}

/**
 * Restores targets. Lowers the canary to 0 everywhere at once; then, when no earlier write can arrive any more, restores the
 * exact baseline. A failure of one target does not stop the others.
 * @param lowered is called after the first half, with its faults
 * @returns each target as it is afterwards
 */
export async function restoreBaseline(
  deps: BreakGlassDeps,
  due: readonly Seen[],
  reach: RestoreLimits,
  lowered: (faults: readonly string[]) => void,
): Promise<readonly Seen[]> {
  lowered(await lower(deps, due, reach));
  for (let waited = 0; waited < WRITER_LIFETIME_MS && !reach.signal.aborted; waited += LOOK_MS) {
    await deps.clock.wait(LOOK_MS);
  }
  if (reach.signal.aborted) return Promise.all(due.map(({ target }) => readTarget(deps, target)));
  return Promise.all(due.map(({ target }) => restore(deps, target, reach)));
}

/** Lowers the canary of all targets to 0, the targets of a kind in one call. @returns the faults, a line each */
async function lower(
  deps: BreakGlassDeps,
  due: readonly Seen[],
  { overwrite }: RestoreLimits,
): Promise<readonly string[]> {
  const kinds = [...new Set(due.map(({ target }) => target.config.kind))];
  const faults = await Promise.all(
    kinds.map(async (kind) => {
      const those = due.filter(({ target }) => target.config.kind === kind);
      const states = those.map((seen) => (overwrite ? seen.target : withDrift(seen)));
      const results = await deps.target(kind).back(states, { reversals: LOWERING_COUNT, promotionBegan: true });
      return results.flatMap((result) => ('fault' in result ? [result.fault.message] : []));
    }),
  );
  return faults.flat();
}

/** Returns the target with its last reading, so that its adapter keeps foreign changes. */
function withDrift(seen: Seen): TargetState {
  if ('fault' in seen) return seen.target;
  const { token: _, ...observed } = seen.reading;
  return { ...seen.target, observed: { ...observed, at: 0, fault: null } };
}

/** Restores one target to its baseline by compare-and-set, whatever a late writer changed. */
async function restore(deps: BreakGlassDeps, target: TargetState, reach: RestoreLimits): Promise<Seen> {
  for (let attempt = 1; ; attempt++) {
    const seen = await readTarget(deps, target);
    if ('fault' in seen || seen.reading.atBaseline || attempt > TRIES) return seen;
    if (seen.reading.drift !== null && !reach.overwrite) return seen;
    try {
      await deps.target(target.config.kind).shift(target, { kind: 'baseline' }, seen.reading);
    } catch (error) {
      if (!(error instanceof TargetChanged)) return { target, fault: errorMessage(error) };
    }
  }
}

const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

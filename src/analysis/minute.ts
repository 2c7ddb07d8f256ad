import type { ArmMinute, Minute } from '../domain/analysis/minute.ts';

/** The number of latency bins: between the quantiles 10, 25, 50, 75, 90, 95 and 99 of stable, frozen at the start. */
export const BIN_COUNT = 8;

/** Both arms of one source, or of all of them. */
export interface Pair {
  readonly canary: ArmMinute;
  readonly stable: ArmMinute;
}

/** A minute that both arms have. */
export interface PairedMinute extends Omit<Minute, keyof Pair>, Pair {
  /** True in the first two minutes of the rollout and the first of every raise: the canary's functions start cold. */
  readonly isCold: boolean;
}

/**
 * Returns what is to be compared within itself in a minute: each source that both arms have, where there are several. A source
 * that one arm lacks counts in neither.
 */
export function comparedPairs({ parts, canary, stable }: PairedMinute): readonly Pair[] {
  if (parts === undefined) return [{ canary, stable }];
  return parts.flatMap((part) =>
    part.canary === null || part.stable === null ? [] : [{ canary: part.canary, stable: part.stable }],
  );
}

const size = (minute: Minute): readonly number[] =>
  [minute.canary, minute.stable].flatMap((arm) => [
    arm?.requests ?? -1,
    arm?.errors ?? -1,
    arm?.users?.firstAffected ?? -1,
    Object.values(arm?.counts ?? {}).reduce((sum, { cases, chances }) => sum + cases + chances, 0),
  ]);

/** Metrics that arrive late only add: of two readings of a minute the larger one is the newer. */
function isNewer(one: Minute, other: Minute): boolean {
  const [a, b] = [size(one), size(other)];
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  if (total(a) !== total(b)) return total(a) > total(b);
  const at = a.findIndex((value, i) => value !== b[i]);
  return at === -1 ? JSON.stringify(one) > JSON.stringify(other) : (a[at] as number) > (b[at] as number);
}

/** Returns each minute once, in order of time: its largest reading, in whichever order the readings come. */
export function orderMinutes(minutes: readonly Minute[]): readonly Minute[] {
  const byTime = new Map<number, Minute>();
  for (const minute of minutes) {
    const known = byTime.get(minute.at);
    if (known === undefined || isNewer(minute, known)) byTime.set(minute.at, minute);
  }
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}

/** Tells cold minutes from the others as a series goes on. */
export interface Warmth {
  readonly startedAt: number | null;
  readonly highest: number;
}

export const COLD: Warmth = { startedAt: null, highest: 0 };

const FIRST_MINUTES_MS = 2 * 60_000;

/** Takes the next minute in: whether it is cold, and what is known after it. */
export function warmUp(warmth: Warmth, minute: Minute): { readonly isCold: boolean; readonly warmth: Warmth } {
  if (minute.share <= 0) return { isCold: false, warmth };
  const startedAt = warmth.startedAt ?? minute.at;
  const isCold = minute.at < startedAt + FIRST_MINUTES_MS || minute.share > warmth.highest;
  return { isCold, warmth: { startedAt, highest: Math.max(warmth.highest, minute.share) } };
}

/** Returns the canary's share of what both arms have; 0 where neither has any. */
export const shareIn = (canary: number, stable: number): number =>
  canary + stable === 0 ? 0 : canary / (canary + stable);

import { toMinutes } from '../../analysis/to-minutes.ts';
import type { Load } from '../../domain/analysis/metrics.ts';
import type { ArmMinute, MinutePart } from '../../domain/analysis/minute.ts';
import type { Path, SimulatedMinute } from '../worlds/path.ts';
import { createRandom, mixSeed } from '../worlds/random.ts';
import { splitArm } from './split-arm.ts';

/** The past of a service, minute by minute, from the first one with data to the last. */
export interface Past {
  /** The start of the first minute, in milliseconds since the epoch. */
  readonly from: number;
  /** The requests of each source; null for a source without data. A minute without any data is empty. */
  readonly minutes: readonly (readonly (ArmMinute | null)[])[];
}

const MINUTE_MS = 60_000;

/** Returns the past from readings, oldest first, of which stable is what users had; null where there are none. */
export function toPast(
  readings: readonly { readonly at: number; readonly parts: readonly MinutePart[] }[],
): Past | null {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) return null;
  const byTime = new Map(readings.map((reading) => [reading.at, reading]));
  const minutes = Array.from({ length: (last.at - first.at) / MINUTE_MS + 1 }, (_, i) =>
    (byTime.get(first.at + i * MINUTE_MS)?.parts ?? []).map(({ stable }) => stable),
  );
  return { from: first.at, minutes };
}

/** Returns the traffic of the past: requests a minute, and the part of them that failed. */
export function pastLoad({ minutes }: Past): Load {
  const arms = minutes.flatMap((sources) => sources.flatMap((arm) => arm ?? []));
  const requests = arms.reduce((sum, arm) => sum + arm.requests, 0);
  const errors = arms.reduce((sum, arm) => sum + arm.errors, 0);
  return { traffic: requests / minutes.length, rate: requests === 0 ? 0 : errors / requests };
}

const NO_HARM = { users: 0, requests: 0 };
const UNHARMED: Omit<SimulatedMinute, 'minute'> = {
  ...{ failed: NO_HARM, slow: NO_HARM },
  truth: { failures: 0, beyondP99: 0, rates: { canary: 0, stable: 0 } },
};

/**
 * Returns the past as the path of a rollout that began with one of its minutes. Each request is given to one of the arms by chance,
 * so the canary is as good as stable. After the last minute the past begins again.
 * @param first the index of the minute
 */
export function createPastPath({ minutes }: Past, first: number, seed: number): Path {
  let m = 0;
  return {
    next(share) {
      const random = createRandom(mixSeed(seed, 5, m));
      const sources = minutes[(first + m) % minutes.length] ?? [];
      const parts = sources.map((arm) =>
        arm === null ? { canary: null, stable: null } : splitArm(random, arm, share),
      );
      const at = m * MINUTE_MS;
      // At a share of 0 nothing is compared, and no minute is made.
      const [minute] = toMinutes([{ at, parts }], [{ at, share: 100 * share }], { from: at, to: at + MINUTE_MS });
      m++;
      return { minute: minute ?? { at, share, canary: null, stable: null }, ...UNHARMED };
    },
  };
}

import type { Arms } from '../../../src/simulate/worlds/arms.ts';
import { createPath, type Path, type SimulatedMinute } from '../../../src/simulate/worlds/path.ts';
import type { Population } from '../../../src/simulate/worlds/population.ts';
import type { World } from './world.ts';

/** Minutes that were drawn already: the shares that led there, and the path to draw more from. */
interface Recorded {
  readonly path: Path;
  readonly shares: number[];
  readonly minutes: SimulatedMinute[];
}

/**
 * Returns paths through one world of one seed. Judges that choose the same shares are given the same minutes, drawn once: most of
 * them follow the timetable.
 */
export function createSharedPaths(world: World, population: Population, seed: number, arms: Arms): () => Path {
  const all: Recorded[] = [];

  function draw(one: Recorded, share: number): void {
    one.shares.push(share);
    one.minutes.push(one.path.next(share));
  }

  /** Returns a recording that begins with these shares. A path depends on the seed and the shares alone, so it can be drawn anew. */
  function find(shares: readonly number[]): Recorded {
    const isSame = (one: Recorded, count: number): boolean => {
      for (let i = count - 1; i >= 0; i--) if (one.shares[i] !== shares[i]) return false;
      return true;
    };
    const found = all.find((one) => one.shares.length >= shares.length && isSame(one, shares.length));
    if (found !== undefined) return found;
    const last = shares.length - 1;
    const shorter = all.find((one) => one.shares.length === last && isSame(one, last));
    const one = shorter ?? { path: createPath(world, population, seed, arms), shares: [], minutes: [] };
    if (shorter === undefined) all.push(one);
    for (const share of shares.slice(one.shares.length)) draw(one, share);
    return one;
  }

  return () => {
    const shares: number[] = [];
    let current: Recorded | undefined;
    return {
      next(share) {
        const at = shares.push(share) - 1;
        // `current` has the shares so far; only the new one can differ.
        if (current === undefined || current.shares[at] !== share) current = find(shares);
        return current.minutes[at] as SimulatedMinute;
      },
    };
  };
}

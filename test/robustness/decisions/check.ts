import { type Happening, lists, serviceWith, settings } from '../../rollout/happenings.ts';
import { keepAll, LawBroken } from '../../rollout/laws/law.ts';
import { laws } from '../../rollout/laws/laws.ts';
import { type Step, steps } from '../../rollout/steps.ts';
import { drawsFor } from '../simulation/random.ts';

/** What a world is: the settings of its service, and what happens to it. */
export interface World {
  readonly settings: ReturnType<typeof settings.draw>;
  readonly list: readonly Happening[];
}

/** How a world broke a law. */
export interface Breach {
  /** The code of the law; `throws` where decide did not answer at all. */
  readonly code: string;
  readonly detail: string;
}

/** What was found in a row of worlds. */
export interface Checked {
  readonly worlds: number;
  readonly steps: number;
  /** The first world that broke a law. */
  readonly failure: ({ readonly seed: number } & Breach) | null;
}

/** In one world of so many, what is given to decide is frozen, so that a change of it throws: that is slow. */
const FROZEN_EVERY = 50;

/** The world of a seed; the same each time. */
export function worldOf(seed: number): World {
  const draws = drawsFor(seed, 'decide');
  return { settings: settings.draw(draws), list: lists.draw(draws) };
}

/**
 * Lets a world happen, and checks the laws at each step.
 *
 * @param whenStep called before the laws are checked
 */
export function breachIn(world: World, isFrozen: boolean, whenStep?: (step: Step) => void): Breach | null {
  const service = serviceWith(world.settings);
  try {
    for (const step of isFrozen ? steps(service, world.list) : steps(service, world.list, (value) => value)) {
      whenStep?.(step);
      keepAll(laws, step);
    }
    return null;
  } catch (error) {
    if (error instanceof LawBroken) return { code: error.code, detail: error.message };
    return { code: 'throws', detail: String(error) };
  }
}

/** Checks worlds from a seed on, until one breaks a law. */
export function check(seed: number, runs: number): Checked {
  let count = 0;
  for (let done = 0; done < runs; done++) {
    const at = seed + done;
    const breach = breachIn(worldOf(at), at % FROZEN_EVERY === 0, () => {
      count += 1;
    });
    if (breach !== null) return { worlds: done + 1, steps: count, failure: { seed: at, ...breach } };
  }
  return { worlds: runs, steps: count, failure: null };
}

/**
 * The shortest world that breaks the same law: leaves out halves, quarters and so on of what happens (delta debugging; Zeller and
 * Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
 */
export function shorten(world: World, { code }: Breach): World {
  let { list } = world;
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < list.length; ) {
      const fewer = list.toSpliced(from, size);
      const isAlike = breachIn({ ...world, list: fewer }, true)?.code === code;
      if (isAlike) list = fewer;
      else from += size;
    }
  }
  return { ...world, list };
}

import { hashed } from './random.ts';
import { clockOf, type Time } from './world/time.ts';

/** What is kept of a run: its story, what was met, and a number that tells whether two runs were the same. */
export interface Chronicle {
  /** A line of the story. */
  note(text: string): void;
  /** Something of a kind was met. */
  count(what: string): void;
  /** Something that the story does not tell, and in which two runs must not differ. */
  mix(text: string): void;
  readonly story: readonly string[];
  readonly met: ReadonlyMap<string, number>;
  hash(): number;
}

export function createChronicle(time: Time): Chronicle {
  const story: string[] = [];
  const met = new Map<string, number>();
  let hash = 0;
  return {
    note: (text) => {
      const line = `${clockOf(time.now())} ${text}`;
      hash = hashed(line, hash);
      story.push(line);
    },
    count: (what) => {
      met.set(what, (met.get(what) ?? 0) + 1);
    },
    mix: (text) => {
      hash = hashed(text, hash);
    },
    story,
    met,
    hash: () => hash,
  };
}

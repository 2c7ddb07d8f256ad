/** Virtual time and what is to happen in it. It moves only to the next thing that is entered. */
export interface Time {
  now(): number;
  /** Enters something for a moment; one that has passed is now. */
  at(moment: number, act: () => void): void;
  /** Lets things happen, one at a time, until a moment; ends early when `isOver` says so. */
  run(until: number, isOver: () => boolean): Promise<void>;
}

interface Entry {
  readonly at: number;
  /** Things of the same moment happen in the order in which they were entered. */
  readonly n: number;
  readonly act: () => void;
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.n < other.n);
}

/** A binary heap: the earliest entry is the first. */
function createHeap() {
  const heap: Entry[] = [];
  const swap = (i: number, j: number): void => {
    [heap[i], heap[j]] = [heap[j] as Entry, heap[i] as Entry];
  };
  const earlier = (i: number, j: number): boolean => isBefore(heap[i] as Entry, heap[j] as Entry);
  return {
    first: (): Entry | undefined => heap[0],
    push(entry: Entry): void {
      let i = heap.push(entry) - 1;
      for (let up = (i - 1) >> 1; i > 0 && earlier(i, up); up = (i - 1) >> 1) {
        swap(i, up);
        i = up;
      }
    },
    pop(): void {
      const last = heap.pop() as Entry;
      if (heap.length === 0) return;
      heap[0] = last;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        const least = [left, right].filter((child) => child < heap.length).reduce((a, b) => (earlier(b, a) ? b : a), i);
        if (least === i) return;
        swap(i, least);
        i = least;
      }
    },
  };
}

/** All that follows from what has just happened runs as microtasks; behind them comes the next turn of the event loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** @param start in milliseconds since the epoch */
export function createTime(start: number): Time {
  const heap = createHeap();
  let now = start;
  let entered = 0;
  return {
    now: () => now,
    at: (moment, act) => {
      entered += 1;
      heap.push({ at: Math.max(moment, now), n: entered, act });
    },
    run: async (until, isOver) => {
      for (let next = heap.first(); next !== undefined && next.at <= until && !isOver(); next = heap.first()) {
        heap.pop();
        now = next.at;
        next.act();
        await settled();
      }
      if (!isOver()) now = Math.max(now, until);
    },
  };
}

/** A moment as a story tells it: `09:05:12.345`. */
export const clockOf = (at: number): string => new Date(at).toISOString().slice(11, 23);

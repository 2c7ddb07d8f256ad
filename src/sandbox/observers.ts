import type { Observer } from './cloud/attach.ts';

/** A list of observers that can grow and shrink. */
export interface Observers {
  /** Forwards each call to all of them, in the order in which they were added. */
  readonly all: Required<Observer>;
  /** Adds an observer. Returns a function that removes it. */
  add(observer: Observer): () => void;
}

export function createObservers(): Observers {
  const observers = new Set<Observer>();
  return {
    all: {
      before: async (call) => {
        for (const observer of observers) await observer.before?.(call);
      },
      after: async (call) => {
        for (const observer of observers) await observer.after?.(call);
      },
    },
    add: (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
  };
}

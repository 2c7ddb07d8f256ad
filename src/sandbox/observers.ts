import type { Observer } from './cloud/attach.ts';

/** Observers that come and go. */
export interface Observers {
  /** Passes each call on to all of them, in the order in which they came. */
  readonly all: Required<Observer>;
  /** Returns how to stop. */
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

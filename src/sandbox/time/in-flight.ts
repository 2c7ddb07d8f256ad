import { AsyncLocalStorage } from 'node:async_hooks';

/** The work under way, and the part of it that does more than wait for virtual time. */
export interface InFlight {
  /** Runs work and counts it until it ends. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Like `run`, but the work is independent of its caller. */
  runApart<T>(work: () => Promise<T>): Promise<T>;
  /** Marks the calling work as waiting for virtual time. Returns a function that ends the wait. */
  waiting(): () => void;
  /** True when the caller is itself work under way. */
  isInside(): boolean;
  /** Resolves when all work has ended or waits for virtual time. */
  settled(): Promise<void>;
}

/** One piece of work. It counts as waiting while it, or work that it started, waits for virtual time. */
interface Work {
  readonly parent: Work | undefined;
  waits: number;
}

export function createInFlight(): InFlight {
  const all = new Set<Work>();
  const current = new AsyncLocalStorage<Work>();
  let notifyChanged = (): void => undefined;

  const start = async <T>(parent: Work | undefined, body: () => Promise<T>): Promise<T> => {
    const work: Work = { parent, waits: 0 };
    all.add(work);
    try {
      return await current.run(work, body);
    } finally {
      all.delete(work);
      notifyChanged();
    }
  };

  const count = (work: Work | undefined, by: 1 | -1): void => {
    for (let each = work; each !== undefined; each = each.parent) each.waits += by;
    notifyChanged();
  };

  return {
    run: (work) => start(current.getStore(), work),
    runApart: (work) => start(undefined, work),
    waiting: () => {
      const work = current.getStore();
      count(work, 1);
      return () => count(work, -1);
    },
    isInside: () => current.getStore() !== undefined,
    settled: async () => {
      // A turn of the event loop first, so that resolved promises continue and may start new work.
      await new Promise((resolve) => setImmediate(resolve));
      while ([...all].some((work) => work.waits === 0)) {
        await new Promise<void>((resolve) => {
          notifyChanged = resolve;
        });
      }
    },
  };
}

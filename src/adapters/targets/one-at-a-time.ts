/** Runs tasks with the same key one after the other, tasks with different keys in parallel. */
export type OneAtATime = <T>(key: string, task: () => Promise<T>) => Promise<T>;

/** A queue per key. A task that fails does not stop those behind it. */
export function createOneAtATime(): OneAtATime {
  const last = new Map<string, Promise<unknown>>();
  return (key, task) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    last.set(key, mine);
    return mine.finally(() => {
      if (last.get(key) === mine) last.delete(key);
    });
  };
}

/** An object of asynchronous methods, such as a port. */
type Methods<T> = { readonly [K in keyof T]: (...args: never[]) => Promise<unknown> };

/** Loads at the first call and returns the same to every later one, also a failure. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}

/** Returns loaders of what is there already, by name. */
export function toLoaders<T extends object>(values: T): { readonly [K in keyof T]: () => Promise<T[K]> } {
  const entries = Object.entries(values).map(([name, value]) => [name, async () => value]);
  return Object.fromEntries(entries) as { readonly [K in keyof T]: () => Promise<T[K]> };
}

/**
 * Returns an object that asks for the real one at each call and passes the call on.
 * @param names every method of it: one that is left out is a compile error
 */
export function forward<T extends Methods<T>>(to: () => Promise<T>, names: Readonly<Record<keyof T, true>>): T {
  const method = (name: keyof T) => {
    return async (...args: never[]): Promise<unknown> => (await to())[name](...args);
  };
  return Object.fromEntries(Object.keys(names).map((name) => [name, method(name as keyof T)])) as T;
}

/** Returns an adapter whose module, and with it an SDK, is loaded at the first call; other processes need neither. */
export function lazy<T extends Methods<T>>(load: () => Promise<T>, names: Readonly<Record<keyof T, true>>): T {
  return forward(once(load), names);
}

import type { Target } from '../../ports/target.ts';

/** A target whose adapter, and with it the AWS SDK, is loaded at the first call: who only checks a file needs neither. */
export function lazyTarget(load: () => Promise<Target>): Target {
  let loading: Promise<Target> | undefined;
  const loaded = (): Promise<Target> => {
    loading ??= load();
    return loading;
  };
  return {
    inspect: async (ask) => (await loaded()).inspect(ask),
    read: async (target, asks) => (await loaded()).read(target, asks),
    shift: async (target, goal, expected) => (await loaded()).shift(target, goal, expected),
    back: async (targets, way) => (await loaded()).back(targets, way),
  };
}

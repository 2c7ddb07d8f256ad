import type { Component, MovableComponent } from '../../ports/component.ts';

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}

/** A component whose adapter, and with it the AWS SDK, is loaded at the first call: most services have no such component. */
export function lazyComponent(load: () => Promise<Component>): Component {
  const loaded = once(load);
  return {
    read: async (config) => (await loaded()).read(config),
    digests: async (config) => (await loaded()).digests(config),
  };
}

/** The same for one that is brought up in place. */
export function lazyMovable(load: () => Promise<MovableComponent>): MovableComponent {
  const loaded = once(load);
  return { ...lazyComponent(loaded), bring: async (config, move) => (await loaded()).bring(config, move) };
}

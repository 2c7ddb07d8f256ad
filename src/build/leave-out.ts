import type { Plugin } from 'esbuild';

/** Returns the source of a replacement module, which allows any import and throws when something is used. */
const THROWS = (name: string) => `
  const fail = () => { throw new Error(${JSON.stringify(`${name} is left out of Serin's bundle. Take it off the list in src/build to use it.`)}); };
  module.exports = new Proxy(fail, { get: (_, key) => (key === '__esModule' ? false : class { constructor() { fail(); } }) });
`;

/** Leaves modules out of a bundle that are required but never used. */
export const leaveOut = (unused: readonly string[]): Plugin => ({
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(?:${unused.join('|')})$`) }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({ contents: THROWS(path), loader: 'js' }));
  },
});

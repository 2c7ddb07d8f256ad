import type { Open } from '../../src/cli/open.ts';

const none = () => Promise.reject(new Error('This command needs no account.'));

/** For commands that open nothing, or only what a test puts in its place. */
export const noAccount: Open = {
  estate: none,
  surroundings: none,
  comparison: none,
  premises: none,
  site: none,
  vault: none,
  worker: none,
  replay: none,
  hands: none,
  survey: none,
  audit: none,
  past: none,
  dns: none,
};

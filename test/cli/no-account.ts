import type { Open } from '../../src/cli/open.ts';

const none = () => Promise.reject(new Error('This command needs no account.'));

/** For commands that open nothing, or only what a test puts in its place. */
export const noAccount: Open = {
  apply: none,
  env: none,
  sync: none,
  doctor: none,
  before: none,
  secrets: none,
  token: none,
  worker: none,
  replay: none,
  breakGlass: none,
  survey: none,
  audit: none,
  past: none,
  dns: none,
};

import { check } from './check.ts';

/** Checks until something fails, and says what, as one line of JSON: the process that a bug is tried in. */
const [runs = 1, seed = 1] = process.argv.slice(2).map(Number);
const { worlds, failure } = check(seed, runs);
console.log(JSON.stringify({ done: worlds, ...(failure !== null && { seed: failure.seed, invariant: failure.code }) }));

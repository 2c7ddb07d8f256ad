import { simulate } from '../simulation/simulate.ts';

/** Simulates until something fails, and says what, as one line of JSON: the process that a bug is tried in. */
async function main([runs, seed]: readonly number[]): Promise<void> {
  const { failures, runs: done } = await simulate({ runs: runs ?? 0, seed: seed ?? 1 });
  console.log(JSON.stringify({ done, seed: failures[0]?.seed, invariant: failures[0]?.breach.invariant }));
}

await main(process.argv.slice(2).map(Number));

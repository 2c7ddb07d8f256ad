import { scriptOf } from '../simulation/draw-script.ts';
import { run } from '../simulation/world/world.ts';

/** Simulates until something fails, and says what, as one line of JSON: the process that a bug is tried in. */
async function main([runs = 1, seed = 1]: readonly number[]): Promise<void> {
  let done = 0;
  for (let breach = null; done < runs && breach === null; done++) {
    ({ breach } = await run(scriptOf(seed + done)));
    if (breach !== null)
      return console.log(JSON.stringify({ done: done + 1, seed: seed + done, invariant: breach.invariant }));
  }
  console.log(JSON.stringify({ done }));
}

await main(process.argv.slice(2).map(Number));

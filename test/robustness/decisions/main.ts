import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { checkInParallel } from './parallel.ts';
import { storyOf } from './story.ts';

/** Progress is printed so many times. */
const TOLD_TIMES = 10;

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least && text.trim() !== '') return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  };
}

function read(argv: readonly string[]) {
  return new Command('npm run simulate:decide --')
    .description(
      'Drives the decision alone through abstract worlds, one process for each core, and checks every law at every step: no adapters, no bytes, for volume. Exits with 1 when one breaks.',
    )
    .option('--runs <number>', 'how many worlds; 1 where only a seed is given, else 10000', whole(1))
    .option('--seed <number>', 'the first world; the others follow. The same seed is the same world', whole(0))
    .option('--jobs <number>', 'how many processes', whole(1), availableParallelism())
    .allowExcessArguments(false)
    .parse(argv)
    .opts<{ readonly runs?: number; readonly seed?: number; readonly jobs: number }>();
}

async function main(): Promise<void> {
  const options = read(process.argv);
  const { seed = 1, jobs } = options;
  const runs = options.runs ?? (options.seed === undefined ? 10_000 : 1);
  console.log(`${runs} worlds from seed ${seed}`);
  const began = performance.now();
  let told = 0;
  const { worlds, steps, failure } = await checkInParallel({
    ...{ seed, runs, jobs },
    onPart: (done) => {
      const tenth = Math.floor((done / runs) * TOLD_TIMES);
      if (tenth > told && done < runs) console.log(`${done} of ${runs}`);
      told = Math.max(told, tenth);
    },
  });
  const real = (performance.now() - began) / 1_000;
  if (failure !== null) console.log(`\n${storyOf(failure.seed).join('\n')}`);
  const rate = `${(worlds / real).toFixed(0)} worlds and ${(steps / real).toFixed(0)} steps a second`;
  console.log(
    `\n${worlds} worlds of ${(steps / worlds).toFixed(0)} steps: ${rate}; ${failure === null ? 'every law held' : `seed ${failure.seed} breaks "${failure.code}"`}`,
  );
  process.exitCode = failure === null ? 0 : 1;
}

await main();

import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { simulateInParallel } from './parallel.ts';
import { coverage, told } from './report.ts';
import type { Asked, Simulated } from './simulate.ts';

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least && text.trim() !== '') return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  };
}

function read(argv: readonly string[]) {
  return new Command('npm run simulate:faults --')
    .description(
      'Runs whole worlds, one process for each core: the production engine and adapters on models of AWS, with faults at every call, and checks the invariants of the design at every save and every write. Exits with 1 when one breaks.',
    )
    .option('--runs <number>', 'how many worlds; 1 where only a seed is given, else 1000', whole(1))
    .option('--seed <number>', 'the first world; the others follow. The same seed is the same world', whole(0))
    .option('--failures <number>', 'after how many failures it ends', whole(1), 1)
    .option('--jobs <number>', 'how many processes; 1 with --coverage', whole(1), availableParallelism())
    .option(
      '--coverage',
      'print which lines of engine, rollout, targets, components and adapters the worlds never reach',
    )
    .allowExcessArguments(false)
    .parse(argv)
    .opts<{
      readonly runs?: number;
      readonly seed?: number;
      readonly failures: number;
      readonly jobs: number;
      readonly coverage?: true;
    }>();
}

/** Runs the worlds in processes of their own; in this one where lines are counted, and loaded here so that all of it is. */
async function simulated(
  asked: Asked,
  jobs: number | null,
): Promise<{ readonly result: Simulated; readonly lines: readonly string[] }> {
  if (jobs !== null) return { result: await simulateInParallel(jobs, asked), lines: [] };
  const { coverageTable, withLineCoverage } = await import('./line-coverage.ts');
  const { result, coverage: reached } = await withLineCoverage(async () =>
    (await import('./simulate.ts')).simulate(asked),
  );
  return { result, lines: ['', ...coverageTable(reached)] };
}

async function main(): Promise<void> {
  const options = read(process.argv);
  const { seed = 1, failures } = options;
  const runs = options.runs ?? (options.seed === undefined ? 1_000 : 1);
  const began = performance.now();
  const { result, lines } = await simulated({ runs, seed, failures }, options.coverage ? null : options.jobs);
  const real = (performance.now() - began) / 1_000;
  for (const line of coverage(result.met)) console.log(line);
  for (const line of lines) console.log(line);
  for (const failure of result.failures) console.log(`\n${told(failure).join('\n')}`);
  const rate = `${(result.runs / real).toFixed(0)} a second`;
  const calls = Math.round(result.calls / result.runs);
  console.log(
    `\n${result.runs} runs from seed ${seed}: ${rate}; ${calls} calls a run; ${result.failures.length} failed`,
  );
  process.exitCode = result.failures.length > 0 ? 1 : 0;
}

await main();

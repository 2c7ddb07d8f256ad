import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command, InvalidArgumentError } from 'commander';
import type { Bug } from './bug.ts';
import { BUGS } from './bugs.ts';
import { plant } from './plant.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const OUT = `${ROOT}/dist/planted`;
const run = promisify(execFile);

/** What became of one bug: how many worlds were tried, and which of them broke what. */
interface Tried {
  readonly done: number;
  readonly seed?: number;
  readonly invariant?: string;
}

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly sample?: number;
  readonly only?: string;
  readonly decide?: true;
}

function whole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

function read(argv: readonly string[]): Options {
  return new Command('npm run simulate:planted --')
    .description(
      'Plants small bugs, one in each core at a time, and lets the simulation look for them. Exits with 1 when one is not found, or when the same worlds break without any.',
    )
    .option('--runs <number>', 'how many worlds may be tried for each', whole, 3000)
    .option('--seed <number>', 'the first world', whole, 1)
    .option('--sample <number>', 'only so many of them, evenly over the list', whole)
    .option('--only <text>', 'only those whose title has this text')
    .option('--decide', 'look for those in the decision with the worlds of simulate:decide instead')
    .allowExcessArguments(false)
    .parse(argv)
    .opts<Options>();
}

function chosen({ sample, only, decide }: Options): readonly Bug[] {
  const within = decide ? BUGS.filter(({ file }) => file.startsWith('src/rollout/')) : BUGS;
  const named = within.filter(({ title }) => only === undefined || title.includes(only));
  const every = sample === undefined ? 1 : Math.max(1, Math.ceil(named.length / sample));
  return named.filter((_, i) => i % every === 0);
}

/** @param job the number of the process, which has a file of its own */
async function tried(bug: Bug | null, { runs, seed, decide }: Options, job: number): Promise<Tried> {
  const outfile = `${OUT}/try-${job}.mjs`;
  await plant(decide ? 'decisions' : 'planted', bug, ROOT, outfile);
  const { stdout } = await run(process.execPath, ['--no-warnings', outfile, String(runs), String(seed)], {
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  return JSON.parse(stdout) as Tried;
}

async function main(): Promise<void> {
  const options = read(process.argv);
  const bugs = chosen(options);
  if (bugs.length === 0) throw new Error(`No bug has "${options.only}" in its title.`);
  await mkdir(OUT, { recursive: true });
  const missed: string[] = [];
  let most = 0;
  const left = bugs.values();
  const work = async (_: unknown, job: number): Promise<void> => {
    for (const bug of left) {
      const { done, seed, invariant } = await tried(bug, options, job);
      most = Math.max(most, done);
      if (invariant === undefined) missed.push(bug.title);
      const came = invariant === undefined ? `NOT FOUND in ${done} worlds` : `world ${seed}: ${invariant}`;
      console.log(`${invariant === undefined ? '✗' : '✓'} ${bug.title} — ${came}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const sound = await tried(null, { ...options, runs: most }, 0);
  await rm(OUT, { recursive: true, force: true });
  if (sound.invariant !== undefined)
    throw new Error(
      `Without any bug world ${sound.seed} breaks "${sound.invariant}": npm run simulate:${options.decide ? 'decide' : 'faults'} -- --seed ${sound.seed}`,
    );
  console.log(`\n${bugs.length - missed.length} of ${bugs.length} planted bugs found`);
  process.exitCode = missed.length > 0 ? 1 : 0;
}

await main();

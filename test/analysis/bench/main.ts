import { Command, InvalidArgumentError } from 'commander';
import { CELLS } from './cells.ts';
import { CONTESTANTS, USERS } from './contestants.ts';
import { printHead, printRow, type Row, runCell, sampleMinutes } from './run-cell.ts';
import { isBad } from './world.ts';

const QUICK = 100;
const FULL = 10_000;

function whole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

const options = new Command('npm run bench:judge --')
  .description('Runs the judge beside other judges in simulated rollouts: the same seeds for all of them.')
  .option('--full', `${FULL} rollouts a row instead of ${QUICK}`)
  .option('--rollouts <number>', 'as many rollouts a row', whole)
  .option('--cell <text>', 'only the worlds whose name has this text')
  .option('--judge <text>', 'only the judges whose name has this text')
  .option('--seed <number>', 'the first rollout', whole, 1)
  .allowExcessArguments(false)
  .parse()
  .opts<{ full?: true; rollouts?: number; cell?: string; judge?: string; seed: number }>();

const rollouts = options.rollouts ?? (options.full === true ? FULL : QUICK);
const cells = CELLS.filter(({ world }) => world.name.includes(options.cell ?? ''));
const contestants = CONTESTANTS.filter(({ name }) => name.includes(options.judge ?? ''));
const pooled = new Map<string, Row[]>();

for (const cell of cells) {
  console.log(printHead(cell));
  for (const row of runCell(cell, contestants, rollouts, options.seed)) {
    console.log(printRow(cell, row));
    if (!isBad(cell.world)) pooled.set(row.contestant, [...(pooled.get(row.contestant) ?? []), row]);
  }
}

console.log(
  '\n### False rollbacks of good versions, pooled\n\n| judge | rollouts | false rollbacks | highest cell |\n|---|---|---|---|',
);
for (const [name, rows] of pooled) {
  const all = rows.reduce((sum, row) => sum + row.rollouts, 0);
  const wrong = rows.reduce((sum, { rolledBack }) => sum + rolledBack, 0);
  const highest = Math.max(...rows.map((row) => row.rolledBack / row.rollouts));
  console.log(`| ${name} | ${all} | ${((100 * wrong) / all).toFixed(2)}% | ${(100 * highest).toFixed(1)}% |`);
}

// The time of the judge alone: the minutes are made before the clock runs.
console.log(`\n${USERS.name}: ${timeJudge().toFixed(2)} ms a rollout of 70 minutes, without the simulation.`);

function timeJudge(): number {
  const world = CELLS.find(({ world: { name } }) => name === 'request split, 600/min, no fault')?.world;
  if (world === undefined) return Number.NaN;
  const paths = sampleMinutes(world, 60);
  const started = performance.now();
  for (const minutes of paths) {
    const watch = USERS.watch(world);
    for (const minute of minutes) watch(minute);
  }
  return (performance.now() - started) / paths.length;
}

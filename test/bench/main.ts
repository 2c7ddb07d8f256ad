import { Argument, Command } from 'commander';
import { flags } from '../examples/feature-flags/bench.ts';
import type { Bench } from './bench.ts';
import { cli } from './cli.ts';
import { edge } from './edge.ts';
import { functions } from './functions.ts';
import { judge } from './judge.ts';
import { starts } from './starts/starts.ts';

/** Every benchmark, by the name under which it runs alone. */
const BENCHES: Readonly<Record<string, Bench>> = { edge, functions, starts, cli, flags, judge };

const wanted = new Command('npm run bench --')
  .description(
    'Runs the benchmarks and prints one table. Times are of this machine: compare them with another run on it.',
  )
  .addArgument(new Argument('[names...]', 'only these').choices(Object.keys(BENCHES)))
  .parse().args;

const table: { bench: string; what: string; value: string }[] = [];
for (const [bench, { about, run }] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(bench)) continue;
  console.error(`${bench}: ${about} …`);
  for (const row of await run()) table.push({ bench, ...row });
}
console.log(
  [
    '| benchmark | what | value |',
    '|---|---|---|',
    ...table.map((row) => `| ${Object.values(row).join(' | ')} |`),
  ].join('\n'),
);

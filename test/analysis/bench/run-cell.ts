import { createArms } from '../../../src/simulate/worlds/arms.ts';
import { createPath, type SimulatedMinute } from '../../../src/simulate/worlds/path.ts';
import { createPopulation, type Population } from '../../../src/simulate/worlds/population.ts';
import { mixSeed } from '../../../src/simulate/worlds/random.ts';
import type { Cell } from './cells.ts';
import type { Contestant } from './contestant.ts';
import { type Outcome, runRollout } from './rollout.ts';
import { createSharedPaths } from './shared-paths.ts';
import { isBad, STEPS, type World } from './world.ts';

/** The outcomes of one judge in one world, summed up. */
export interface Row {
  readonly contestant: string;
  readonly rollouts: number;
  readonly rolledBack: number;
  readonly asked: number;
  readonly done: number;
  /** Mean minutes until the rollback, of those rolled back. */
  readonly minutes: number | null;
  readonly held: number;
  readonly hurt: { readonly mean: number; readonly median: number; readonly p90: number; readonly p99: number };
}

const populations = new Map<boolean, Population>();

function populationFor(hasWhale: boolean): Population {
  const population = populations.get(hasWhale) ?? createPopulation(20_261_128, 20_000, hasWhale);
  populations.set(hasWhale, population);
  return population;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Runs all judges through the same rollouts of a world. */
export function runCell(
  { world }: Cell,
  contestants: readonly Contestant[],
  rollouts: number,
  seed: number,
): readonly Row[] {
  const population = populationFor(world.hasWhale);
  const outcomes = contestants.map((): Outcome[] => []);
  for (let i = 0; i < rollouts; i++) {
    const mixed = mixSeed(seed, i);
    const createShared = createSharedPaths(world, population, mixed, createArms(world, population, mixed));
    contestants.forEach((contestant, c) => {
      outcomes[c]?.push(runRollout(world, createShared(), contestant));
    });
  }
  return contestants.map(({ name }, c) => sumUp(name, outcomes[c] ?? []));
}

function sumUp(contestant: string, outcomes: readonly Outcome[]): Row {
  const count = (end: Outcome['end']) => outcomes.filter((outcome) => outcome.end === end).length;
  const stopped = outcomes.filter(({ end }) => end === 'rolled back');
  const hurt = outcomes.map((outcome) => outcome.hurt).toSorted((a, b) => a - b);
  const quantile = (q: number) => hurt[Math.min(hurt.length - 1, Math.floor(q * hurt.length))] ?? 0;
  return {
    contestant,
    rollouts: outcomes.length,
    ...{ rolledBack: count('rolled back'), asked: count('asked'), done: count('done') },
    minutes: stopped.length === 0 ? null : mean(stopped.map(({ minutes }) => minutes)),
    held: mean(outcomes.map(({ held }) => held)),
    hurt: { mean: mean(hurt), median: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99) },
  };
}

/** Returns the minutes of some rollouts that go by the timetable. */
export function sampleMinutes(world: World, rollouts: number): readonly (readonly SimulatedMinute[])[] {
  const shares = STEPS.flatMap(({ share, minutes }) => Array.from({ length: minutes }, () => share));
  return Array.from({ length: rollouts }, (_, i) => {
    const path = createPath(world, populationFor(world.hasWhale), mixSeed(99, i));
    return shares.map((share) => path.next(share));
  });
}

const percent = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)}%`;

/** Returns a row as Markdown: false rollbacks where nothing is wrong, the share found where something is. */
export function printRow({ world, goal }: Cell, row: Row): string {
  const { contestant, rollouts, rolledBack, asked, done, minutes, held, hurt } = row;
  const wanted =
    contestant === 'judge, users' ? goal?.users : contestant === 'judge, errors' ? goal?.counts : undefined;
  const cells = isBad(world)
    ? [
        ...[
          percent(rolledBack, rollouts),
          percent(asked, rollouts),
          percent(done, rollouts),
          minutes?.toFixed(1) ?? '–',
        ],
        ...[
          hurt.mean.toFixed(1),
          `${hurt.median} / ${hurt.p90} / ${hurt.p99}`,
          wanted === undefined ? '' : `≤ ${wanted}`,
        ],
      ]
    : [percent(rolledBack, rollouts), percent(asked, rollouts), held.toFixed(1)];
  return `| ${[contestant, ...cells].join(' | ')} |`;
}

export function printHead({ world }: Cell): string {
  const titles = isBad(world)
    ? ['found', 'asked', 'reached the end', 'minutes', 'users hurt', 'median / p90 / p99', 'goal']
    : ['false rollbacks', 'asked', 'minutes held'];
  return `\n### ${world.name}\n\n| judge | ${titles.join(' | ')} |\n|---|${titles.map(() => '---').join('|')}|`;
}

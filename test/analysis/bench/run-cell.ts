import { createPath, type SimulatedMinute } from '../../../src/simulate/worlds/path.ts';
import { createPopulation, type Population } from '../../../src/simulate/worlds/population.ts';
import { mixSeed } from '../../../src/simulate/worlds/random.ts';
import type { Cell } from './cells.ts';
import type { Contestant } from './contestant.ts';
import { type Outcome, runRollout } from './rollout.ts';
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

export function runRow({ world }: Cell, contestant: Contestant, rollouts: number, seed: number): Row {
  const population = populationFor(world.hasWhale);
  const outcomes: Outcome[] = [];
  for (let i = 0; i < rollouts; i++) outcomes.push(runRollout(world, population, contestant, mixSeed(seed, i)));
  const count = (end: Outcome['end']) => outcomes.filter((outcome) => outcome.end === end).length;
  const stopped = outcomes.filter(({ end }) => end === 'rolled back');
  const hurt = outcomes.map((outcome) => outcome.hurt).toSorted((a, b) => a - b);
  const quantile = (q: number) => hurt[Math.min(hurt.length - 1, Math.floor(q * hurt.length))] ?? 0;
  return {
    contestant: contestant.name,
    rollouts,
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

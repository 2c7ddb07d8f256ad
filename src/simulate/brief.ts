import { countText } from '../domain/analysis/count-words.ts';
import { duration, percent } from '../domain/wording.ts';
import { blindSpots } from './blind-spots.ts';
import { type Run, simulate, timetableMinutes } from './run.ts';
import type { Scenario } from './scenario.ts';
import { NotSimulated } from './simulated-rollout.ts';
import { type Spread, type Summary, summarizeRuns } from './summary.ts';
import { hasFault, type Outlook, planOutlook, type Trial, trialPopulation, withoutFault } from './try-plan.ts';
import { chanceText, rateText } from './words.ts';
import { mixSeed } from './worlds/random.ts';

/** The most rollouts with a fault that are simulated while somebody waits, and as many without; and the fewest of a long plan. */
const MOST = 100;
const FEWEST = 10;
/** The minutes by the timetable that they take together: some seconds of work. */
const MINUTES = 4_000;
const MINUTE_MS = 60_000;

/** The outcomes of the rollouts that there was time for. */
export interface Brief {
  /** True where there was time for all. */
  readonly isWhole: boolean;
  /** Null where the canary has no fault. */
  readonly fault: Summary | null;
  readonly good: Summary;
  readonly outlook: Outlook | null;
}

/** Returns the number of rollouts that are simulated while somebody waits: for one plan always the same. */
function briefRollouts({ service }: Scenario): number {
  return Math.max(FEWEST, Math.min(MOST, Math.floor(MINUTES / Math.max(1, timetableMinutes(service.plan)))));
}

/**
 * Simulates rollouts with the fault and without, in turn, until there are enough or the time is over; at least one of each. Returns
 * the reason where the plan cannot be simulated.
 */
export function tryBriefly(
  scenario: Scenario,
  trial: Omit<Trial, 'rollouts'>,
  isOver: () => boolean,
): Brief | { readonly problem: string } {
  try {
    return simulateBriefly(scenario, trial, isOver);
  } catch (error) {
    if (error instanceof NotSimulated) return { problem: error.message };
    throw error;
  }
}

function simulateBriefly(scenario: Scenario, trial: Omit<Trial, 'rollouts'>, isOver: () => boolean): Brief {
  const population = trialPopulation(trial);
  const calm = withoutFault(scenario);
  const [faulty, good]: [Run[], Run[]] = [[], []];
  const all = briefRollouts(scenario);
  do {
    const seed = mixSeed(trial.seed, good.length);
    if (hasFault(scenario.world)) faulty.push(simulate(scenario, population, seed));
    good.push(simulate(calm, population, seed));
  } while (good.length < all && !isOver());
  return {
    isWhole: good.length === all,
    fault: faulty.length === 0 ? null : summarizeRuns(faulty),
    good: summarizeRuns(good),
    outlook: planOutlook(scenario),
  };
}

const minutes = (count: number): string => duration(Math.round(count) * MINUTE_MS);

function caughtText({ stopped, minutesToStop }: Summary): string {
  const time =
    minutesToStop === null
      ? ''
      : `, after ${minutes(minutesToStop.median)}; 95% of them within ${minutes(minutesToStop.p95)}`;
  return `caught in ${chanceText(stopped)} of rollouts${time}.`;
}

const hurtText = ({ median, p95 }: Spread): string =>
  `It hurts ${countText(median)} users; in 95% of rollouts at most ${countText(p95)}.`;

function faultLines({ fault }: Brief, { canaryRate, stableRate }: Scenario['world']): readonly string[] {
  if (fault === null) return [];
  return [
    `A canary that fails ${rateText(canaryRate)} where ${rateText(stableRate)} is usual is ${caughtText(fault)}`,
    hurtText(fault.users),
    `A person is asked in ${percent(Math.round(100 * fault.asked.share))}; it reaches everybody in ${percent(Math.round(100 * fault.completed.share))}.`,
  ];
}

/** Returns the smallest rate that is found by each raise, in one line. */
function findsLine(outlook: Outlook | null): readonly string[] {
  if (outlook === null) return [];
  const rates = outlook.detectable.map(
    ({ to, rate }) => `${rate === null ? 'nothing' : rateText(rate)} by the raise to ${percent(100 * to)}`,
  );
  return rates.length === 0 ? [] : [`It finds, in 4 of 5 rollouts: ${rates.join(', ')}.`];
}

/** Returns what a person reads on a phone of a plan that was tried, a sentence or two a line. */
export function briefLines(scenario: Scenario, brief: Brief): readonly string[] {
  const { good, outlook } = brief;
  const waits =
    good.waited === null || good.waited.median < 1
      ? ''
      : ` It waits ${minutes(good.waited.median)} longer than the timetable.`;
  return [
    ...faultLines(brief, scenario.world),
    `A good version is rolled back by mistake in ${chanceText(good.stopped)}; a person is asked in ${percent(Math.round(100 * good.asked.share))}.${waits}`,
    ...findsLine(outlook),
    ...blindSpots(scenario, outlook).map((spot) => `Not seen: ${spot}`),
  ];
}

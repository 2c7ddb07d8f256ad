import { InvalidArgumentError } from 'commander';
import { RATE_FORMS, rateIn, TRAFFIC_FORMS, trafficIn } from '../../../command/trial-words.ts';
import { durationMs, durationPattern } from '../../../config/read/durations.ts';
import type { Plan } from '../../../domain/plan/plan.ts';

/** The options of the commands that simulate a service. */
export interface WorldOptions {
  readonly config: string;
  readonly traffic: number;
  readonly users: number;
  readonly errors: number;
  readonly seed: number;
  readonly json: boolean;
}

/** The plans of `serin simulate`, and how often each is tried. */
interface PlanOptions {
  readonly plan?: Plan;
  readonly compare?: Plan;
  readonly rollouts: number;
}

/** The options of `serin simulate` in a made-up world. */
export interface SimulateOptions extends WorldOptions, PlanOptions {
  readonly canaryErrors?: number;
  readonly latency?: number;
}

/** The options of `serin simulate --backtest`. */
export interface BacktestOptions extends PlanOptions, Pick<WorldOptions, 'config' | 'seed' | 'json'> {
  /** The length of the past, in milliseconds. */
  readonly backtest: number;
}

/** The options of `serin plan`. */
export interface ProposeOptions extends WorldOptions {
  readonly fault: number;
  readonly hurt: number;
}

/** Returns requests a minute, from `50/s`, `3000/min` or `10/h`. */
export const readTraffic = (text: string): number => orRefuse(trafficIn(text), TRAFFIC_FORMS);

/** Returns a rate from 0 to 1, from `2%` or `0.1%`. */
export const readRate = (text: string): number => orRefuse(rateIn(text), RATE_FORMS);

function orRefuse(value: number | null, forms: string): number {
  if (value !== null) return value;
  throw new InvalidArgumentError(forms);
}

/** Returns a ratio from 1, from `+20%`. */
export function readSlower(text: string): number {
  const [, count] = /^\+?(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  const slower = 1 + Number(count) / 100;
  if (count !== undefined && slower > 1 && slower <= 20) return slower;
  throw new InvalidArgumentError('Write how much slower the canary is, for example +20%.');
}

const DAY_MS = 86_400_000;
/** CloudWatch keeps minutes for 15 days; the last one would end while it is read. */
const MOST_DAYS = 14;

/** Returns the milliseconds of a past from an hour to 14 days: `14d`. */
export function readPastLength(text: string): number {
  const ms = durationPattern.test(text) ? durationMs(text) : 0;
  if (ms >= DAY_MS / 24 && ms <= MOST_DAYS * DAY_MS && ms % 60_000 === 0) return ms;
  throw new InvalidArgumentError(
    `Write whole minutes from 1h to ${MOST_DAYS}d, for example 7d. CloudWatch keeps minutes for 15 days.`,
  );
}

/** Reads a whole number in a range. */
export const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from 1 to ${most}.`);
  };

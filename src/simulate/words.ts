import { countText } from '../domain/analysis/count-words.ts';
import { percent } from '../domain/wording.ts';
import type { Chance, Spread } from './summary.ts';

/** Returns a share from 0 to 1 for people, with three significant digits: `1.81%`. */
export const rateText = (rate: number): string => percent(Number((100 * rate).toPrecision(3)));

/** Returns a chance with its 95% interval: `98.4% (96.9 to 99.2%)`. */
export function chanceText({ share, low, high }: Chance): string {
  const one = (value: number) => (100 * value).toFixed(1).replace(/\.0$/, '');
  return `${one(share)}% (${one(low)} to ${one(high)}%)`;
}

const number = (value: number): string => (value < 10 ? value.toFixed(1).replace(/\.0$/, '') : countText(value));

/** Returns a distribution: `mean 21, median 18, 90% at most 35, 99% at most 60`. */
export function spreadText({ mean, median, p90, p99 }: Spread): string {
  return `mean ${number(mean)}, median ${number(median)}, 90% at most ${number(p90)}, 99% at most ${number(p99)}`;
}

/** Returns a distribution of minutes, or a dash where there is none. */
export function minutesText(spread: Spread | null): string {
  if (spread === null) return '-';
  return `median ${number(spread.median)}m, 90% within ${number(spread.p90)}m`;
}

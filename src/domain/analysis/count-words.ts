import { formatNumber } from '../wording.ts';

/** Returns a part of a whole for people: `2.1%`; null where the whole is nothing. */
export function partText(part: number, whole: number): string | null {
  return whole === 0 ? null : `${formatNumber((100 * part) / whole)}%`;
}

/** Returns a count for people, with commas: `19,600`. */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

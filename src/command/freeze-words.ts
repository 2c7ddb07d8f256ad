import { commandLimits as limits } from './limits.ts';

const UNITS = { d: 24 * 60 * 60_000, h: 60 * 60_000, m: 60_000 } as const;
const DURATION = /^(?=\d)(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?$/;

/** Returns the length of a freeze in milliseconds, from `2h`, `1d12h` or `90m`; null when it is none, or not 1m to 30d. */
export function parseFreezeLength(word: string): number | null {
  const [whole, days = '0', hours = '0', minutes = '0'] = DURATION.exec(word.toLowerCase()) ?? [];
  if (whole === undefined) return null;
  const ms = Number(days) * UNITS.d + Number(hours) * UNITS.h + Number(minutes) * UNITS.m;
  return ms < limits.shortestFreeze || ms > limits.longestFreeze ? null : ms;
}

/** Says how the length of a freeze is written. */
export const FREEZE_LENGTH = 'Say how long: 30m, 2h or 1d12h, at most 30d.';

/** The word that stands for every service. */
export const ALL = 'all';

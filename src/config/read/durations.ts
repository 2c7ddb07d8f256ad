import parse from 'parse-duration';

/**
 * Matches days, hours, minutes and seconds, in this order and without spaces; parse-duration alone would accept `10` or `1
 * moon`.
 */
export const durationPattern = /^(?=\d)(\d{1,4}d)?(\d{1,4}h)?(\d{1,5}m)?(\d{1,6}s)?$/;

/**
 * Returns the milliseconds of a duration such as `10m`, `1h30m` or `90s`.
 * @throws RangeError when the text does not fit `durationPattern`; test that first where the text is a person's.
 */
export function durationMs(text: string): number {
  const ms = durationPattern.test(text) ? parse(text) : null;
  if (ms === null) throw new RangeError(`"${text}" is not a duration. Write 10m, 1h30m or 90s.`);
  return ms;
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** Returns a duration as serin.yml has it, exactly: `1h30m`, `90s` as `1m30s`. @param ms whole seconds, in milliseconds */
export function durationText(ms: number): string {
  let rest = ms;
  const parts = units.map(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}

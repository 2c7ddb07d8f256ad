import { describe, expect, it } from 'vitest';
import { durationMs, durationPattern } from '../../src/config/durations.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1d2h3m4s', 93_784_000],
  ])('%s is %i ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['', '10', '10 m', '1.5h', '30m1h', '10min', '-5m', '1e3s', '10M', '5m '])('is not "%s"', (text) => {
    expect(durationPattern.test(text)).toBe(false);
    expect(() => durationMs(text)).toThrow(RangeError);
  });
});

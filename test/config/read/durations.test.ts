import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, durationPattern, durationText } from '../../../src/config/read/durations.ts';

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

  it('is written so that reading it gives the same time, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_592_000 }), (seconds) => {
        expect(durationMs(durationText(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
    expect(durationText(5_430_000)).toBe('1h30m30s');
  });
});

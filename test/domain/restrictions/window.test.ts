import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FreezeWindow, windowEnd } from '../../../src/domain/restrictions/window.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => Date.parse(text);

/** Friday 16:00 to Monday 08:00. */
const WEEKEND: FreezeWindow = {
  ...{ kind: 'weekly', from: (4 * 24 + 16) * 60, to: 8 * 60, timezone: 'Europe/Berlin', reason: 'weekend' },
};

describe('a window that is open once', () => {
  const window: FreezeWindow = { kind: 'once', from: 1_000, to: 2_000, reason: '' };

  it.each([
    [999, null],
    [1_000, 2_000],
    [1_999, 2_000],
    [2_000, null],
  ])('at %d ends at %s', (now, end) => {
    expect(windowEnd(window, now)).toBe(end);
  });
});

describe('a window of every week', () => {
  it.each([
    ['2026-01-02T14:59:59Z', null],
    ['2026-01-02T15:00:00Z', '2026-01-05T07:00:00Z'],
    ['2026-01-05T06:59:59Z', '2026-01-05T07:00:00Z'],
    ['2026-01-05T07:00:00Z', null],
    // In summer clocks in Berlin show an hour more.
    ['2026-07-03T13:59:59Z', null],
    ['2026-07-03T14:00:00Z', '2026-07-06T06:00:00Z'],
  ])('goes by the clocks of its time zone: at %s it ends at %s', (now, end) => {
    expect(windowEnd(WEEKEND, at(now))).toBe(end === null ? null : at(end));
  });

  it('is an hour shorter or longer when the clocks change in it', () => {
    expect(windowEnd(WEEKEND, at('2026-03-27T15:00:00Z'))).toBe(at('2026-03-30T06:00:00Z'));
    expect(windowEnd(WEEKEND, at('2026-10-23T14:00:00Z'))).toBe(at('2026-10-26T07:00:00Z'));
  });

  it('ends at the first minute in which it is not open, whatever it is', () => {
    const minutes = fc.integer({ min: 0, max: 7 * 24 * 60 - 1 });
    const zones = fc.constantFrom('UTC', 'Asia/Kolkata', 'Pacific/Auckland');
    fc.assert(
      fc.property(minutes, minutes, zones, fc.integer({ min: 0, max: 200 }), (from, to, timezone, hours) => {
        const window: FreezeWindow = { kind: 'weekly', from, to, timezone, reason: '' };
        // Weeks in which none of these zones changes its clocks.
        const now = at('2026-01-05T00:00:00Z') + hours * HOUR + 17_000;
        const end = windowEnd(window, now);
        if (from === to) expect(end).toBeNull();
        if (end === null) return;
        expect(windowEnd(window, end - MINUTE)).toBe(end);
        expect(windowEnd(window, end)).toBeNull();
        expect(end - now).toBeLessThanOrEqual(7 * 24 * HOUR);
      }),
    );
  });
});

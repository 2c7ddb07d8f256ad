import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MINUTES, DAYS, minuteOfWeek, nextMoment, WEEK_MINUTES } from '../../src/domain/clock.ts';

const MINUTE = 60_000;
const WEEK = WEEK_MINUTES * MINUTE;
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'];
const at = (day: string, hour: number, minute = 0) => DAYS.indexOf(day) * DAY_MINUTES + hour * 60 + minute;
const next = (minute: number, timezone: string, now: string) =>
  new Date(nextMoment(minute, timezone, Date.parse(now))).toISOString();

describe('the next moment at which clocks show a minute of the week', () => {
  it('comes after now, within a week and the hour of a change, and clocks show that minute or skip it', () => {
    const moments = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2035-01-01') });
    const minutes = fc.integer({ min: 0, max: WEEK_MINUTES - 1 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, moments, (zone, minute, now) => {
        const moment = nextMoment(minute, zone, now);
        expect(moment).toBeGreaterThan(now);
        expect(moment - now).toBeLessThanOrEqual(WEEK + 60 * MINUTE);
        expect(moment % MINUTE).toBe(0);
        const late = (minuteOfWeek(moment, zone) - minute + WEEK_MINUTES) % WEEK_MINUTES;
        // Where clocks are put forward, they never show the minutes in between.
        const skips = late > 0 && minuteOfWeek(moment - late * MINUTE, zone) !== minute;
        expect(late === 0 || skips, `${late} minutes late`).toBe(true);
        expect(late).toBeLessThanOrEqual(60);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is a week ahead while clocks show that minute', () => {
    expect(next(at('Mon', 9), 'UTC', '2026-11-30T09:00:30Z')).toBe('2026-12-07T09:00:00.000Z');
    expect(next(at('Mon', 9), 'UTC', '2026-11-30T08:59:59Z')).toBe('2026-11-30T09:00:00.000Z');
  });

  it('keeps to the clocks of the time zone when they change', () => {
    expect(next(at('Sun', 9), 'Europe/Berlin', '2026-10-24T12:00:00Z')).toBe('2026-10-25T08:00:00.000Z');
    expect(next(at('Sun', 9), 'Europe/Berlin', '2026-03-28T12:00:00Z')).toBe('2026-03-29T07:00:00.000Z');
  });

  it('does not come early where clocks skip that minute', () => {
    expect(next(at('Sun', 2, 30), 'Europe/Berlin', '2026-03-29T00:45:00Z')).toBe('2026-03-29T01:30:00.000Z');
  });
});

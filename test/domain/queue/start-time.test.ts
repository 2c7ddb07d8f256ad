import { describe, expect, it } from 'vitest';
import { parseStartTime, resolveStartTime } from '../../../src/domain/queue/read-start-time.ts';
import { exactTimeText, startTimeText } from '../../../src/domain/queue/start-time.ts';

/** A Monday, 09:00 in UTC and 10:00 in Berlin. */
const NOW = Date.parse('2026-11-30T09:00:00Z');

function resolve(text: string, { zone = 'UTC', now = NOW } = {}) {
  const written = parseStartTime(text);
  if (written === null) return 'not read';
  const time = resolveStartTime(written, zone, now);
  return 'problem' in time ? time.problem : startTimeText(time);
}

describe('the moment of a start', () => {
  it.each([
    ['10:30', 'Mon 2026-11-30 10:30 UTC'],
    ['today 23:59', 'Mon 2026-11-30 23:59 UTC'],
    ['tomorrow 9:00', 'Tue 2026-12-01 09:00 UTC'],
    ['Mon 09:30', 'Mon 2026-11-30 09:30 UTC'],
    ['Mon 08:00', 'Mon 2026-12-07 08:00 UTC'],
    ['friday 00:00', 'Fri 2026-12-04 00:00 UTC'],
    ['SUN 12:00', 'Sun 2026-12-06 12:00 UTC'],
    ['2026-12-01 09:00', 'Tue 2026-12-01 09:00 UTC'],
    ['2026-12-07 22:00', 'Mon 2026-12-07 22:00 UTC'],
    ['10:30 Europe/Berlin', 'Mon 2026-11-30 10:30 Europe/Berlin'],
    ['tomorrow 00:30 asia/tokyo', 'Tue 2026-12-01 00:30 Asia/Tokyo'],
  ])('is read from %j', (text, said) => {
    expect(resolve(text)).toBe(said);
  });

  it('is that of the clocks of a time zone, also behind their change', () => {
    const before = Date.parse('2026-03-28T12:00:00Z');
    const written = parseStartTime('tomorrow 09:00') ?? expect.unreachable();
    expect(resolveStartTime(written, 'Europe/Berlin', before)).toEqual({
      at: Date.parse('2026-03-29T07:00:00Z'),
      timezone: 'Europe/Berlin',
    });
  });

  it('has a day by the clocks of the time zone', () => {
    const now = Date.parse('2026-11-30T23:30:00Z');
    expect(resolve('tomorrow 09:00', { now, zone: 'Europe/Berlin' })).toBe('Wed 2026-12-02 09:00 Europe/Berlin');
  });

  it.each([
    ['09:00', '09:00 UTC has passed today. Write at="tomorrow 09:00", or leave at=… out to start now.'],
    [
      'today 10:00 Europe/Berlin',
      '10:00 Europe/Berlin has passed today. Write at="tomorrow 10:00 Europe/Berlin", or leave at=… out to start now.',
    ],
    ['2026-11-29 09:00', '2026-11-29 is over. Leave at=… out to start now.'],
    ['2026-12-08 09:00', 'A start is scheduled for the next 7 days at most. Choose an earlier day.'],
    ['tomorrow 09:00 Mars/Base', 'Mars/Base is no time zone. Write a name such as Europe/Berlin or UTC.'],
  ])('is refused for %j', (text, problem) => {
    expect(resolve(text)).toBe(problem);
  });

  it('is no day that the calendar does not have', () => {
    const now = Date.parse('2027-02-26T09:00:00Z');
    expect(resolve('2027-02-30 09:00', { now })).toBe('There is no 2027-02-30. Choose another day.');
  });

  it('is no time that clocks skip or show twice', () => {
    const zone = 'Europe/Berlin';
    const spring = Date.parse('2026-03-28T12:00:00Z');
    expect(resolve('tomorrow 02:30', { zone, now: spring })).toBe(
      'Clocks in Europe/Berlin skip 02:30 on that day. Choose another time.',
    );
    const autumn = Date.parse('2026-10-24T12:00:00Z');
    expect(resolve('tomorrow 02:30', { zone, now: autumn })).toBe(
      'Clocks in Europe/Berlin show 02:30 twice on that day. Write at="2026-10-25 00:30 UTC" or at="2026-10-25 01:30 UTC".',
    );
    expect(resolve('tomorrow 03:00', { zone, now: autumn })).toBe('Sun 2026-10-25 03:00 Europe/Berlin');
  });

  it.each(['', 'soon', '9am', '24:00', 'tomorrow', 'in 2h', 'Mon-Fri 09:00', '09:00 on Monday', '1.12. 09:00'])(
    'is not read from %j',
    (text) => {
      expect(resolve(text)).toBe('not read');
    },
  );

  it('is written so that it is read as the same one on another day', () => {
    const time = { at: Date.parse('2026-12-02T08:15:00Z'), timezone: 'Europe/Berlin' };
    const text = exactTimeText(time);
    expect(text).toBe('2026-12-02 09:15 Europe/Berlin');
    const written = parseStartTime(text) ?? expect.unreachable();
    for (const days of [0, 1]) expect(resolveStartTime(written, 'UTC', NOW + days * 86_400_000)).toEqual(time);
  });
});

import { describe, expect, it } from 'vitest';
import { parseText } from '../../src/command/text.ts';

describe('the moment of a typed start', () => {
  it.each([
    ['start checkout v54 at="tomorrow 09:00"', 'tomorrow 09:00'],
    ['start checkout at=“Mon 9:00 Europe/Berlin” v54', 'Mon 9:00 Europe/Berlin'],
    ['start checkout v54 at=09:00', '09:00'],
    ['start checkout v54 AT=" 09:00 "', '09:00'],
    ['start checkout v54 note="at=10:00" at=09:00', '09:00'],
  ])('is read from %j', (typed, startAt) => {
    expect(parseText(typed)).toMatchObject({ kind: 'command', body: { name: 'start', label: 'v54', startAt } });
  });

  it('stands beside a note, a link, versions and options', () => {
    const typed =
      'start checkout api=17 at="2026-12-24 09:00 UTC" note="for the sale" change=https://example.com/7 v54 yes';
    expect(parseText(typed)).toEqual({
      kind: 'command',
      body: {
        ...{ name: 'start', service: 'checkout', label: 'v54', explicit: { api: '17' }, force: false, adopt: false },
        ...{ confirmed: 'yes', startAt: '2026-12-24 09:00 UTC' },
        notes: { note: 'for the sale', change: 'https://example.com/7' },
      },
    });
  });

  it('is none in the reason of a hotfix', () => {
    const read = parseText('start checkout v54 hotfix because it fails at=09:00');
    expect(read).toMatchObject({ body: { hotfix: 'it fails at=09:00' } });
    expect(read).not.toHaveProperty('body.startAt');
  });

  it.each([
    ['at=tomorrow 09:00', 'bad-time'],
    ['at=9am', 'bad-time'],
    ['at=""', 'bad-time'],
    ['--at=09:00', 'bad-time'],
    [`at="09:00 ${'x'.repeat(60)}"`, 'bad-time'],
    ['at=09:00 at=10:00', 'pair-twice'],
  ])('is refused for %j', (words, code) => {
    expect(parseText(`start checkout v54 ${words}`)).toMatchObject({ kind: 'refused', code });
  });

  it('says how it is written', () => {
    const read = parseText('start checkout v54 at=soon');
    expect(read.kind === 'refused' && read.text).toBe(
      '"soon" is not understood. Write at="09:00", at="tomorrow 09:00", at="Mon 09:00" or at="2026-12-24 09:00", each with a time zone behind it where that is another: at="09:00 Europe/Berlin".',
    );
  });
});

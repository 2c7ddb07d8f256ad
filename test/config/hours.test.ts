import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import { DAYS } from '../../src/domain/clock.ts';
import { freezeInForce } from '../../src/domain/restrictions/freeze-in-force.ts';
import type { FreezeWindow } from '../../src/domain/restrictions/window.ts';
import type { Service } from '../../src/domain/service.ts';
import { aFile } from './a-file.ts';

function read(hours: string | null, all = ''): Service | readonly string[] {
  const parsed = parseConfig(all + aFile({ hours }));
  if (!parsed.ok) return parsed.problems.map(({ path, message }) => `${path} | ${message}`);
  return parsed.services[0] as Service;
}

function serviceOf(hours: string | null, all = ''): Service {
  const service = read(hours, all);
  if ('name' in service) return service;
  throw new Error(service.join('\n'));
}

const moment = (minute: number) => {
  const clock = minute % 1440;
  const [hour, rest] = [Math.floor(clock / 60), clock % 60].map((part) => String(part).padStart(2, '0'));
  return `${DAYS[Math.floor(minute / 1440)]} ${hour}:${rest}`;
};

const closed = (hours: string | null, all = '') =>
  (serviceOf(hours, all).freezes ?? []).map((window) => {
    const { from, to, timezone } = window as FreezeWindow & { readonly kind: 'weekly' };
    return `${moment(from)} to ${moment(to)} ${timezone}`;
  });

/** True when a service with these hours, in UTC, is frozen at a moment. */
const isFrozen = (freezes: readonly FreezeWindow[], at: number) =>
  freezeInForce({ freezes: [], lifts: [] }, { name: 'checkout', freezes }, at) !== null;

const OFFICE = '{ open: [Mon-Thu 09:00-17:00, Fri 09:00-14:00], timezone: Europe/Berlin }';

describe('the release hours of a service', () => {
  it('freeze it at night, and over the weekend in one piece', () => {
    expect(closed(OFFICE)).toEqual([
      'Mon 17:00 to Tue 09:00 Europe/Berlin',
      'Tue 17:00 to Wed 09:00 Europe/Berlin',
      'Wed 17:00 to Thu 09:00 Europe/Berlin',
      'Thu 17:00 to Fri 09:00 Europe/Berlin',
      'Fri 14:00 to Mon 09:00 Europe/Berlin',
    ]);
  });

  it('say until when it is closed, by the clocks of their time zone', () => {
    const service = serviceOf(OFFICE);
    // A Friday in winter, and one in summer: 15:00 in Berlin.
    for (const [at, until] of [
      ['2026-11-27T14:00:00Z', '2026-11-30T08:00:00Z'],
      ['2026-07-03T13:00:00Z', '2026-07-06T07:00:00Z'],
    ] as const) {
      expect(freezeInForce({ freezes: [], lifts: [] }, service, Date.parse(at))).toEqual({
        until: Date.parse(until),
        by: null,
        reason: 'outside of the release hours',
      });
    }
  });

  it('may reach over midnight, and over the end of the week', () => {
    expect(closed('{ open: [Sun 22:00-06:00] }')).toEqual(['Mon 06:00 to Sun 22:00 UTC']);
    expect(closed('{ open: [Fri-Mon 20:00-24:00] }')).toEqual([
      'Tue 00:00 to Fri 20:00 UTC',
      'Sat 00:00 to Sat 20:00 UTC',
      'Sun 00:00 to Sun 20:00 UTC',
      'Mon 00:00 to Mon 20:00 UTC',
    ]);
  });

  it('are one time where they touch or overlap', () => {
    expect(closed('{ open: [Mon 08:00-12:00, Mon 12:00-14:00, Mon 13:00-18:00] }')).toEqual([
      'Mon 18:00 to Mon 08:00 UTC',
    ]);
  });

  it('are those of the file, unless the service has its own or none', () => {
    const all = `hours: ${OFFICE}\n`;
    expect(closed(null, all)).toHaveLength(5);
    expect(closed('{ open: [Mon 09:00-17:00] }', all)).toEqual(['Mon 17:00 to Mon 09:00 UTC']);
    expect(closed('always', all)).toEqual([]);
    expect(serviceOf('always', all).freezes).toBeUndefined();
  });

  it('stand beside the freezes', () => {
    const all = 'freezes: [{ from: "2026-12-20 18:00", to: "2027-01-02 08:00", reason: Christmas }]\n';
    expect(serviceOf(OFFICE, all).freezes?.map(({ kind }) => kind)).toEqual(['once', ...Array(5).fill('weekly')]);
  });

  it('come back from where they are stored', () => {
    const service = serviceOf(OFFICE);
    expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
  });

  it.each([
    ['{ open: [Mon-Sun 00:00-24:00] }', 'hours.open | These hours are the whole week.'],
    ['{ open: [Mon 09:00-17:00, Tue 09:00-09:00] }', 'hours.open[1] | It ends when it begins.'],
    ['{ open: [Mon 09:00-17:00], timezone: Berlin }', 'hours.timezone | Berlin is no time zone.'],
  ])('are refused with what is wrong: %s', (hours, problem) => {
    expect(read(hours)).toEqual([`services.checkout.${problem}`]);
    expect(read(null, `hours: ${hours}\n`)).toEqual([problem]);
  });

  it.each(['Monday 09:00-17:00', 'Mon 9-17', 'Mon 09:00-25:00', 'Mon-Fri'])('are not %s', (open) => {
    expect(read(`{ open: ["${open}"] }`)).toEqual([expect.stringMatching(/^services\.checkout\.hours/)]);
  });

  it('are closed exactly where no entry is open, at every minute', () => {
    const entry = fc.record({ day: fc.nat(6), days: fc.nat(6), from: fc.nat(1439), to: fc.nat(1439) });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 7 }),
        fc.array(fc.nat(10_079), { minLength: 20 }),
        (entries, minutes) => {
          const clock = (minute: number) => moment(minute).slice(4);
          fc.pre(entries.every(({ from, to }) => from !== to));
          const texts = entries.map(({ day, days, from, to }) => {
            const last = DAYS[(day + days) % 7];
            return `${DAYS[day]}${days === 0 ? '' : `-${last}`} ${clock(from)}-${clock(to)}`;
          });
          const isOpen = (minute: number) =>
            entries.some(({ day, days, from, to }) =>
              Array.from({ length: days + 1 }, (_, index) => ((day + index) % 7) * 1440 + from).some((begin) => {
                const length = to > from ? to - from : to - from + 1440;
                return (minute - begin + 2 * 10_080) % 10_080 < length;
              }),
            );
          const parsed = read(`{ open: [${texts.map((text) => `"${text}"`).join(', ')}] }`);
          if (!('name' in parsed)) return parsed[0]?.endsWith('whole week.') === true && minutes.every(isOpen);
          // 2026-11-30 is a Monday.
          const monday = Date.parse('2026-11-30T00:00:00Z');
          return minutes.every((minute) => isFrozen(parsed.freezes ?? [], monday + minute * 60_000) !== isOpen(minute));
        },
      ),
      { numRuns: 200 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import type { Service } from '../../src/domain/service.ts';
import { aFile } from './a-file.ts';

function read(freezes: string | null, all = ''): Service | readonly string[] {
  const parsed = parseConfig(all + aFile({ freezes }));
  if (!parsed.ok) return parsed.problems.map(({ path, message }) => `${path} | ${message}`);
  return parsed.services[0] as Service;
}

function serviceOf(freezes: string | null, all = ''): Service {
  const service = read(freezes, all);
  if ('name' in service) return service;
  throw new Error(service.join('\n'));
}

const CHRISTMAS = '{ from: "2026-12-20 18:00", to: "2027-01-02 08:00", timezone: Europe/Berlin, reason: Christmas }';
const WEEKEND = '{ from: "Fri 16:00", to: "Mon 08:00", reason: Weekend }';

describe('the freezes of a service', () => {
  it('are dates in a time zone, or days of the week, in UTC where nothing is said', () => {
    expect(serviceOf(`[${CHRISTMAS}, ${WEEKEND}]`).freezes).toEqual([
      {
        kind: 'once',
        from: Date.parse('2026-12-20T17:00:00Z'),
        to: Date.parse('2027-01-02T07:00:00Z'),
        reason: 'Christmas',
      },
      { kind: 'weekly', from: 4 * 1440 + 960, to: 480, timezone: 'UTC', reason: 'Weekend' },
    ]);
  });

  it('go by the clocks of the day, on both sides of a change', () => {
    const freezes = '[{ from: "2026-03-28 12:00", to: "2026-03-29 12:00", timezone: Europe/Berlin, reason: x }]';
    expect(serviceOf(freezes).freezes).toMatchObject([
      { from: Date.parse('2026-03-28T11:00:00Z'), to: Date.parse('2026-03-29T10:00:00Z') },
    ]);
  });

  it('are those of all services and its own', () => {
    const reasons = serviceOf(`[${WEEKEND}]`, `freezes: [${CHRISTMAS}]\n`).freezes?.map(({ reason }) => reason);
    expect(reasons).toEqual(['Christmas', 'Weekend']);
  });

  it('come back from where they are stored, and take no room where there are none', () => {
    const service = serviceOf(`[${CHRISTMAS}, ${WEEKEND}]`);
    expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
    expect(serviceOf(null).freezes).toBeUndefined();
    expect(storedText(serviceOf(null))).not.toContain('freezes');
  });

  it.each([
    ['[{ from: "Fri 16:00", to: "Fri 16:00", reason: x }]', 'freezes[0] | It ends when it begins.'],
    ['[{ from: "2026-12-20 18:00", to: "2026-12-20 18:00", reason: x }]', 'freezes[0] | It ends before it begins.'],
    [
      '[{ from: "Fri 16:00", to: "2026-12-20 18:00", reason: x }]',
      'freezes[0] | From Fri 16:00 to 2026-12-20 18:00 is no time.',
    ],
    [
      '[{ from: "2026-02-30 18:00", to: "2026-12-20 18:00", reason: x }]',
      'freezes[0] | From 2026-02-30 18:00 to 2026-12-20 18:00 is no time.',
    ],
    ['[{ from: "Fri 16:00", to: "Mon 08:00", timezone: Berlin, reason: x }]', 'freezes[0] | Berlin is no time zone.'],
  ])('are refused with what is wrong: %s', (freezes, problem) => {
    expect(read(freezes)).toEqual([`services.checkout.${problem}`]);
    expect(read(null, `freezes: ${freezes}\n`)).toEqual([problem]);
  });

  it.each(['Friday 16:00', '2026-12-20', 'Fri 24:00'])('have no moment %s', (from) => {
    expect(read(`[{ from: "${from}", to: "Mon 08:00", reason: x }]`)).toEqual([
      expect.stringMatching(/^services\.checkout\.freezes\[0\]\.from \| /),
    ]);
  });
});

it('no service is called like the word for all of them', () => {
  const parsed = parseConfig(aFile().replace('checkout:', 'all:'));
  expect(parsed).toMatchObject({ ok: false, problems: [{ message: '"all" stands for all services.' }] });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { createHealthSignalReceiver, isHealthSignalEvent } from '../../../src/command/receive/health-signal.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const detail = { v: 1, service: 'checkout', name: 'datadog', health: 'unhealthy' };
const event = (over: object = {}, time = '2026-01-05T08:59:30Z') => ({
  ...{ source: 'serin.signal', 'detail-type': 'Health Signal', time, detail: { ...detail, ...over } },
});

describe('a health signal on the bus', () => {
  let taken: unknown[];
  let logged: string[];
  beforeEach(() => {
    taken = [];
    logged = [];
  });
  const keep = (fields: object, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };
  const receive = createHealthSignalReceiver({
    accept: async (service, heard) => {
      taken.push([service, heard]);
    },
    now: () => NOW,
    log: { info: keep, warn: keep, error: keep },
  });

  it('is taken with the time of its event where it gives none', async () => {
    await receive(event());
    const heard = { name: 'datadog', health: 'unhealthy', at: NOW - 30_000, value: '', link: null };
    expect(taken).toEqual([['checkout', heard]]);
  });

  it('is taken with its own time, its value as text, and its link', async () => {
    await receive(event({ at: NOW - 5, value: 7.25, link: 'https://example.com/m?a=b', extra: 1 }));
    expect(taken).toMatchObject([['checkout', { at: NOW - 5, value: '7.25', link: 'https://example.com/m?a=b' }]]);
  });

  it('is not lost for what is only shown: a long value is cut, a link that is not https is left out', async () => {
    await receive(event({ value: 'x'.repeat(2_000), link: 'http://example.com' }));
    await receive(event({ value: null, link: 'javascript:alert(1)' }));
    await receive(event({ link: 'https://example.com/|<!channel>' }));
    expect(taken).toMatchObject([
      ['checkout', { value: 'x'.repeat(100), link: null }],
      ['checkout', { value: '', link: null }],
      ['checkout', { link: null }],
    ]);
  });

  it.each([
    ['another version', { v: 2 }],
    ['no service', { service: undefined }],
    ['a service that cannot be', { service: 'Check Out' }],
    ['a name that cannot be', { name: 'signal:datadog' }],
    ['another health', { health: 'ok' }],
    ['a time in seconds with a fraction', { at: 1.5 }],
    ['a value that is no text', { value: { a: 1 } }],
    ['a value that is too long', { value: 'x'.repeat(2_001) }],
  ])('is dropped with %s, and its values are not logged', async (_what, over) => {
    await receive(event(over));
    expect(taken).toEqual([]);
    expect(logged).toEqual([expect.stringContaining('malformed-health-signal')]);
    expect(logged[0]).not.toContain('xxx');
  });

  it('is dropped when its time is in the future, which would silence later ones', async () => {
    await receive(event({ at: NOW + 60_001 }));
    await receive(event({}, 'tomorrow'));
    expect(taken).toEqual([]);
    expect(logged).toHaveLength(2);
    await receive(event({ at: NOW + 60_000 }));
    expect(taken).toHaveLength(1);
  });

  it.each([null, 'text', { detail }, { ...event(), 'detail-type': 'Command' }, { ...event(), time: undefined }])(
    'is told from other events: %#',
    (other) => {
      expect(isHealthSignalEvent(event())).toBe(true);
      expect(isHealthSignalEvent(other)).toBe(false);
    },
  );
});

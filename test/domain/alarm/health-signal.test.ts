import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type HealthSignal,
  type HeardSignal,
  readSignal,
  takeSignal,
} from '../../../src/domain/alarm/health-signal.ts';

const MINUTE = 60_000;
const heard = (over: Partial<HeardSignal> = {}): HeardSignal => ({
  ...{ name: 'datadog', health: 'healthy', at: 10 * MINUTE, value: '', link: null },
  ...over,
});
const take = (all: readonly HeardSignal[], expires = 5 * MINUTE): HealthSignal | null =>
  all.reduce<HealthSignal | null>((known, one) => takeSignal(known, one, expires), null);

describe('a health signal', () => {
  it('counts by the time that its sender gives, whatever came first', () => {
    const old = heard({ health: 'unhealthy', at: MINUTE });
    const known = takeSignal(null, heard(), 5 * MINUTE);
    expect(takeSignal(known, old, 5 * MINUTE)).toBe(known);
  });

  it('is the worse one of two of the same moment', () => {
    const [healthy, unhealthy, unknown] = [heard(), heard({ health: 'unhealthy' }), heard({ health: 'unknown' })];
    expect(take([healthy, unhealthy, unknown])?.health).toBe('unhealthy');
    expect(take([unhealthy, healthy])?.health).toBe('unhealthy');
    expect(take([healthy, unknown])?.health).toBe('unknown');
  });

  it('changes nothing when it comes again', () => {
    const known = takeSignal(null, heard(), 5 * MINUTE);
    expect(takeSignal(known, heard(), 5 * MINUTE)).toBe(known);
  });

  it('keeps since when its health is the same, until it was silent', () => {
    const first = heard({ health: 'unhealthy', at: 10 * MINUTE });
    const again = heard({ health: 'unhealthy', at: 14 * MINUTE });
    expect(take([first, again])).toMatchObject({ since: 10 * MINUTE, until: 19 * MINUTE, revision: 2 });
    const later = heard({ health: 'unhealthy', at: 15 * MINUTE });
    expect(take([first, later])).toMatchObject({ since: 15 * MINUTE, until: 20 * MINUTE });
  });

  it('ends the same, in whatever order and however often its signals come', () => {
    const one = fc.record({
      at: fc.integer({ min: 1, max: 9 }),
      health: fc.constantFrom('healthy', 'unhealthy', 'unknown'),
    });
    const deliveries = fc
      .array(one, { minLength: 1, maxLength: 8 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })));
    fc.assert(
      fc.property(deliveries, ([all, shuffled]) => {
        const signals = (from: typeof all) => from.map(({ at, health }) => heard({ at, health: health as 'healthy' }));
        const [ordered, other] = [take(signals(all)), take(signals(shuffled))];
        expect([other?.health, other?.at, other?.until]).toEqual([ordered?.health, ordered?.at, ordered?.until]);
      }),
    );
  });
});

describe('the state of a health signal', () => {
  const known = (health: HeardSignal['health']) =>
    takeSignal(null, heard({ health, value: '7%', link: 'https://example.com/m' }), 5 * MINUTE);
  const read = (signal: HealthSignal | null, at: number) => readSignal('datadog', signal, at);

  it.each([
    ['healthy', 'OK'],
    ['unhealthy', 'ALARM'],
    ['unknown', 'INSUFFICIENT_DATA'],
  ] as const)('is %s: %s', (health, value) => {
    const details = { kind: 'signal', metric: '7%', link: 'https://example.com/m' };
    expect(read(known(health), 15 * MINUTE - 1)).toMatchObject({
      ...{ name: 'signal:datadog', value, since: 10 * MINUTE, readAt: 15 * MINUTE - 1, details },
    });
  });

  it.each(['healthy', 'unhealthy', 'unknown'] as const)('is without data from the moment %s expires', (health) => {
    expect(read(known(health), 15 * MINUTE)).toMatchObject({ value: 'INSUFFICIENT_DATA', since: 15 * MINUTE });
  });

  it('is without data where none ever came', () => {
    expect(read(null, 15 * MINUTE)).toMatchObject({ value: 'INSUFFICIENT_DATA', since: 0 });
  });
});

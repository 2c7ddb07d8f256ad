import { describe, expect, it } from 'vitest';
import { toMinutes } from '../../src/analysis/to-minutes.ts';
import type { ArmMinute } from '../../src/domain/analysis/minute.ts';
import { arm } from './a-series.ts';

const MINUTE = 60_000;
const half = [{ at: 0, share: 50 }];
const one = { from: 0, to: MINUTE };

type Arm = ArmMinute | null;

/** Returns the only minute, at a share in percent, of sources with these arms. */
function minuteAt(share: number, ...parts: readonly { readonly canary: Arm; readonly stable: Arm }[]) {
  const minutes = toMinutes([{ at: 0, parts }], [{ at: 0, share }], one);
  expect(minutes).toHaveLength(1);
  return minutes[0];
}

describe('the share of a minute', () => {
  const both = { canary: arm(10, 0), stable: arm(10, 0) };
  const readings = [0, 1, 2].map((m) => ({ at: m * MINUTE, parts: [both] }));
  const sharesOf = (shares: Parameters<typeof toMinutes>[1]) =>
    toMinutes(readings, shares, { from: 0, to: 3 * MINUTE }).map(({ at, share }) => [at / MINUTE, share]);

  it('is the one in force when it ends, as a part of one', () => {
    const shares = [
      { at: 0, share: 5 },
      { at: 2 * MINUTE - 1, share: 25 },
      { at: 3 * MINUTE, share: 50 },
    ];
    expect(sharesOf(shares)).toEqual([
      [0, 0.05],
      [1, 0.25],
      [2, 0.25],
    ]);
  });

  it('leaves out minutes in which the canary has nothing', () => {
    const shares = [
      { at: MINUTE, share: 5 },
      { at: 2 * MINUTE, share: 0 },
    ];
    expect(sharesOf(shares)).toEqual([[1, 0.05]]);
  });
});

describe('a minute that nothing reported', () => {
  it('is there with both arms missing, also at the end', () => {
    const readings = [{ at: MINUTE, parts: [{ canary: arm(10, 1), stable: arm(10, 0) }] }];
    const minutes = toMinutes(readings, half, { from: 0, to: 3 * MINUTE });
    expect(minutes.map(({ at, canary, stable }) => [at / MINUTE, canary?.requests, stable?.requests])).toEqual([
      [0, undefined, undefined],
      [1, 10, 10],
      [2, undefined, undefined],
    ]);
    expect(minutes[0]).toMatchObject({ canary: null, stable: null });
  });

  it('is not there outside of the range', () => {
    const readings = [{ at: MINUTE, parts: [{ canary: arm(10, 1), stable: arm(10, 0) }] }];
    expect(toMinutes(readings, half, one).map(({ at }) => at)).toEqual([0]);
  });
});

describe('an arm without data beside one with data', () => {
  it('had no requests where fewer than ten were to come', () => {
    expect(minuteAt(5, { canary: null, stable: arm(180, 0) })?.canary).toEqual({ requests: 0, errors: 0 });
  });

  it('is missing where ten or more were to come', () => {
    expect(minuteAt(5, { canary: null, stable: arm(190, 0) })?.canary).toBeNull();
  });

  it('is judged by its own share: stable at 95%', () => {
    expect(minuteAt(95, { canary: arm(180, 0), stable: null })?.stable).toEqual({ requests: 0, errors: 0 });
    expect(minuteAt(95, { canary: arm(200, 0), stable: null })?.stable).toBeNull();
  });

  it('had no requests where everything is on the canary', () => {
    expect(minuteAt(100, { canary: arm(5000, 0), stable: null })?.stable).toEqual({ requests: 0, errors: 0 });
  });

  it('is missing where everything was to come to it, however little the other one reports', () => {
    for (const requests of [0, 5, 5000])
      expect(minuteAt(100, { canary: null, stable: arm(requests, 0) })?.canary).toBeNull();
  });

  it('stays missing where the other is missing too', () => {
    expect(minuteAt(5, { canary: null, stable: null })).toMatchObject({ canary: null, stable: null });
  });
});

describe('several sources', () => {
  const busy = { canary: arm(100, 3), stable: arm(1000, 20) };

  it('are added up, and are there one by one', () => {
    const small = { canary: arm(1, 1), stable: arm(9, 0) };
    expect(minuteAt(10, busy, small)).toMatchObject({
      canary: { requests: 101, errors: 4 },
      stable: { requests: 1009, errors: 20 },
      parts: [busy, small],
    });
  });

  it('have no parts where there is only one', () => {
    expect(minuteAt(10, busy)).not.toHaveProperty('parts');
  });

  it('with one that has no traffic say what the others say', () => {
    const idle = { canary: null, stable: null };
    for (const parts of [
      [busy, idle],
      [idle, busy],
    ])
      expect(minuteAt(10, ...parts)).toMatchObject(busy);
  });

  it('add up their bins, one by one', () => {
    const withBins = (latency: readonly number[]) => ({ canary: arm(3, 0, { latency }), stable: arm(3, 0) });
    expect(minuteAt(50, withBins([1, 2]), withBins([10, 20]))?.canary?.latency).toEqual([11, 22]);
  });

  it('keep the bins of the only one that has some', () => {
    const withBins = { canary: arm(3, 0, { latency: [1, 2] }), stable: arm(3, 0) };
    const without = { canary: arm(4, 0), stable: arm(4, 0) };
    expect(minuteAt(50, without, withBins)?.canary).toEqual({ requests: 7, errors: 0, latency: [1, 2] });
  });
});

describe("the metrics of a service's own", () => {
  const both = { canary: arm(10, 0), stable: arm(10, 0) };
  const none = { counts: {}, values: {} };
  type Custom = NonNullable<Parameters<typeof toMinutes>[0][number]['custom']>;
  const minutesWith = (custom: Partial<Custom>, parts: readonly { canary: Arm; stable: Arm }[] = [both]) => {
    const readings = [0, 1, 2].map((m) => ({
      at: m * MINUTE,
      parts,
      custom: { canary: none, stable: none, ...custom },
    }));
    return toMinutes(readings, half, { from: 0, to: 3 * MINUTE });
  };
  const orders = (cases?: number, chances?: number) => ({
    ...none,
    counts: { orders: { ...(cases !== undefined && { cases }), ...(chances !== undefined && { chances }) } },
  });

  it('are with the sums of all sources', () => {
    const canary = { counts: { orders: { cases: 2, chances: 8 } }, values: { basket: [1, 2] } };
    const [minute] = minutesWith({ canary, stable: orders(3, 9) }, [both, both]);
    expect(minute?.canary).toEqual({ requests: 20, errors: 0, ...canary });
    expect(minute?.stable).toEqual({ requests: 20, errors: 0, counts: { orders: { cases: 3, chances: 9 } } });
    expect(minute?.parts).toEqual([both, both]);
  });

  it('have no cases where a count has no data, but not in the newest two minutes: they may only be late', () => {
    const minutes = minutesWith({ canary: orders(undefined, 8) });
    expect(minutes.map(({ canary }) => canary?.counts)).toEqual([
      { orders: { cases: 0, chances: 8 } },
      undefined,
      undefined,
    ]);
  });

  it('have no count where nothing could have been a case', () => {
    expect(minutesWith({ canary: orders(2) }).map(({ canary }) => canary?.counts)).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });

  it('count a case that no chance was reported for as a chance', () => {
    expect(minutesWith({ canary: orders(9, 8) })[0]?.canary?.counts).toEqual({ orders: { cases: 9, chances: 9 } });
  });

  it('say nothing of an arm that is missing', () => {
    const [minute] = minutesWith({ canary: orders(2, 8) }, [{ canary: null, stable: null }]);
    expect(minute?.canary).toBeNull();
  });
});

import { expect, it } from 'vitest';
import { judge } from '../../src/analysis/judge.ts';
import { summarize } from '../../src/analysis/summarize.ts';
import type { Minute } from '../../src/domain/analysis/minute.ts';
import { aMinute, arm, policy, series } from './a-series.ts';

const BINS = [1, 2, 3, 4, 5, 6, 7, 8];
const times = (factor: number) => BINS.map((count) => count * factor);

function withLatency(m: number): Minute {
  const minute = aMinute(m, 1000, { canary: 0, stable: 0 }, m < 4 ? 0.05 : 0.25);
  const timed = (bins: readonly number[]) => arm(100, 0, { latency: bins });
  return { ...minute, canary: timed(BINS), stable: timed(times(10)) };
}

const summary = (minutes: readonly Minute[]) => summarize(judge(minutes, policy()), minutes.at(-1)?.at ?? 0);

it('a summary has the latency of both arms, without the cold minutes', () => {
  // Of seven minutes the first two and the first after the raise are cold.
  expect(summary(series(7, withLatency)).latency).toEqual({ canary: times(4), stable: times(40) });
});

it('a summary has the latency of every source', () => {
  const minutes = series(3, (m) => {
    const { canary, stable, ...minute } = withLatency(m);
    const idle = { canary: arm(0, 0), stable: arm(5, 0, { latency: times(1) }) };
    return { ...minute, canary, stable, parts: [{ canary, stable }, { canary, stable }, idle] };
  });
  expect(summary(minutes).latency).toEqual({ canary: times(2), stable: times(20) });
});

it('a summary of metrics without latency has none', () => {
  const { latency, ...rest } = summary(series(7, (m) => aMinute(m, 1000, { canary: 0, stable: 0 })));
  expect(latency).toBeUndefined();
  expect(rest).toMatchObject({ compared: 7, through: 7 * 60_000 });
});

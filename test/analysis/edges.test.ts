import { expect, it } from 'vitest';
import { separateEdges } from '../../src/analysis/latency/edges.ts';

it('keeps quantiles that differ', () => {
  expect(separateEdges([1, 2.5, 40, 41, 100, 2000, 30_000])).toEqual([1, 2.5, 40, 41, 100, 2000, 30_000]);
});

it('moves equal quantiles apart by a thousandth, each above the one before', () => {
  expect(separateEdges([5, 5, 5, 5.0005, 7])).toEqual([5, 5.001, 5.002, 5.003, 7]);
  expect(separateEdges([0, 0])).toEqual([0, 0.001]);
});

it('gives six digits, because CloudWatch takes no long fractions', () => {
  expect(separateEdges([12.345678901, 1234.5678901])).toEqual([12.3457, 1234.57]);
});

it('moves large quantiles apart where six digits make them equal', () => {
  const [low, high] = separateEdges([123_456.1, 123_456.2]) as [number, number];
  expect(high).toBeGreaterThan(low);
});

it('never writes an edge in exponents, up to fifteen minutes and down to a microsecond', () => {
  for (const edge of separateEdges([0.0011, 0.5, 900_000])) expect(String(edge)).not.toMatch(/e/);
});

import type { CustomSource } from '../../../domain/analysis/custom-metrics.ts';
import type { CustomReading } from '../../../domain/analysis/minute.ts';
import { type Ask, askBins, readBins, type Values } from './statistics.ts';

/** The requests for the metrics of a service's own in one arm, and how their answers are read. */
interface CustomPlan {
  readonly asks: readonly Ask[];
  read(values: Values): CustomReading;
}

function askOne(source: CustomSource, arm: 'canary' | 'stable'): readonly Ask[] {
  if (source.kind === 'value') return source.edges === null ? [] : askBins(source.value[arm], source.edges);
  return [
    { metric: source.cases[arm], stat: 'Sum' },
    { metric: source.of[arm], stat: 'Sum' },
  ];
}

function readCount([cases, chances]: Values): CustomReading['counts'][string] {
  return { ...(cases !== undefined && { cases }), ...(chances !== undefined && { chances }) };
}

/** Returns the requests for the metrics of a service's own in one arm. */
export function planCustom(custom: readonly CustomSource[], arm: 'canary' | 'stable'): CustomPlan {
  const each = custom.map((source) => ({ source, asks: askOne(source, arm) }));
  return {
    asks: each.flatMap(({ asks }) => asks),
    read(values) {
      let next = 0;
      const read = each.map(({ source: { kind, name }, asks }) => {
        const mine = values.slice(next, next + asks.length);
        next += asks.length;
        return { kind, name, mine };
      });
      const bins = read.flatMap(({ kind, name, mine }) => {
        const counts = kind === 'value' ? readBins(mine) : undefined;
        return counts === undefined ? [] : [[name, counts] as const];
      });
      const counts = read.filter(({ kind }) => kind === 'count').map(({ name, mine }) => [name, readCount(mine)]);
      return { counts: Object.fromEntries(counts), values: Object.fromEntries(bins) };
    },
  };
}

import { expect, it } from 'vitest';
import { createMeter } from '../../../src/adapters/aws/meter.ts';

const NOW = Date.UTC(2026, 0, 5, 9);

function linesOf(...measured: Parameters<ReturnType<typeof createMeter>['record']>[0][]): readonly unknown[] {
  const lines: string[] = [];
  const to = { write: (line: string) => lines.push(line) };
  const meter = createMeter({ installation: 'serin', clock: { now: () => NOW }, to });
  for (const measurement of measured) meter.record(measurement);
  for (const line of lines) expect(line).toMatch(/^[^\n]+\n$/);
  return lines.map((line) => JSON.parse(line));
}

/** A line as CloudWatch reads it: each dimension and each metric that it names is a field beside `_aws`. */
const embedded = (dimensions: readonly string[], name: string, unit: string) => ({
  Timestamp: NOW,
  CloudWatchMetrics: [{ Namespace: 'Serin', Dimensions: [dimensions], Metrics: [{ Name: name, Unit: unit }] }],
});

it('writes each measurement as one line in the embedded metric format', () => {
  expect(
    linesOf({ name: 'Rollouts', outcome: 'alarm' }, { name: 'AlarmToBack', ms: 2_500 }, { name: 'TimerLag', ms: 0 }),
  ).toEqual([
    {
      _aws: embedded(['Installation', 'Outcome'], 'Rollouts', 'Count'),
      Installation: 'serin',
      Outcome: 'alarm',
      Rollouts: 1,
    },
    { _aws: embedded(['Installation'], 'AlarmToBack', 'Milliseconds'), Installation: 'serin', AlarmToBack: 2_500 },
    { _aws: embedded(['Installation'], 'TimerLag', 'Milliseconds'), Installation: 'serin', TimerLag: 0 },
  ]);
});

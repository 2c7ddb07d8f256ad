import { describe, expect, it } from 'vitest';
import { limitProblems } from '../../../../../src/adapters/slack/views/parts/limits.ts';
import { verdictChart } from '../../../../../src/adapters/slack/views/rollout/verdict-chart.ts';
import { verdictMessage } from '../../../../../src/adapters/slack/views/rollout/verdict-table.ts';
import type { Minute } from '../../../../../src/domain/analysis/minute.ts';
import { aVerdict } from '../../../../domain/analysis/a-verdict.ts';
import { aSource } from '../../../../rollout/arms.ts';
import { aRollout, aTarget } from '../../support/a-rollout.ts';

const FROM = Date.UTC(2026, 0, 5, 14, 7);
const names = { canary: 'v54', stable: 'v53' };

/** Minutes in which the canary fails 2% and stable 1%. */
const minutes = (count: number): readonly Minute[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ at: FROM + i * 60_000, share: 0.05 },
    canary: { requests: 1_000, errors: 20 },
    stable: { requests: 19_000, errors: 190 },
  }));
const decisive = (series: readonly Minute[], verdict = aVerdict({})) => ({ at: FROM, verdict, minutes: series });

describe('the chart of a verdict', () => {
  it('has the error rates of both versions by minute, and the moment at which a limit was crossed', () => {
    const chart = verdictChart(decisive(minutes(3)), names);
    expect(chart?.block).toEqual({
      type: 'data_visualization',
      title: 'Error rates; a limit was crossed at 14:26 UTC',
      chart: {
        type: 'line',
        series: [
          { name: 'v54', data: ['14:07', '14:08', '14:09'].map((label) => ({ label, value: 2 })) },
          { name: 'v53', data: ['14:07', '14:08', '14:09'].map((label) => ({ label, value: 1 })) },
        ],
        axis_config: { categories: ['14:07', '14:08', '14:09'], x_label: 'UTC', y_label: 'Failed requests, %' },
      },
    });
    expect(chart?.text).toBe(
      'Error rates; a limit was crossed at 14:26 UTC. v54 / v53, UTC: 14:07 2% / 1%, 14:08 2% / 1%, 14:09 2% / 1%',
    );
  });

  it('has at most twenty points, of several minutes each where the series is long', () => {
    const { chart } = verdictChart(decisive(minutes(240)), names)?.block ?? {};
    expect(chart?.axis_config.categories).toHaveLength(20);
    expect(chart?.axis_config.categories.slice(0, 2)).toEqual(['14:07', '14:19']);
    expect(chart?.axis_config.x_label).toBe('UTC, 12 min each');
    expect(chart?.series.map(({ data }) => data.length)).toEqual([20, 20]);
  });

  it('leaves out minutes in which a version has no requests or no metrics', () => {
    const [first, second, third, fourth] = minutes(4);
    if (!first || !second || !third || !fourth) throw new Error('four minutes');
    const gaps = [first, { ...second, canary: null }, { ...third, stable: { requests: 0, errors: 0 } }, fourth];
    expect(verdictChart(decisive(gaps), names)?.block.chart.axis_config.categories).toEqual(['14:07', '14:10']);
  });

  it('is not drawn of a single point', () => {
    expect(verdictChart(decisive(minutes(1)), names)).toBeNull();
    expect(verdictChart(decisive([]), names)).toBeNull();
  });

  it('names the versions apart where their names are too long for the legend', () => {
    const long = { canary: `${'v'.repeat(30)}54`, stable: `${'v'.repeat(30)}53` };
    const series = verdictChart(decisive(minutes(2)), long)?.block.chart.series;
    expect(series?.map(({ name }) => name)).toEqual(['canary', 'stable']);
  });

  it('says that none was crossed where a good canary goes on', () => {
    const healthy = aVerdict({ outcome: 'healthy', reason: 'twice-excluded', crossed: [] });
    expect(verdictChart(decisive(minutes(2), healthy), names)?.block.title).toBe('Error rates');
  });
});

describe('the message of a verdict whose series is kept', () => {
  const verdict = aVerdict({});
  const analysis = {
    ...{ sources: [aSource()], split: 'request' as const, shares: [], verdict },
    decisive: decisive(minutes(240), verdict),
  };
  const rollout = aRollout({ targets: [aTarget({ stable: '1 (v53)', canary: '2 (v54)' })], analysis });
  const view = verdictMessage(rollout, verdict);

  it('has the chart, the same numbers in its text, and no chart where Slack refuses it', () => {
    const types = (blocks: readonly { readonly type: string }[] = []) => blocks.map(({ type }) => type);
    expect(types(view.blocks)).toContain('data_visualization');
    expect(types(view.plainer)).toEqual(types(view.blocks).filter((type) => type !== 'data_visualization'));
    expect(view.text).toContain('v54 / v53, UTC, 12 min each: 14:07 2% / 1%');
  });

  it('stays within the limits of Slack', () => {
    expect(limitProblems(view)).toEqual([]);
  });

  it('has no chart of another verdict', () => {
    const other = verdictMessage(rollout, { ...verdict, through: verdict.through + 60_000 });
    expect(other.blocks.map(({ type }) => type)).not.toContain('data_visualization');
  });
});

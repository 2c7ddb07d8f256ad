/** A value at one place of the horizontal axis. */
interface DataPoint {
  /** One of the chart's categories. */
  readonly label: string;
  readonly value: number;
}

/**
 * A chart of lines, for messages only. Each series has a value for every category. `@slack/types` does not know this block yet.
 * Source: docs.slack.dev, reference/block-kit/blocks/data-visualization-block.
 */
export interface LineChart {
  type: 'data_visualization';
  title: string;
  chart: {
    type: 'line';
    series: { name: string; data: readonly DataPoint[] }[];
    axis_config: { categories: readonly string[]; x_label: string; y_label: string };
  };
  block_id?: string;
}

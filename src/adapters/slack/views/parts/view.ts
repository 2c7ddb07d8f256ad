import type { KnownBlock } from '@slack/types';
import type { LineChart } from './chart.ts';

/** A message as Slack draws it. `text` is what notifications and screen readers say, and what is left where blocks fail. */
export interface View {
  readonly text: string;
  readonly blocks: (KnownBlock | LineChart)[];
  /** The blocks without those that some workspaces of Slack do not take yet; absent where all are old ones. */
  readonly plainer?: (KnownBlock | LineChart)[];
}

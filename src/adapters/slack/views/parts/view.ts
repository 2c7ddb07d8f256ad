import type { KnownBlock } from '@slack/types';

/** A message as Slack draws it. `text` is what notifications and screen readers say, and what is left where blocks fail. */
export interface View {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

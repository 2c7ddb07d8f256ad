import type { Reason, Rollout } from '../../rollout/record.ts';
import { because } from '../../rollout/wording.ts';
import { context } from '../blocks.ts';
import { escaped } from '../mrkdwn.ts';
import type { View } from '../view.ts';
import { titleOf } from './card.ts';

/** A rollback that somebody asked for. */
export type AskedReason = Extract<Reason, { kind: 'person' | 'iam' }>;

/** A message whose button was used: instead of it, it says by whom. */
export function used(drawn: View, rollout: Rollout, reason: AskedReason): View {
  const why = context(`⏪ ${escaped(titleOf(rollout), 150)} goes back: ${escaped(because(reason), 500)}.`);
  return { text: drawn.text, blocks: drawn.blocks.map((block) => (block.type === 'actions' ? why : block)) };
}

import type { Reason, Rollout } from '../../rollout/record.ts';
import { because } from '../../rollout/wording.ts';
import { context } from '../blocks.ts';
import { escaped } from '../mrkdwn.ts';
import type { View } from '../view.ts';
import { titleOf } from './card.ts';

/** A message whose buttons are used, or of no use any more: instead of them it says why the rollout goes back, and by whom. */
export function used(drawn: View, rollout: Rollout, reason: Reason): View {
  const why = context(`⏪ ${escaped(titleOf(rollout), 150)} goes back: ${escaped(because(reason), 500)}.`);
  return { text: drawn.text, blocks: drawn.blocks.map((block) => (block.type === 'actions' ? why : block)) };
}

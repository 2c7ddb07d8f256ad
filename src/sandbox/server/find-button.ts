import type { Button } from '../slack/user.ts';

interface ElementLike {
  readonly action_id?: string;
  readonly value?: string;
}

interface BlockLike {
  readonly block_id?: string;
  readonly elements?: readonly ElementLike[];
  readonly accessory?: ElementLike;
}

function buttonIn(blocks: readonly unknown[], actionId: string): Button | null {
  for (const block of blocks as readonly BlockLike[]) {
    const elements = [...(block.elements ?? []), ...(block.accessory === undefined ? [] : [block.accessory])];
    const found = elements.find((each) => each.action_id === actionId);
    if (found !== undefined) return { actionId, blockId: block.block_id ?? '', value: found.value ?? '' };
  }
  return null;
}

/**
 * Returns the first button with this action id in lists of blocks, and the position of its list.
 * @throws TypeError when there is none
 */
export function findButton(
  lists: readonly (readonly unknown[])[],
  actionId: string,
): { readonly index: number; readonly button: Button } {
  for (const [index, blocks] of lists.entries()) {
    const button = buttonIn(blocks, actionId);
    if (button !== null) return { index, button };
  }
  throw new TypeError(`No message has a button ${actionId}.`);
}

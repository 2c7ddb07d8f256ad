import type { Block } from 'slack-blocks-to-jsx';

/** A button as Serin's messages carry it. */
export interface ButtonElement {
  readonly type: 'button';
  readonly action_id: string;
  readonly value?: string;
  readonly style?: 'primary' | 'danger';
  readonly text: { readonly text: string };
  readonly confirm?: {
    readonly title: { readonly text: string };
    readonly text: { readonly text: string };
    readonly confirm: { readonly text: string };
    readonly deny: { readonly text: string };
  };
}

/** A part of a message: blocks to look at, or a row of buttons. Its key is its position, which does not change. */
export type Piece =
  | { readonly kind: 'shown'; readonly key: string; readonly blocks: Block[] }
  | {
      readonly kind: 'buttons';
      readonly key: string;
      readonly blockId: string;
      readonly buttons: readonly ButtonElement[];
    };

/** A field in which something is typed. */
export interface TextElement {
  readonly type: 'plain_text_input' | 'url_text_input';
  readonly action_id: string;
  readonly placeholder?: { readonly text: string };
  readonly initial_value?: string;
  readonly max_length?: number;
  readonly focus_on_load?: boolean;
}

/** A choice of a list. */
interface ListOption {
  readonly value: string;
  readonly text: { readonly text: string };
  readonly description?: { readonly text: string };
}

/** A field with a list, of which one is chosen. */
export interface SelectElement {
  readonly type: 'static_select';
  readonly action_id: string;
  readonly placeholder?: { readonly text: string };
  readonly options: readonly ListOption[];
  readonly initial_option?: ListOption;
}

/** A field of a modal, as Serin's modals carry it. */
export interface InputBlock {
  readonly type: 'input';
  readonly block_id: string;
  readonly label: { readonly text: string };
  readonly hint?: { readonly text: string };
  readonly optional?: boolean;
  /** True where the app hears of a choice at once. */
  readonly dispatch_action?: boolean;
  readonly element: TextElement | SelectElement;
}

/** A part of a modal: blocks to look at, or a field. */
type ModalPiece =
  | Extract<Piece, { readonly kind: 'shown' }>
  | { readonly kind: 'input'; readonly key: string; readonly input: InputBlock };

/**
 * Splits a modal into blocks and fields, because the renderer does not report what is typed. The key of a field is its block: Slack
 * keeps what is in it when the modal is drawn anew.
 */
export function splitModal(blocks: readonly unknown[]): readonly ModalPiece[] {
  const pieces: ModalPiece[] = [];
  for (const block of blocks as readonly BlockLike[]) {
    const last = pieces.at(-1);
    const { type, block_id: id = '' } = block;
    if (type === 'input') pieces.push({ kind: 'input', key: id, input: block as unknown as InputBlock });
    else if (last?.kind === 'shown') last.blocks.push(withoutEmojiNames(block) as Block);
    else pieces.push({ kind: 'shown', key: `${pieces.length}`, blocks: [withoutEmojiNames(block) as Block] });
  }
  return pieces;
}

interface BlockLike {
  readonly type: string;
  readonly block_id?: string;
  readonly elements?: readonly ButtonElement[];
}

/** Splits a message into blocks and rows of buttons, because the renderer does not report clicks on buttons. */
export function splitBlocks(blocks: readonly unknown[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const block of blocks as readonly BlockLike[]) {
    const last = pieces.at(-1);
    if (block.type === 'actions')
      pieces.push({
        kind: 'buttons',
        key: `${pieces.length}`,
        blockId: block.block_id ?? '',
        buttons: block.elements ?? [],
      });
    else if (last?.kind === 'shown') last.blocks.push(withoutEmojiNames(block) as Block);
    else pieces.push({ kind: 'shown', key: `${pieces.length}`, blocks: [withoutEmojiNames(block) as Block] });
  }
  return pieces;
}

/**
 * Escapes colons and `&gt;` in a message, as numbered entities. Serin writes emojis as characters, but the renderer takes any
 * text between two colons for the name of an emoji, and so loses the colons of times and of aliases. It also puts a space behind
 * every `&gt;`. Mentions and dates are left alone. In code, which has no such entities, only `&gt;` is replaced.
 */
function withoutEmojiNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmojiNames);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, withoutEmojiNames(each)] as const);
  const { type, text } = value as { readonly type?: string; readonly text?: unknown };
  const isMrkdwn = type === 'mrkdwn' && typeof text === 'string';
  return { ...Object.fromEntries(entries), ...(isMrkdwn ? { text: spellOut(text) } : {}) };
}

function spellOut(text: string): string {
  return text.replace(/(<[^>]*>)|(`[^`]*`)|:|&gt;/g, (sign, kept?: string, code?: string) => {
    if (kept !== undefined) return kept;
    if (code !== undefined) return code.replaceAll('&gt;', '>');
    return sign === ':' ? '&#58;' : '&#62;';
  });
}

/** Returns blocks for a message that has only text. */
export function textBlocks(text: string): readonly unknown[] {
  return [{ type: 'section', text: { type: 'mrkdwn', text } }];
}

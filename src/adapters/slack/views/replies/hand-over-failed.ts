import type { HandedOver } from '../../inbound/hand-over.ts';
import { section } from '../parts/blocks.ts';
import type { View } from '../parts/view.ts';

const words: Readonly<Record<Exclude<HandedOver, 'taken'>, string>> = {
  failed:
    '⛔ Serin could not queue the command: its event bus refused it. Nothing was changed. Try again in a minute; if it lasts, look at the log of the Slack function.',
  malformed:
    '⛔ Slack sent a command that is incomplete or too long. Nothing was changed. Type the command in the channel of the service; the log of the Slack function names the part.',
  unknown:
    '⚠️ Serin does not know yet whether the command was queued. Look at the card or the status before you try again.',
};

/** Says that a command did not, or may not, have reached the worker. */
export function handOverFailedView(outcome: Exclude<HandedOver, 'taken'>): View {
  return { text: words[outcome], blocks: [section(words[outcome])] };
}

/** Says that a button is not one of this version of Serin. */
export function unknownButton(): View {
  const text = '⛔ This button is from another version of Serin. Use the one on the newest card, or type the command.';
  return { text, blocks: [section(text)] };
}

/** Says that a modal is not one of this version of Serin. */
export function unknownModal(): string {
  return '⛔ This form is from another version of Serin. Nothing was changed. Use the newest card, or type the command.';
}

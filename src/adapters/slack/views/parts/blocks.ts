import type { ActionsBlock, Button, ContextBlock, HeaderBlock, SectionBlock } from '@slack/types';
import {
  actionId,
  type ButtonName,
  type ButtonValue,
  encodeValue,
  type QueueButtonName,
  type QueueButtonValue,
  type StartButtonName,
  type SyncButtonName,
  type SyncButtonValue,
} from './button.ts';
import { limits } from './limits.ts';
import { truncate } from './mrkdwn.ts';

/** A headline. Takes plain text. */
export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: truncate(text, limits.header), emoji: true } };
}

/** A paragraph. Takes mrkdwn, escaped and short enough. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

/** Small print. Takes mrkdwn. */
export function context(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] };
}

/** The look of a button. */
export interface ButtonLook {
  readonly label: string;
  readonly style?: 'primary' | 'danger';
  /** Asks before it sends; plain text, at most 300 characters. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}

/** One button, with a confirm dialog where it asks first. */
export function button(name: ButtonName, value: ButtonValue, look: ButtonLook): Button {
  return buttonElement(actionId(name), encodeValue(value), look);
}

/** One button of a sync. */
export function syncButton(name: SyncButtonName, value: SyncButtonValue, look: ButtonLook): Button {
  return buttonElement(actionId(name), encodeValue(value), look);
}

/** One button under a queue that has stopped. */
export function queueButton(name: QueueButtonName, value: QueueButtonValue, look: ButtonLook): Button {
  return buttonElement(actionId(name), encodeValue(value), look);
}

/** One button under a start that was shown. */
export function startButton(name: StartButtonName, value: string, look: ButtonLook): Button {
  return buttonElement(actionId(name), value, look);
}

function buttonElement(action: string, value: string, look: ButtonLook): Button {
  const { confirm } = look;
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: look.label, emoji: true },
    value,
    ...(look.style === undefined ? {} : { style: look.style }),
    ...(confirm === undefined
      ? {}
      : {
          confirm: {
            title: { type: 'plain_text', text: truncate(confirm.title, limits.confirmTitle) },
            text: { type: 'plain_text', text: truncate(confirm.text, limits.confirmText) },
            confirm: { type: 'plain_text', text: truncate(confirm.yes, limits.confirmButton) },
            deny: { type: 'plain_text', text: 'Cancel' },
          },
        }),
  };
}

/** A row of buttons. */
export function actions(buttons: readonly Button[]): ActionsBlock {
  return { type: 'actions', elements: [...buttons] };
}

import type { ModalView } from '@slack/types';
import * as z from 'zod/mini';
import { commandLimits } from '../../../../command/limits.ts';
import { shownStartFields } from '../../../../command/wire-format.ts';
import { section } from './blocks.ts';
import { type ButtonValue, buttonFields, decodeJson } from './button.ts';
import { limits } from './limits.ts';
import { truncate } from './mrkdwn.ts';

/** The modals there are. */
export const modalNames = ['reject', 'start'] as const;

/** The name of a modal. */
export type ModalName = (typeof modalNames)[number];

/** The callback_id of a modal: at most 255 characters, always the same. */
export function callbackId(name: ModalName): string {
  return `serin:${name}`;
}

/** The place where a modal was opened, by a button or a command: a submission itself names no channel, and has no way to answer. */
export interface ModalOrigin {
  readonly channelId: string;
  readonly channelName: string;
  readonly responseUrl: string;
  /** True where the button is in the App Home; absent elsewhere. */
  readonly isHome?: true;
}

/** The data that a modal keeps until it is submitted: what its button was drawn for, and where it was clicked. */
export interface ModalMetadata extends ButtonValue {
  readonly from: ModalOrigin;
}

const from = z.strictObject({
  channelId: z.string().check(z.maxLength(commandLimits.id)),
  channelName: z.string().check(z.maxLength(commandLimits.name)),
  responseUrl: z.string().check(z.maxLength(commandLimits.responseUrl)),
  isHome: z.exactOptional(z.literal(true)),
});

const shape = z.strictObject({ ...buttonFields, from });

const startShape = z.strictObject({
  from,
  shown: z.exactOptional(
    z.strictObject({
      service: shownStartFields.service,
      label: shownStartFields.label,
      confirmed: shownStartFields.confirmed,
    }),
  ),
});

/** The data that the form of a start keeps: where it was opened, and the start that it shows; absent before it shows one. */
export type StartMetadata = z.output<typeof startShape>;

/** The private_metadata of a modal. Slack keeps it, and nobody but the app can read or change it. */
export function encodeMetadata(metadata: ModalMetadata | StartMetadata): string {
  return JSON.stringify(metadata);
}

/** Reads the private_metadata of a modal; null when it is not one of this version. */
export function decodeMetadata(text: string | null | undefined): ModalMetadata | null {
  return decodeJson(shape, text ?? undefined);
}

/** Reads the private_metadata of the form of a start; null when it is not one of this version. */
export function decodeStartMetadata(text: string | null | undefined): StartMetadata | null {
  return decodeJson(startShape, text ?? undefined);
}

/** Returns a modal that only says something, in place of one that was submitted. Takes mrkdwn. */
export function sayingModal(text: string): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Serin' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [section(truncate(text, limits.section))],
  };
}

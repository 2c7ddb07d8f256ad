import type { ModalView } from '@slack/types';
import { commandLimits } from '../../../../command/limits.ts';
import { section } from '../parts/blocks.ts';
import { callbackId, encodeMetadata, type ModalMetadata } from '../parts/modal.ts';
import { escapeMrkdwn } from '../parts/mrkdwn.ts';

/** The block and the element of the reason; an error stands under the block. */
export const reasonField = { block: 'reason', action: 'reason' } as const;

/** Draws the modal that asks why an approval is rejected. Nothing is rejected before it is submitted. */
export function rejectModal(metadata: ModalMetadata): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId('reject'),
    private_metadata: encodeMetadata(metadata),
    title: { type: 'plain_text', text: 'Reject' },
    submit: { type: 'plain_text', text: 'Reject' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(
        `The rollout of *${escapeMrkdwn(metadata.service, 80)}* ends, and all traffic goes back to the old version.`,
      ),
      {
        type: 'input',
        block_id: reasonField.block,
        label: { type: 'plain_text', text: 'Why?' },
        hint: { type: 'plain_text', text: 'The card and the thread show it.' },
        element: {
          type: 'plain_text_input',
          action_id: reasonField.action,
          placeholder: { type: 'plain_text', text: 'For example: the migration is missing' },
          focus_on_load: true,
          max_length: commandLimits.text,
        },
      },
    ],
  };
}

/** Says that the reason is missing, under its field. */
export const reasonMissing = 'Say in a few words why, for those who wait for this rollout.';

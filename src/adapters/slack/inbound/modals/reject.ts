import { commandLimits } from '../../../../command/limits.ts';
import { wholeText } from '../../../../command/whole-text.ts';
import { reasonField, reasonMissing } from '../../views/modals/reject.ts';
import { commandTarget } from '../../views/parts/button.ts';
import { decodeMetadata, type ModalMetadata } from '../../views/parts/modal.ts';
import type { SubmittedModal } from './on-submit.ts';

/** Rejects the approval that the modal's button was drawn for, and no later one, for the reason that was typed. */
export const reject: SubmittedModal<ModalMetadata> = {
  decode: decodeMetadata,
  block: reasonField.block,
  read: (values, metadata) => {
    const typed = values[reasonField.block]?.[reasonField.action]?.value ?? '';
    const text = wholeText(typed.trim(), commandLimits.text);
    if (text === '') return { errors: { [reasonField.block]: reasonMissing } };
    return { body: { name: 'reject', ...commandTarget(metadata), text } };
  },
};

import type { ModalView } from '@slack/types';
import { section } from '../parts/blocks.ts';
import { callbackId, encodeMetadata, type StartMetadata } from '../parts/modal.ts';

/** Draws the form of a start while the worker reads what belongs into it. @param view the external id under which it is drawn anew */
export function startOpening(view: string, metadata: StartMetadata): ModalView {
  const text =
    'Reading your services …\nIf this stays for ten seconds, close it and type `/canary start &lt;service&gt; &lt;version&gt;`.';
  return {
    type: 'modal',
    callback_id: callbackId('start'),
    external_id: view,
    private_metadata: encodeMetadata(metadata),
    title: { type: 'plain_text', text: 'Start a rollout' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [section(text)],
  };
}

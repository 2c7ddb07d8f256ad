import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Reply } from '../../../domain/rollout/effect.ts';
import type { StartForm } from '../../../domain/start-form.ts';
import type { SlackCommand } from '../../../ports/inbound/command.ts';
import type { Log } from '../../../ports/log.ts';
import { startModal } from '../views/modals/start.ts';
import { sayingModal } from '../views/parts/modal.ts';
import { escapeMrkdwn } from '../views/parts/mrkdwn.ts';
import { platformError } from './platform-error.ts';

/** The form of a start as it is to be drawn. */
interface Shown {
  /** Its external id. */
  readonly view: string;
  readonly sent: Pick<SlackCommand, 'origin' | 'replyTo'>;
  readonly form: StartForm | null;
  readonly answer: Reply | null;
}

/** Slack's answers to a modal that is not open any more. */
const CLOSED = ['not_found', 'view_not_found'];

/** Slack's answers to a modal that it does not take; a line of text still gets through. */
const UNDRAWABLE = ['invalid_arguments', 'invalid_blocks', 'view_too_large'];

const INSTEAD = '⛔ Slack does not take this form. Type `/canary start &lt;service&gt; &lt;version&gt;`.';

function draw({ sent, form, answer }: Shown): ModalView {
  const { origin, replyTo } = sent;
  if (form !== null) return startModal({ ...origin, responseUrl: replyTo.responseUrl }, form);
  return sayingModal(`⛔ ${escapeMrkdwn(answer?.text ?? '', 900)}`);
}

/** Draws the form of a start anew, where it is still open. Where Slack does not take its blocks, it says what to type. */
export async function showStartForm(
  { client, log }: { readonly client: WebClient; readonly log: Log },
  shown: Shown,
): Promise<void> {
  // A view that is drawn without its external id loses it.
  const update = (view: ModalView) =>
    client.views.update({ external_id: shown.view, view: { ...view, external_id: shown.view } });
  try {
    await update(draw(shown));
  } catch (error) {
    const word = platformError(error);
    if (word !== null && CLOSED.includes(word)) return;
    if (word === null || !UNDRAWABLE.includes(word)) throw error;
    log.error({ word }, 'Slack does not take the blocks of a form; it says what to type instead');
    await update(sayingModal(INSTEAD));
  }
}

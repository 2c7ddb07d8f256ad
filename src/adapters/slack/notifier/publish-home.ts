import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Log } from '../../../ports/log.ts';
import { section } from '../views/parts/blocks.ts';
import type { View } from '../views/parts/view.ts';
import { platformError } from './platform-error.ts';

/** Slack's answers to an App Home that it does not take; a line of text still gets through. */
const UNDRAWABLE = ['invalid_arguments', 'invalid_blocks', 'view_too_large'];

/** Draws the App Home of a person: the newest call wins. Where Slack does not take the blocks, it shows the text of the view. */
export async function publishHome(
  { client, log }: { readonly client: WebClient; readonly log: Log },
  person: string,
  { text, blocks }: View,
): Promise<void> {
  const publish = (shown: View['blocks']) =>
    client.views.publish({ user_id: person, view: { type: 'home', blocks: shown as KnownBlock[] } });
  try {
    await publish(blocks);
  } catch (error) {
    const word = platformError(error);
    if (word === null || !UNDRAWABLE.includes(word)) throw error;
    log.error({ word }, 'Slack does not take the blocks of an App Home; its text is shown alone');
    await publish([section(text)]);
  }
}

import type { SyncNotifier } from '../../../ports/notifier.ts';
import type { Channels } from '../channels.ts';
import { sync as syncView } from '../views/sync.ts';
import type { Messages } from './messages.ts';
import type { Posting } from './posting.ts';

/** The message of a sync in its service's channel: one message, drawn anew on every change, and found again by its key. */
export function createSyncNotifier(deps: {
  readonly channels: Pick<Channels, 'idOf'>;
  readonly messages: Messages;
  readonly posting: Pick<Posting, 'postIn'>;
}): SyncNotifier {
  const { channels, messages, posting } = deps;
  return {
    async show(sync) {
      const view = syncView(sync);
      const { card, channel: configured } = sync;
      if (card !== null && (await messages.update(card.channel, card.ts, view))) return card;
      const key = `sync:${sync.id}`;
      const channel = await channels.idOf(configured);
      const earlier = await messages.find({ channel }, key);
      const isDrawn = earlier !== null && (await messages.update(channel, earlier, view));
      const posted = isDrawn ? { channel, ts: earlier } : await posting.postIn(configured, key, view);
      return { ...posted, permalink: '' };
    },
  };
}

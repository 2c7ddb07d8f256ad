import type { DeadLetterNotifier } from '../../../ports/dead-letters.ts';
import type { Channels } from '../channels.ts';
import { deadLetters } from '../views/dead-letters.ts';
import type { Messages } from './messages.ts';
import type { Posting } from './posting.ts';

/**
 * Creates the notifier of dead letters: each notice is a message of its own in the channel. It searches for a notice before
 * posting, since no record says that it was posted.
 */
export function createDeadLetterNotifier(deps: {
  readonly channels: Pick<Channels, 'idOf'>;
  readonly messages: Pick<Messages, 'find'>;
  readonly posting: Pick<Posting, 'postIn'>;
}): DeadLetterNotifier {
  const { channels, messages, posting } = deps;
  return {
    async tell(configured, notice, key) {
      const channel = await channels.idOf(configured);
      if ((await messages.find({ channel }, key)) !== null) return;
      await posting.postIn(configured, key, deadLetters(notice));
    },
  };
}

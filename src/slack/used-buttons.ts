import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Log } from '../ports/log.ts';
import type { CardRef, Phase, Rollout } from '../rollout/record.ts';
import { decodeValue } from './button.ts';
import type { Messages } from './messages.ts';
import { platformError } from './platform-error.ts';
import type { View } from './view.ts';
import { type AskedReason, used } from './views/used.ts';

/** Takes the buttons of a rollout that somebody rolls back off the messages of its breaches; those of the card follow the rollout. */
export type UsedButtons = (rollout: Rollout, card: CardRef) => Promise<void>;

/** A message that Serin posted, as Slack gives it back. */
interface Drawn extends View {
  readonly ts: string;
}

/** Who asked for the rollback, where somebody did; an alarm that takes a rollout back uses no button. */
function reasonOf(phase: Phase): AskedReason | null {
  if (phase.status !== 'rolling-back' && phase.status !== 'rolled-back') return null;
  const { reason } = phase;
  return reason.kind === 'person' || reason.kind === 'iam' ? reason : null;
}

/** Whether a block has a button that belongs to the rollout. */
function belongsTo(rollout: Rollout, block: KnownBlock): boolean {
  if (block.type !== 'actions') return false;
  return block.elements.some(
    (element) => element.type === 'button' && decodeValue(element.value)?.rollout === rollout.id,
  );
}

/** @returns a function that may be called again and again: it looks at the messages as they are */
export function createUsedButtons(deps: {
  readonly client: WebClient;
  readonly messages: Messages;
  readonly log: Log;
}): UsedButtons {
  const { client, messages, log } = deps;

  /** The latest messages of the channel; none where Slack does not let Serin read them: their buttons answer, too. */
  async function latest(channel: string): Promise<readonly Drawn[]> {
    try {
      const { messages: found = [] } = await client.conversations.history({ channel, limit: 100 });
      return found.map(({ ts = '', text = '', blocks = [] }) => ({ ts, text, blocks: blocks as KnownBlock[] }));
    } catch (error) {
      const word = platformError(error);
      if (word === null) throw error;
      log.warn({ word }, 'earlier messages cannot be read; a used button may stay');
      return [];
    }
  }

  return async (rollout, card) => {
    const reason = reasonOf(rollout.phase);
    if (reason === null) return;
    for (const drawn of await latest(card.channel)) {
      const isLive = drawn.ts !== card.ts && drawn.blocks.some((block) => belongsTo(rollout, block));
      if (isLive) await messages.update(card.channel, drawn.ts, used(drawn, rollout, reason));
    }
  };
}

import type { WebClient } from '@slack/web-api';
import type { Announcer, ThreadMessage } from '../ports/announcer.ts';
import type { Log } from '../ports/log.ts';
import type { CardRef, Rollout } from '../rollout/record.ts';
import type { Channels } from './channels.ts';
import { createMentions } from './mentions.ts';
import { createMessages, type Posted } from './messages.ts';
import { platformError } from './platform-error.ts';
import type { ResponseUrls } from './response-urls.ts';
import { createUsedButtons } from './used-buttons.ts';
import type { View } from './view.ts';
import { baseline } from './views/baseline.ts';
import { breach } from './views/breach.ts';
import { card } from './views/card.ts';
import { gate } from './views/gate.ts';
import { reply } from './views/reply.ts';
import { threadEntries } from './views/thread-entries.ts';

/** Slack's answers that say that an id does not stand for the channel any more. */
const WRONG_CHANNEL = ['channel_not_found', 'is_archived'];

/** There is no card yet under which a thread could stand. */
export class CardMissing extends Error {
  readonly code = 'card-missing';
  constructor(rollout: string) {
    super(
      `The card of the rollout ${rollout} is not posted yet, so its thread has no place. It is tried again after the card.`,
    );
    this.name = 'CardMissing';
  }
}

/** What the announcer needs. */
export interface AnnouncerDeps {
  readonly client: WebClient;
  readonly channels: Channels;
  readonly responseUrls: ResponseUrls;
  readonly log: Log;
}

/** Speaks in Slack. Everything may be asked for twice; each message is found again by its key. */
export function createAnnouncer(deps: AnnouncerDeps): Announcer {
  const { client, channels, log } = deps;
  const mentions = createMentions(deps);
  const messages = createMessages(deps);
  const takeOffUsed = createUsedButtons({ client, messages, log });

  async function permalink(channel: string, ts: string): Promise<string> {
    try {
      return (await client.chat.getPermalink({ channel, message_ts: ts })).permalink ?? '';
    } catch (error) {
      log.warn({ error }, 'the card has no link: Slack did not give one');
      return '';
    }
  }

  /** Posts in the channel as it is configured; where Slack does not find it so, its id is looked up anew. */
  async function postIn(configured: string, key: string, view: View): Promise<Posted> {
    const address = channels.addressOf(configured);
    const post = async (channel: string): Promise<Posted> => {
      const posted = await messages.post({ channel }, key, view);
      channels.learn(configured, posted.channel);
      return posted;
    };
    try {
      return await post(address);
    } catch (error) {
      if (!WRONG_CHANNEL.includes(platformError(error) ?? '')) throw error;
      channels.forget(configured);
      const id = await channels.idOf(configured);
      if (id === address) throw error;
      return post(id);
    }
  }

  /**
   * A card belongs to its rollout, not to the effect that posted it, and is looked for even at the first try: the
   * record may have missed where an earlier one is.
   */
  async function postCard(rollout: Rollout, view: View): Promise<CardRef> {
    const { channel: configured } = rollout.config;
    const channel = await channels.idOf(configured);
    const key = `card:${rollout.id}`;
    const earlier = await messages.find({ channel }, key);
    const isDrawn = earlier !== null && (await messages.update(channel, earlier, view));
    const posted = isDrawn ? { channel, ts: earlier } : await postIn(configured, key, view);
    return { ...posted, permalink: await permalink(posted.channel, posted.ts) };
  }

  async function viewsOf(rollout: Rollout, message: ThreadMessage): Promise<readonly View[]> {
    if (message.kind === 'baseline') return baseline(rollout);
    if (message.mention.length === 0) return [threadEntries(message.entries)];
    return [gate(rollout, message.entries, await mentions.resolve(message.mention))];
  }

  return {
    async card(rollout) {
      const view = card(rollout);
      const known = rollout.card;
      const isDrawn = known !== null && (await messages.update(known.channel, known.ts, view));
      const ref = isDrawn ? known : await postCard(rollout, view);
      await takeOffUsed(rollout, ref);
      return ref;
    },

    async thread(rollout, message, once) {
      if (rollout.card === null) throw new CardMissing(rollout.id);
      const place = { channel: rollout.card.channel, thread: rollout.card.ts };
      for (const [index, view] of (await viewsOf(rollout, message)).entries()) {
        const key = index === 0 ? once.key : `${once.key}#${index + 1}`;
        if (once.again && (await messages.find(place, key)) !== null) continue;
        await messages.post(place, key, view);
      }
    },

    async breach(where, event, outcome, rollout, once) {
      if (once.again && (await messages.find({ channel: await channels.idOf(where) }, once.key)) !== null) return;
      await postIn(where, once.key, breach(event, outcome, rollout));
    },

    async reply(to, answer, shows) {
      const view = reply(answer, shows);
      if (to.responseUrl !== '') {
        try {
          return await deps.responseUrls.answer(to.responseUrl, view);
        } catch (error) {
          log.warn({ error }, 'answering in the channel instead, visible to the person only');
        }
      }
      await client.chat.postEphemeral({ channel: to.channel, user: to.user, text: view.text, blocks: view.blocks });
    },
  };
}

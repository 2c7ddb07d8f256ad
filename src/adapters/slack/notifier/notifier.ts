import type { WebClient } from '@slack/web-api';
import type { MessageRef } from '../../../domain/rollout/message-ref.ts';
import type { Rollout } from '../../../domain/rollout/record.ts';
import type { Log } from '../../../ports/log.ts';
import type { Notifier, ThreadMessage } from '../../../ports/notifier.ts';
import type { Channels } from '../channels.ts';
import type { ResponseUrls } from '../inbound/response-urls.ts';
import { alarmChangeView, alarmReasonView } from '../views/alarms/message.ts';
import { noticeView } from '../views/channel/notice.ts';
import { plainMessage } from '../views/channel/plain.ts';
import { home } from '../views/home/home.ts';
import { createMentions } from '../views/parts/mentions.ts';
import type { View } from '../views/parts/view.ts';
import { reply } from '../views/replies/reply.ts';
import { approvalView } from '../views/rollout/approval.ts';
import { baseline } from '../views/rollout/baseline.ts';
import { card } from '../views/rollout/card.ts';
import { threadEntries } from '../views/rollout/thread-entries.ts';
import { verdictMessage } from '../views/rollout/verdict-table.ts';
import { createChannelMessages } from './channel-messages.ts';
import { createMessages } from './messages.ts';
import { createPosting } from './posting.ts';
import { publishHome } from './publish-home.ts';
import { showStartForm } from './start-form.ts';

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

/** The dependencies of the notifier. */
export interface NotifierDeps {
  readonly client: WebClient;
  readonly channels: Channels;
  readonly responseUrls: ResponseUrls;
  readonly log: Log;
}

/** Speaks in Slack. Everything may be asked for twice; each message is found again by its key. */
export function createNotifier(deps: NotifierDeps): Notifier {
  const { client, channels, log } = deps;
  const mentions = createMentions(deps);
  const messages = createMessages(deps);
  const { postIn, postCard } = createPosting({ ...deps, messages });
  const channelMessages = createChannelMessages({ channels, messages, log });

  async function renderViews(rollout: Rollout, message: ThreadMessage): Promise<readonly View[]> {
    if (message.kind === 'baseline') return baseline(rollout);
    if (message.kind === 'verdict') return [verdictMessage(rollout, message.verdict)];
    const called = await mentions.called(rollout, message.mention);
    return [called.length === 0 ? threadEntries(message.entries) : approvalView(rollout, message.entries, called)];
  }

  async function findPosted(where: string, key: string): Promise<MessageRef | null> {
    const channel = await channels.idOf(where);
    const ts = await messages.find({ channel }, key);
    return ts === null ? null : { channel, ts };
  }

  return {
    async card(rollout) {
      const view = card(rollout);
      const known = rollout.card;
      const isDrawn = known !== null && (await messages.update(known.channel, known.ts, view));
      const ref = isDrawn ? known : await postCard(rollout, view);
      await channelMessages.tellOutcome(rollout);
      return ref;
    },

    async thread(rollout, message, once) {
      if (rollout.card === null) throw new CardMissing(rollout.id);
      const place = { channel: rollout.card.channel, thread: rollout.card.ts };
      for (const [index, view] of (await renderViews(rollout, message)).entries()) {
        const key = index === 0 ? once.key : `${once.key}#${index + 1}`;
        if (once.again && (await messages.find(place, key)) !== null) continue;
        await messages.post(place, key, view);
      }
    },

    async alarm(where, event, outcome, rollout, once) {
      const earlier = once.again ? await findPosted(where, once.key) : null;
      const posted = earlier ?? (await postIn(where, once.key, alarmChangeView(event, outcome, rollout)));
      const thread = { channel: posted.channel, thread: posted.ts };
      const key = `${once.key}#reason`;
      const isThere = earlier !== null && (await messages.find(thread, key)) !== null;
      if (!isThere) await messages.post(thread, key, alarmReasonView(event));
      return posted;
    },

    async notice(rollout, news, once) {
      const where = rollout.config.channel;
      const earlier = once.again ? await findPosted(where, once.key) : null;
      if (earlier !== null) return earlier;
      const kept = rollout.alarmMessages?.find(({ key }) => key === once.key);
      const { about, since } = news;
      return postIn(where, once.key, noticeView(rollout, news, { about, since, ...kept }));
    },

    async say(where, text, once) {
      const earlier = once.again ? await findPosted(where, once.key) : null;
      if (earlier === null) await postIn(where, once.key, plainMessage(text));
    },

    restate: (rollout, message) => channelMessages.redraw(rollout, message),

    async reply(to, answer, shows) {
      const view = reply(answer, shows);
      if (to.responseUrl !== '') {
        try {
          return await deps.responseUrls.answer(to.responseUrl, view, to.replaces === true);
        } catch (error) {
          log.warn({ error }, 'answering in the channel instead, visible to the person only');
        }
      }
      await client.chat.postEphemeral({ channel: to.channel, user: to.user, text: view.text, blocks: view.blocks });
    },

    home: (person, facts, answer) => publishHome(deps, person, home(facts, answer)),

    startForm: (view, sent, form, answer) => showStartForm(deps, { view, sent, form, answer }),
  };
}

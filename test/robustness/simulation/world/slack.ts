import type { News, Reply } from '../../../../src/domain/rollout/effect.ts';
import type { Rollout } from '../../../../src/domain/rollout/record.ts';
import { LookupFailed, type People } from '../../../../src/ports/inbound/people.ts';
import type { Notifier, SyncNotifier } from '../../../../src/ports/notifier.ts';
import type { Line } from '../line.ts';
import { channelOf } from '../setup.ts';

/** What Slack shows, and whoever looks at every message that it takes. */
export interface SlackParts {
  readonly line: Line;
  /** Keys of the messages that are there. */
  readonly shown: Set<string>;
  /** @param rollout the one it is about; null where it is about none */
  readonly onTold: (rollout: Rollout | null, key: string, text: string) => void;
  /** Called when a card is drawn, in the moment in which people see it. */
  readonly onCard: (rollout: Rollout) => void;
  /** Called when people see shares of a rollout, wherever that is. */
  readonly onShown: (rollout: Rollout) => void;
  /** Called when people are called in the thread of a rollout. */
  readonly onCalled: (rollout: Rollout, mention: readonly string[]) => void;
  /** Called when people in the channel are told of a change of a rollout. */
  readonly onNews: (rollout: Rollout, news: Pick<News, 'about' | 'since' | 'mention'>) => void;
  readonly onReply: (reply: Reply, shows: Rollout | null) => void;
}

/** Slack's answers are never stale, so nobody has to know what was asked. */
const nothing = (): string => '';

/** Slack at its ports: a message that may have been posted before is looked for first, and a card always, as the real notifier does. */
export function createSlack({ line, shown, onTold, onCard, onShown, onCalled, onNews, onReply }: SlackParts): {
  readonly notifier: Notifier;
  readonly syncNotifier: SyncNotifier;
  readonly people: People;
} {
  interface Message {
    readonly key: string;
    readonly text: string;
    readonly rollout: Rollout | null;
    readonly mention?: readonly string[];
    readonly news?: Pick<News, 'about' | 'since' | 'mention'>;
  }
  const draw = (rollout: Rollout): void => {
    onCard(rollout);
    onShown(rollout);
  };
  const post = async ({ key, text, rollout, mention = [], news }: Message, looks: boolean): Promise<void> => {
    const isThere = looks && (await line('Slack', 'find', nothing, () => shown.has(key)));
    if (isThere) return;
    await line('Slack', 'post', nothing, () => {
      onTold(rollout, key, text);
      if (rollout !== null && mention.length > 0) onCalled(rollout, mention);
      if (rollout !== null && news !== undefined) onNews(rollout, news);
      if (key.startsWith('card#') && rollout !== null) draw(rollout);
      shown.add(key);
    });
  };
  const ask = <T>(what: string, answer: () => T): Promise<T> =>
    line('Slack', 'ask', nothing, answer).catch((cause: unknown) => {
      throw new LookupFailed(what, { cause });
    });
  return {
    notifier: {
      card: async (rollout, { key }) => {
        // One that was posted, though nobody could keep where, is found and drawn again.
        const isThere = rollout.card !== null || (await line('Slack', 'find', nothing, () => shown.has(key)));
        if (isThere) await line('Slack', 'update', nothing, () => draw(rollout));
        else await post({ key, text: rollout.phase.status, rollout }, false);
        return { channel: 'C0DEPLOYS', ts: '1', permalink: `https://slack.example/${rollout.id}` };
      },
      thread: (rollout, message, { key, again }) => {
        const text = message.kind === 'entries' ? message.entries.map((entry) => entry.text).join('\n') : message.kind;
        const mention = message.kind === 'entries' ? message.mention : [];
        return post({ key, text, rollout, mention }, again);
      },
      alarm: async (_channel, { name }, { did, began, mention = [] }, rollout, { key, again }) => {
        const news = began === undefined ? {} : { news: { ...began, mention } };
        await post({ key, text: `${name}: ${did}`, rollout, ...news }, again);
        if (rollout !== null) onShown(rollout);
        return { channel: 'C0DEPLOYS', ts: key };
      },
      notice: async (rollout, news, { key, again }) => {
        await post({ key, text: news.fact, rollout, news }, again);
        onShown(rollout);
        return { channel: 'C0DEPLOYS', ts: key };
      },
      say: async (_channel, text, { key, again }) => {
        await post({ key, text, rollout: null }, again);
      },
      restate: () => line('Slack', 'update', nothing, () => undefined),
      home: (_person, home, answer) =>
        line('Slack', 'publish', nothing, () => {
          if (answer !== null) onReply(answer, null);
          for (const rollout of [...(home?.waiting ?? []), ...(home?.running ?? [])]) onShown(rollout);
        }),
      startForm: () => line('Slack', 'update', nothing, () => undefined),
      // What only one person sees cannot be looked for.
      reply: (_to, reply, shows) =>
        line('Slack', 'reply', nothing, () => {
          onReply(reply, shows);
          if (shows !== null) onShown(shows);
        }),
    },
    syncNotifier: {
      show: (sync) =>
        line('Slack', 'update', nothing, () => ({
          channel: 'C0DEPLOYS',
          ts: '2',
          permalink: `https://slack.example/${sync.id}`,
        })),
    },
    people: {
      isAmong: (person, from) => ask('who may approve', () => from.includes(person.id)),
      // Nobody is in another channel than the one that they speak in.
      isFrom: ({ channelId, channelName, isHome }, channel) =>
        ask('which channel it is', () => (isHome === true ? channelOf(channelId) : `#${channelName}`) === channel),
      belongsTo: () => ask('to which organisation somebody belongs', () => true),
      whyNotIn: () => ask('whether it may post', () => null),
    },
  };
}

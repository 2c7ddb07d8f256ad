import type { Announcer } from '../../src/ports/announcer.ts';
import { LookupFailed, type People } from '../../src/ports/people.ts';
import type { Line } from './line.ts';

/** What Slack shows, and whoever looks at every message that it takes. */
export interface SlackParts {
  readonly line: Line;
  /** Keys of the messages that are there. */
  readonly shown: Set<string>;
  readonly onTold: (key: string, text: string) => void;
}

/** Slack's answers are never stale, so nobody has to know what was asked. */
const nothing = (): string => '';

/** Slack at its ports: a message that may have been posted before is looked for first, and a card always, as the real announcer does. */
export function createSlack({ line, shown, onTold }: SlackParts): {
  readonly announcer: Announcer;
  readonly people: People;
} {
  const post = async (key: string, text: string, looks: boolean): Promise<void> => {
    const isThere = looks && (await line('Slack', 'find', nothing, () => shown.has(key)));
    if (isThere) return;
    await line('Slack', 'post', nothing, () => {
      onTold(key, text);
      shown.add(key);
    });
  };
  const ask = <T>(what: string, answer: () => T): Promise<T> =>
    line('Slack', 'ask', nothing, answer).catch((cause: unknown) => {
      throw new LookupFailed(what, { cause });
    });
  return {
    announcer: {
      card: async (rollout, { key }) => {
        if (rollout.card === null) await post(key, rollout.phase.status, true);
        else await line('Slack', 'update', nothing, () => undefined);
        return { channel: 'C0DEPLOYS', ts: '1', permalink: `https://slack.example/${rollout.id}` };
      },
      thread: (_rollout, message, { key, again }) =>
        post(key, message.kind === 'entries' ? message.entries.map(({ text }) => text).join('\n') : 'baseline', again),
      breach: async (_channel, { name }, { did }, _rollout, { key, again }) => {
        await post(key, `${name}: ${did}`, again);
        return { channel: 'C0DEPLOYS', ts: key };
      },
      // What only one person sees cannot be looked for.
      reply: () => line('Slack', 'reply', nothing, () => undefined),
    },
    people: {
      isAmong: (person, from) => ask('who may approve', () => from.includes(person.id)),
      isFrom: ({ channelName }, channel) => ask('which channel it is', () => `#${channelName}` === channel),
      belongsTo: () => ask('to which organisation somebody belongs', () => true),
      whyNotIn: () => ask('whether it may post', () => null),
    },
  };
}

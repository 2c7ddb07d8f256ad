import type { WebClient } from '@slack/web-api';
import type { Clock } from '../ports/clock.ts';
import { LookupFailed, type Origin, type People } from '../ports/people.ts';
import { createCache } from './cache.ts';
import { ChannelNotFound, type Channels } from './channels.ts';
import { neededScope, platformError } from './platform-error.ts';

/** How long Slack's answers about people are kept, in milliseconds. */
const KEEP_MS = 5 * 60_000;

const isGroup = (approver: string) => /^S[A-Z0-9]+$/.test(approver);
const isEmail = (approver: string) => approver.includes('@');

/** Slack's answers that say what is in the way of posting in a channel; everything else is a failed look-up. */
const NOT_THERE = ['channel_not_found', 'not_in_channel'];

/** What Slack says instead of the name of a channel that is private, or a conversation of two. */
const NAMELESS = ['privategroup', 'directmessage'];

/** What asking needs. */
export interface PeopleDeps {
  readonly client: WebClient;
  readonly channels: Channels;
  readonly clock: Clock;
}

/** What to do about a scope that the app does not have; the new one counts once the app is installed again. */
const addScope = (scope: string) => `Add the scope ${scope} to the Slack app and install it again.`;

async function asking<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof LookupFailed) throw cause;
    const scope = neededScope(cause);
    throw new LookupFailed(what, { cause, ...(scope === null ? {} : { remedy: addScope(scope) }) });
  }
}

/** Whether one of the questions is answered with yes. A no counts only when all could be asked. */
async function firstYes(questions: readonly (() => Promise<boolean>)[]): Promise<boolean> {
  const failures: unknown[] = [];
  for (const question of questions) {
    try {
      if (await question()) return true;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return false;
}

/**
 * Asks Slack who is who. Needs users:read, users:read.email, channels:read, groups:read and, for user groups,
 * usergroups:read, which paid workspaces have.
 */
export function createPeople(deps: PeopleDeps): People {
  const { client, channels, clock } = deps;
  const emails = createCache<string | null>(clock, KEEP_MS);
  const members = createCache<readonly string[]>(clock, KEEP_MS);

  const whose = (user: string) => `for the e-mail address of ${user}`;

  /** An address counts only while Slack has it confirmed: people edit their own. */
  function emailOf(user: string): Promise<string | null> {
    return emails.get(user, () =>
      asking(whose(user), async () => {
        const { user: found } = await client.users.info({ user });
        const email = found?.profile?.email;
        // People have one, so Slack left it out: it does where the app lacks the scope.
        if (!email && found?.is_bot !== true)
          throw new LookupFailed(whose(user), { remedy: addScope('users:read.email') });
        return !email || found?.is_email_confirmed === false ? null : email.toLowerCase();
      }),
    );
  }

  function membersOf(group: string): Promise<readonly string[]> {
    return members.get(group, () =>
      asking(`who is in the user group ${group}`, async () => {
        return (await client.usergroups.users.list({ usergroup: group })).users ?? [];
      }),
    );
  }

  /** What Slack says of a channel; of the one that has the name now, should the id that was known have another. */
  async function infoOf(channel: string) {
    const read = async () => (await client.conversations.info({ channel: await channels.idOf(channel) })).channel;
    const found = await read();
    if (!channel.startsWith('#') || found?.name === undefined || `#${found.name}` === channel) return found;
    channels.forget(channel);
    return read();
  }

  /** Whether a command came from the channel of this name. Slack signs the name with the command, unless it is private. */
  async function isNamed(origin: Origin, channel: string): Promise<boolean> {
    const isTold = !NAMELESS.includes(origin.channelName);
    if (isTold && `#${origin.channelName}` === channel) {
      channels.learn(channel, origin.channelId);
      return true;
    }
    const isSame = async () => (await channels.idOf(channel)) === origin.channelId;
    if (!(await isSame())) return false;
    if (!isTold) return true;
    channels.forget(channel);
    return isSame();
  }

  async function whyNot(channel: string): Promise<string | null> {
    const invite = `Invite it: write /invite @Serin in ${channel}.`;
    try {
      const found = await infoOf(channel);
      if (found?.is_archived) return `The channel ${channel} is archived. Name another channel in serin.yml.`;
      return found?.is_member ? null : `Serin is not a member of ${channel}. ${invite}`;
    } catch (error) {
      if (error instanceof ChannelNotFound) return error.message;
      if (NOT_THERE.includes(platformError(error) ?? '')) return `Serin cannot see ${channel}. ${invite}`;
      throw error;
    }
  }

  return {
    async isAmong(person, from) {
      if (from.includes(person.id)) return true;
      const addresses = from.filter(isEmail).map((address) => address.toLowerCase());
      const hasAddress = async () => addresses.includes((await emailOf(person.id)) ?? '');
      return firstYes([
        ...(addresses.length > 0 ? [hasAddress] : []),
        ...from.filter(isGroup).map((group) => async () => (await membersOf(group)).includes(person.id)),
      ]);
    },

    async isFrom(origin, channel) {
      if (!channel.startsWith('#')) return origin.channelId === channel;
      return asking(`which channel ${channel} is`, async () => {
        try {
          return await isNamed(origin, channel);
        } catch (error) {
          if (error instanceof ChannelNotFound) return false;
          throw error;
        }
      });
    },

    whyNotIn: (channel) => asking(`whether Serin is in ${channel}`, () => whyNot(channel)),
  };
}

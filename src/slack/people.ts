import type { WebClient } from '@slack/web-api';
import type { Clock } from '../ports/clock.ts';
import { LookupFailed, type People } from '../ports/people.ts';
import { createCache } from './cache.ts';
import { ChannelNotFound, createChannels } from './channels.ts';
import { platformError } from './platform-error.ts';

/** How long Slack's answers about people are kept, in milliseconds. */
const KEEP_MS = 5 * 60_000;

const isGroup = (approver: string) => /^S[A-Z0-9]+$/.test(approver);
const isEmail = (approver: string) => approver.includes('@');

/** Slack's answers that say what is in the way of posting in a channel; everything else is a failed look-up. */
const NOT_THERE = ['channel_not_found', 'not_in_channel'];

async function asking<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new LookupFailed(what, { cause });
  }
}

/**
 * Asks Slack who is who. Needs users:read, users:read.email, channels:read, groups:read and, for user groups,
 * usergroups:read, which paid workspaces have.
 */
export function createPeople(deps: { readonly client: WebClient; readonly clock: Clock }): People {
  const { client, clock } = deps;
  const channels = createChannels(client);
  const emails = createCache<string | null>(clock, KEEP_MS);
  const members = createCache<readonly string[]>(clock, KEEP_MS);

  /** An address counts only while Slack has it confirmed: people edit their own. */
  function emailOf(user: string): Promise<string | null> {
    return emails.get(user, () =>
      asking(`for the e-mail address of ${user}`, async () => {
        const { user: found } = await client.users.info({ user });
        return found?.is_email_confirmed === false ? null : (found?.profile?.email?.toLowerCase() ?? null);
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

  async function whyNot(channel: string): Promise<string | null> {
    const invite = `Invite it: write /invite @Serin in ${channel}.`;
    try {
      const { channel: found } = await client.conversations.info({ channel: await channels.idOf(channel) });
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
      if (addresses.length > 0) {
        const email = await emailOf(person.id);
        if (email !== null && addresses.includes(email)) return true;
      }
      for (const group of from.filter(isGroup)) {
        if ((await membersOf(group)).includes(person.id)) return true;
      }
      return false;
    },

    async isFrom(origin, channel) {
      if (!channel.startsWith('#')) return origin.channelId === channel;
      // Slack says privategroup instead of the name of a private channel.
      if (origin.channelName === channel.slice(1)) return true;
      return asking(`which channel ${channel} is`, async () => {
        try {
          return (await channels.idOf(channel)) === origin.channelId;
        } catch (error) {
          if (error instanceof ChannelNotFound) return false;
          throw error;
        }
      });
    },

    whyNotIn: (channel) => asking(`whether Serin is in ${channel}`, () => whyNot(channel)),
  };
}

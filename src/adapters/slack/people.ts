import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../ports/clock.ts';
import type { Origin, People } from '../../ports/inbound/people.ts';
import { ChannelNotFound, type Channels } from './channels.ts';
import { platformError } from './notifier/platform-error.ts';
import { createProfiles, withLookupFailure } from './profiles.ts';

const isGroup = (approver: string) => /^S[A-Z0-9]+$/.test(approver);
const isEmail = (approver: string) => approver.includes('@');

/** Slack's answers that say what is in the way of posting in a channel; everything else is a failed look-up. */
const NOT_THERE = ['channel_not_found', 'not_in_channel'];

/** The texts in place of a channel's name: private, a conversation of two, or outside the pinned workspace. */
const NAMELESS = ['privategroup', 'directmessage', ''];

/** The dependencies of the look-ups. */
export interface PeopleDeps {
  readonly client: WebClient;
  readonly channels: Channels;
  readonly clock: Clock;
}

/** True when one of the questions is answered with yes. False only when every question could be asked. */
async function anyAnswersYes(questions: readonly (() => Promise<boolean>)[]): Promise<boolean> {
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
  const { emailOf, membersOf, accountOf, channelsOf } = createProfiles(client, clock);

  /** Reads a channel from Slack. When the known id has another name by now, looks the name up again. */
  async function readChannelInfo(channel: string) {
    const read = async () => (await client.conversations.info({ channel: await channels.idOf(channel) })).channel;
    const found = await read();
    if (!channel.startsWith('#') || found?.name === undefined || `#${found.name}` === channel) return found;
    channels.forget(channel);
    return read();
  }

  /**
   * True when a command came from the channel of this name. Slack signs the name with the command, unless the channel is private.
   */
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

  async function membershipProblem(channel: string): Promise<string | null> {
    const invite = `Invite it: write /invite @Serin in ${channel}.`;
    try {
      const found = await readChannelInfo(channel);
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
      return anyAnswersYes([
        ...(addresses.length > 0 ? [hasAddress] : []),
        ...from.filter(isGroup).map((group) => async () => (await membersOf(group)).includes(person.id)),
      ]);
    },

    async isFrom(origin, channel) {
      if (!channel.startsWith('#') && !origin.isHome) return origin.channelId === channel;
      return withLookupFailure(`which channel ${channel} is`, async () => {
        try {
          if (!origin.isHome) return await isNamed(origin, channel);
          const theirs = await channelsOf(origin.channelId);
          return theirs.has(await channels.idOf(channel));
        } catch (error) {
          if (error instanceof ChannelNotFound) return false;
          throw error;
        }
      });
    },

    async belongsTo(person, organisation) {
      const account = await accountOf(person.id);
      return account.isActive && (organisation === null || account.organisation === organisation);
    },

    whyNotIn: (channel) => withLookupFailure(`whether Serin is in ${channel}`, () => membershipProblem(channel)),
  };
}

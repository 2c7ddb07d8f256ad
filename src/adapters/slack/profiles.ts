import type { UsersConversationsResponse, WebClient } from '@slack/web-api';
import type { Clock } from '../../ports/clock.ts';
import { LookupFailed } from '../../ports/inbound/people.ts';
import { createTtlCache } from '../shared/ttl-cache.ts';
import { neededScope } from './notifier/platform-error.ts';

/** The time Slack's answers about people are cached, in milliseconds. */
const KEEP_MS = 5 * 60_000;

/** Returns the remedy for a missing scope; a new scope counts once the app is installed again. */
const addScope = (scope: string) => `Add the scope ${scope} to the Slack app and install it again.`;

/** Turns whatever goes wrong in a look-up into a LookupFailed, with the scope to add where one is missing. */
export async function withLookupFailure<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof LookupFailed) throw cause;
    const scope = neededScope(cause);
    throw new LookupFailed(what, { cause, ...(scope === null ? {} : { remedy: addScope(scope) }) });
  }
}

const ownerPhrase = (user: string) => `for the e-mail address of ${user}`;

/** Returns the ids of the channels of a page. */
function channelIds({ channels = [] }: UsersConversationsResponse): readonly string[] {
  return channels.flatMap(({ id }) => id ?? []);
}

/** The account of a person in Slack. Source: "User type" in Slack's documentation. */
interface Account {
  /** False once it was deactivated. */
  readonly isActive: boolean;
  /** The Enterprise Grid organisation; null for a person who is in none. A guest over Slack Connect has another, or none. */
  readonly organisation: string | null;
}

/** Creates the look-up of people and their groups in Slack, cached for five minutes. */
export function createProfiles(client: WebClient, clock: Clock) {
  const emails = createTtlCache<string | null>(clock, KEEP_MS);
  const members = createTtlCache<readonly string[]>(clock, KEEP_MS);
  const memberships = createTtlCache<ReadonlySet<string>>(clock, KEEP_MS);
  const accounts = createTtlCache<Account>(clock, KEEP_MS);

  return {
    /** An address counts only while Slack has it confirmed: people edit their own. */
    emailOf: (user: string): Promise<string | null> =>
      emails.get(user, () =>
        withLookupFailure(ownerPhrase(user), async () => {
          const { user: found } = await client.users.info({ user });
          const email = found?.profile?.email;
          // People have one, so Slack left it out: it does where the app lacks the scope.
          if (!email && found?.is_bot !== true)
            throw new LookupFailed(ownerPhrase(user), { remedy: addScope('users:read.email') });
          return !email || found?.is_email_confirmed === false ? null : email.toLowerCase();
        }),
      ),

    accountOf: (user: string): Promise<Account> =>
      accounts.get(user, () =>
        withLookupFailure(`to which organisation ${user} belongs`, async () => {
          const { user: found } = await client.users.info({ user });
          return { isActive: found?.deleted !== true, organisation: found?.enterprise_user?.enterprise_id ?? null };
        }),
      ),

    /** The ids of the channels that a person and Serin are both in: names are unique in one workspace only. */
    channelsOf: (user: string): Promise<ReadonlySet<string>> =>
      memberships.get(user, () =>
        withLookupFailure(`in which channels ${user} is`, async () => {
          const args = { user, types: 'public_channel,private_channel', exclude_archived: true, limit: 999 };
          const found = new Set<string>();
          for await (const page of client.paginate('users.conversations', args)) {
            for (const id of channelIds(page as UsersConversationsResponse)) found.add(id);
          }
          return found;
        }),
      ),

    membersOf: (group: string): Promise<readonly string[]> =>
      members.get(group, () =>
        withLookupFailure(`who is in the user group ${group}`, async () => {
          return (await client.usergroups.users.list({ usergroup: group })).users ?? [];
        }),
      ),
  };
}

import type { WebClient } from '@slack/web-api';
import { forward } from '../adapters/shared/lazy.ts';
import { createChannels } from '../adapters/slack/channels.ts';
import type { InstallationPins } from '../adapters/slack/inbound/identity.ts';
import { createResponseUrls } from '../adapters/slack/inbound/response-urls.ts';
import { createDeadLetterNotifier } from '../adapters/slack/notifier/dead-letters.ts';
import { createMessages } from '../adapters/slack/notifier/messages.ts';
import { createNotifier } from '../adapters/slack/notifier/notifier.ts';
import { createPosting } from '../adapters/slack/notifier/posting.ts';
import { createSyncNotifier } from '../adapters/slack/notifier/sync.ts';
import { createPeople } from '../adapters/slack/people.ts';
import { createWebClient } from '../adapters/slack/web-client.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeadLetterNotifier } from '../ports/dead-letters.ts';
import type { People } from '../ports/inbound/people.ts';
import type { Log } from '../ports/log.ts';
import type { Notifier, SyncNotifier } from '../ports/notifier.ts';

/** The dependencies of the Slack notifiers. */
export interface NotifierParts {
  readonly secrets: () => Promise<Pick<InstallationPins, 'teamId' | 'enterpriseId'> & { readonly botToken: string }>;
  readonly clock: Clock;
  readonly log: Log;
  /** Another address than Slack's own, ending in `/api/`. */
  readonly apiUrl?: string;
  /** Further allowed prefixes of response addresses, each ending in a slash. */
  readonly responseUrls?: readonly string[];
}

/** Slack, as the engine sees it. */
export interface Notifiers {
  readonly notifier: Notifier;
  readonly people: People;
  readonly syncNotifier: SyncNotifier;
  readonly deadLetterNotifier: DeadLetterNotifier;
}

function build(client: WebClient, { clock, log, responseUrls }: NotifierParts): Notifiers {
  const answers = createResponseUrls({ fetch, ...(responseUrls === undefined ? {} : { allowed: responseUrls }) });
  const channels = createChannels(client);
  const messages = createMessages({ client, log });
  const posting = createPosting({ client, channels, messages, log });
  return {
    notifier: createNotifier({ client, channels, responseUrls: answers, log }),
    people: createPeople({ client, channels, clock }),
    syncNotifier: createSyncNotifier({ channels, messages, posting }),
    deadLetterNotifier: createDeadLetterNotifier({ channels, messages, posting }),
  };
}

/**
 * Creates Slack's notifiers. The token is read with the first message, not before: an alarm moves traffic without it. A rotated
 * token creates a new client.
 */
export function wireNotifiers(parts: NotifierParts): Notifiers {
  let known: { readonly token: string; readonly notifiers: Notifiers } | null = null;
  const notifiers = async (): Promise<Notifiers> => {
    const pins = await parts.secrets();
    const token = pins.botToken;
    if (known?.token !== token) {
      const { log, apiUrl } = parts;
      known = {
        token,
        notifiers: build(createWebClient(token, { log, pins, ...(apiUrl === undefined ? {} : { apiUrl }) }), parts),
      };
    }
    return known.notifiers;
  };
  return {
    notifier: forward(async () => (await notifiers()).notifier, {
      ...{ card: true, thread: true, alarm: true, notice: true, restate: true, reply: true, home: true },
    }),
    syncNotifier: forward(async () => (await notifiers()).syncNotifier, { show: true }),
    deadLetterNotifier: forward(async () => (await notifiers()).deadLetterNotifier, { tell: true }),
    people: forward(async () => (await notifiers()).people, {
      ...{ isAmong: true, isFrom: true, belongsTo: true, whyNotIn: true },
    }),
  };
}

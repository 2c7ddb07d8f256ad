import { createChannels } from '../adapters/slack/channels.ts';
import { createResponseUrls } from '../adapters/slack/inbound/response-urls.ts';
import { createDeadLetterNotifier } from '../adapters/slack/notifier/dead-letters.ts';
import { createMessages } from '../adapters/slack/notifier/messages.ts';
import { createNotifier } from '../adapters/slack/notifier/notifier.ts';
import { createPosting } from '../adapters/slack/notifier/posting.ts';
import { createSyncNotifier } from '../adapters/slack/notifier/sync.ts';
import { createPeople } from '../adapters/slack/people.ts';
import { createWebClient } from '../adapters/slack/web-client.ts';
import type { NotifierParts, Notifiers } from './notifiers.ts';

/** Creates Slack's notifiers, with a client for this token. */
export function buildNotifiers(
  { botToken, ...pins }: Awaited<ReturnType<NotifierParts['secrets']>>,
  { clock, log, apiUrl, responseUrls }: NotifierParts,
): Notifiers {
  const client = createWebClient(botToken, { log, pins, ...(apiUrl === undefined ? {} : { apiUrl }) });
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

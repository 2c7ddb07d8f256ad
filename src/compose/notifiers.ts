import { forward, once } from '../adapters/shared/lazy.ts';
import type { InstallationPins } from '../adapters/slack/inbound/identity.ts';
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

/**
 * Creates Slack's notifiers. The token is read, and Slack's client loaded, with the first message, not before: an alarm moves
 * traffic without them. A rotated token creates a new client.
 */
export function wireNotifiers(parts: NotifierParts): Notifiers {
  const load = once(() => import('./build-notifiers.ts'));
  let known: { readonly token: string; readonly notifiers: Notifiers } | null = null;
  const notifiers = async (): Promise<Notifiers> => {
    const [secrets, { buildNotifiers }] = await Promise.all([parts.secrets(), load()]);
    const token = secrets.botToken;
    if (known?.token !== token) known = { token, notifiers: buildNotifiers(secrets, parts) };
    return known.notifiers;
  };
  return {
    notifier: forward(async () => (await notifiers()).notifier, {
      ...{
        card: true,
        thread: true,
        alarm: true,
        notice: true,
        say: true,
        restate: true,
        reply: true,
        home: true,
        startForm: true,
      },
    }),
    syncNotifier: forward(async () => (await notifiers()).syncNotifier, { show: true }),
    deadLetterNotifier: forward(async () => (await notifiers()).deadLetterNotifier, { tell: true }),
    people: forward(async () => (await notifiers()).people, {
      ...{ isAmong: true, isFrom: true, belongsTo: true, whyNotIn: true },
    }),
  };
}

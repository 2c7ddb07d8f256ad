import type { Person } from '../../domain/people/person.ts';

/** The Slack channel that a command came from, as Slack signed it. */
export interface Origin {
  /** The id of the channel; of the person where it came from the App Home. */
  readonly channelId: string;
  /** Empty where it was said outside the pinned workspace: names are unique in one workspace only. */
  readonly channelName: string;
  /** True where it came from the App Home of the person, which is in no channel; absent elsewhere. */
  readonly isHome?: true;
}

/** Looks up people in Slack. Every failed look-up throws LookupFailed; callers then deny. */
export interface People {
  /** Tells whether a person is one of `from`: user ids, user group ids or e-mail addresses. Cached for five minutes. */
  isAmong(person: Person, from: readonly string[]): Promise<boolean>;
  /**
   * Tells whether the command came from the channel, given by id or `#name`; from an App Home, whether its person is in the channel,
   * cached for five minutes.
   */
  isFrom(origin: Origin, channel: string): Promise<boolean>;
  /**
   * Tells whether the account of a person is active and belongs to an Enterprise Grid organisation: that of a guest over Slack Connect
   * does not. Without an organisation, null, an active account is enough. Cached likewise.
   */
  belongsTo(person: Person, organisation: string | null): Promise<boolean>;
  /** Returns why Serin's bot cannot post in the channel, in words; null when it can. */
  whyNotIn(channel: string): Promise<string | null>;
}

/** Slack could not say who somebody is. */
export class LookupFailed extends Error {
  readonly code = 'lookup-failed';
  constructor(what: string, options: ErrorOptions & { readonly remedy?: string } = {}) {
    const { remedy = 'Try again in a minute.', ...rest } = options;
    super(`Slack could not be asked ${what}. Nothing was changed. ${remedy}`, rest);
    this.name = 'LookupFailed';
  }
}

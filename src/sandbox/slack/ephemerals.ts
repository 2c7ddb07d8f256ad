/** A message that one user saw. */
export interface Ephemeral {
  readonly user: string;
  /** In milliseconds since the epoch, virtual. */
  readonly at: number;
  /** The message sent to the response_url, or with chat.postEphemeral. */
  readonly message: unknown;
  /** The ts of the message that it takes the place of; null where it is a new one. */
  readonly replaces: string | null;
}

/**
 * The messages that only one user saw: the response_urls in the sandbox with their users, and the messages sent to them or past
 * them.
 */
export interface Ephemerals {
  /** Notes that a request of this user brought this response_url. @param clicked the ts of the message of a click */
  expect(url: string, user: string, clicked?: string | null): void;
  /** True when a request brought the response_url with this path. */
  isExpected(path: string): boolean;
  /** Shows a message sent to an expected path; drops any other. */
  take(path: string, message: unknown): void;
  /** Shows a message to a user, without a response_url. */
  show(user: string, message: unknown): void;
  /** Returns the messages that a user was shown, oldest first. */
  of(user: string): readonly Ephemeral[];
}

/** The number of messages kept for each user. */
const MAX_MESSAGES = 200;

export function createEphemerals(now: () => number): Ephemerals {
  const owners = new Map<string, { readonly user: string; readonly clicked: string | null }>();
  const shown = new Map<string, Ephemeral[]>();
  const show = (user: string, message: unknown, replaces: string | null = null): void => {
    shown.set(user, [...(shown.get(user) ?? []), { user, at: now(), message, replaces }].slice(-MAX_MESSAGES));
  };
  return {
    expect: (url, user, clicked = null) => {
      if (URL.canParse(url)) owners.set(new URL(url).pathname, { user, clicked });
    },
    isExpected: (path) => owners.has(path),
    take: (path, message) => {
      const owner = owners.get(path);
      if (owner === undefined) return;
      const { replace_original: isInPlace } = Object(message) as { readonly replace_original?: boolean };
      show(owner.user, message, isInPlace === true ? owner.clicked : null);
    },
    show: (user, message) => show(user, message),
    of: (user) => shown.get(user) ?? [],
  };
}

/** A message that one user saw. */
export interface Ephemeral {
  readonly user: string;
  /** In milliseconds since the epoch, virtual. */
  readonly at: number;
  /** The message sent to the response_url, or with chat.postEphemeral. */
  readonly message: unknown;
}

/**
 * The messages that only one user saw: the response_urls in the sandbox with their users, and the messages sent to them or past
 * them.
 */
export interface Ephemerals {
  /** Notes that a request of this user brought this response_url. */
  expect(url: string, user: string): void;
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
  const owners = new Map<string, string>();
  const shown = new Map<string, Ephemeral[]>();
  const show = (user: string, message: unknown): void => {
    shown.set(user, [...(shown.get(user) ?? []), { user, at: now(), message }].slice(-MAX_MESSAGES));
  };
  return {
    expect: (url, user) => {
      if (URL.canParse(url)) owners.set(new URL(url).pathname, user);
    },
    isExpected: (path) => owners.has(path),
    take: (path, message) => {
      const user = owners.get(path);
      if (user !== undefined) show(user, message);
    },
    show,
    of: (user) => shown.get(user) ?? [],
  };
}

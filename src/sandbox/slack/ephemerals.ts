/** A message that one user saw. */
export interface Ephemeral {
  readonly user: string;
  /** In milliseconds since the epoch, virtual. */
  readonly at: number;
  /** What was sent to the response_url, or with chat.postEphemeral. */
  readonly message: unknown;
}

/** What only one user saw: Slack's response_urls in the sandbox, who may use which, and what was sent there or past them. */
export interface Ephemerals {
  /** A request of this user brought this response_url. */
  expect(url: string, user: string): void;
  /** Whether a request brought the address at this path. */
  isExpected(path: string): boolean;
  /** Takes what is sent to a path that is expected; anything else is dropped. */
  take(path: string, message: unknown): void;
  /** Shows a message to a user, whoever brought what. */
  show(user: string, message: unknown): void;
  /** What a user was shown, oldest first. */
  of(user: string): readonly Ephemeral[];
}

/** Messages kept for each user. */
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

import type { Arm } from '../routing/arm.ts';

/** The arm that a user is in, and the URL of every action there. */
export interface Place<Action extends string> {
  readonly arm: Arm;
  /** The id of the rollout that decided; null when none runs, or before the first answer. */
  readonly rollout: string | null;
  /** The revision of the weight that decided. */
  readonly revision: number;
  readonly actions: Readonly<Record<Action, string>>;
  /** False until discovery has answered: the URLs are those of the fallback. */
  readonly isKnown: boolean;
}

/** The discovery service, and the user and service to look up. */
export interface DiscoverOptions<Action extends string> {
  /** The URL before `/discovery/`, for example `https://abc.execute-api.eu-west-1.amazonaws.com`. */
  readonly url: string;
  readonly service: string;
  /** The id of the user, the same as everywhere else: 1 to 128 characters. */
  readonly user: string;
  /** The room or tenant, for people who must be routed together; it decides before the user. 1 to 128 characters. */
  readonly room?: string;
  /** The timeout for an answer, in milliseconds; a second when left out. */
  readonly timeoutMs?: number;
  /** The URLs of stable, which apply until there is an answer. Its keys are the actions that an answer must have. */
  readonly fallback: Readonly<Record<Action, string>>;
}

/** The occasions to ask again; without any, `watch` never asks. */
export interface WatchOptions<Action extends string> {
  /** The interval, in milliseconds. */
  readonly everyMs?: number;
  /** Asks again whenever this gets the focus: `window`. */
  readonly focus?: EventTarget;
  /** Called with each place that differs from the one before. */
  readonly onChange: (place: Place<Action>) => void;
}

/** The known place of one user. None of its methods throws or rejects. */
export interface Discovered<Action extends string> {
  /** Returns the last known place. */
  current(): Place<Action>;
  /** Asks, and resolves to the place afterwards: without an answer in time, the place before. */
  refresh(): Promise<Place<Action>>;
  /** Asks again as the options say. Returns a function that stops it. */
  watch(options: WatchOptions<Action>): () => void;
}

/** The fields of an answer; none is certain. */
interface Answer {
  readonly service?: unknown;
  readonly arm?: unknown;
  readonly rollout?: unknown;
  readonly revision?: unknown;
  readonly actions?: Readonly<Record<string, unknown>> | null;
}

/** Returns the place in an answer; null when it does not answer this question. */
function placeIn<Action extends string>(
  answer: Answer | null,
  { service, fallback }: DiscoverOptions<Action>,
): Place<Action> | null {
  const { arm, rollout = null, revision, actions } = answer ?? {};
  const isPlace =
    answer?.service === service &&
    (arm === 'stable' || arm === 'canary') &&
    (rollout === null || typeof rollout === 'string') &&
    Number.isInteger(revision);
  const names = Object.keys(fallback) as Action[];
  const urls = names.map((name) => [name, actions?.[name]] as const);
  // Refuses other schemes, which would run code or let others read: `javascript:`, `http:`.
  if (!isPlace || !urls.every(([, url]) => typeof url === 'string' && url.startsWith('https://'))) return null;
  return {
    arm,
    rollout,
    revision: revision as number,
    actions: Object.fromEntries(urls) as Record<Action, string>,
    isKnown: true,
  };
}

/** Tells whether an answer is older than the known place: each function instance caches a weight for some seconds. */
function isOlder<Action extends string>(place: Place<Action>, known: Place<Action>): boolean {
  return place.rollout !== null && place.rollout === known.rollout && place.revision < known.revision;
}

/** Creates the lookup of a user's place; `current` returns the fallback until `refresh` or `watch` got an answer. */
export function discover<Action extends string>(options: DiscoverOptions<Action>): Discovered<Action> {
  let known: Place<Action> = {
    arm: 'stable',
    rollout: null,
    revision: 0,
    actions: { ...options.fallback },
    isKnown: false,
  };
  let asking: Promise<Place<Action>> | null = null;

  const ask = async (): Promise<Place<Action>> => {
    try {
      const { url, service, user, room, timeoutMs = 1000 } = options;
      const inRoom = room === undefined ? '' : `&room=${encodeURIComponent(room)}`;
      // No header of our own, so that browsers ask without a preflight; their cache sends the ETag by itself.
      const response = await fetch(
        `${url.replace(/\/+$/, '')}/discovery/${encodeURIComponent(service)}?user=${encodeURIComponent(user)}${inRoom}`,
        { credentials: 'omit', signal: AbortSignal.timeout(timeoutMs) },
      );
      const place = response.ok ? placeIn((await response.json()) as Answer | null, options) : null;
      if (place !== null && !isOlder(place, known)) known = place;
    } catch {
      // Unreachable, slow or not JSON: the last known place stays.
    }
    return known;
  };

  const refresh = (): Promise<Place<Action>> => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };

  return {
    current: () => known,
    refresh,
    watch: ({ everyMs, focus, onChange }) => {
      let told = JSON.stringify(known);
      let isStopped = false;
      const tell = (place: Place<Action>): void => {
        const text = JSON.stringify(place);
        if (isStopped || text === told) return;
        told = text;
        onChange(place);
      };
      // An error of `onChange` goes to its owner, not to the caller of `refresh`.
      const refreshInBackground = (): void => {
        refresh()
          .then(tell)
          .catch((error: unknown) => {
            setTimeout(() => {
              throw error;
            });
          });
      };
      const timer = everyMs === undefined ? undefined : setInterval(refreshInBackground, everyMs);
      focus?.addEventListener('focus', refreshInBackground);
      return () => {
        isStopped = true;
        clearInterval(timer);
        focus?.removeEventListener('focus', refreshInBackground);
      };
    },
  };
}

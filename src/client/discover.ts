import type { Arm } from '../routing/arm.ts';

/** Where a user is, and the URL of every action there. */
export interface Place<Action extends string> {
  readonly arm: Arm;
  /** The id of the rollout that decided; null when none runs, or nobody could be asked. */
  readonly rollout: string | null;
  /** The revision of the weight that decided. */
  readonly revision: number;
  readonly actions: Readonly<Record<Action, string>>;
  /** False until discovery has answered: the URLs are those of the fallback. */
  readonly isKnown: boolean;
}

/** Whom to ask about whom. */
export interface DiscoverOptions<Action extends string> {
  /** What stands before `/discovery/`, for example `https://abc.execute-api.eu-west-1.amazonaws.com`. */
  readonly url: string;
  readonly service: string;
  /** The id of the user, the same as everywhere else: 1 to 128 characters. */
  readonly user: string;
  /** The room or tenant, where people who must meet are routed together: it decides before the user. 1 to 128 characters. */
  readonly room?: string;
  /** How long to wait for an answer, in milliseconds; a second when left out. */
  readonly timeoutMs?: number;
  /** The URLs of stable: what holds until there is an answer, and which actions one must have. */
  readonly fallback: Readonly<Record<Action, string>>;
}

/** When to ask again. Neither said: never. */
export interface WatchOptions<Action extends string> {
  /** Every so many milliseconds. */
  readonly everyMs?: number;
  /** Whenever this has the focus again: `window`. */
  readonly focus?: EventTarget;
  /** Told of each place that is another than the one before. */
  readonly onChange: (place: Place<Action>) => void;
}

/** Knows where one user is. Nothing in it throws or rejects. */
export interface Discovered<Action extends string> {
  /** Where the user is, as far as is known now. */
  current(): Place<Action>;
  /** Asks, and tells where the user is after it. Without an answer in time that is where the user was before. */
  refresh(): Promise<Place<Action>>;
  /** Asks again from time to time. Returns how to stop. */
  watch(options: WatchOptions<Action>): () => void;
}

/** What an answer may have; nothing of it is certain. */
interface Answer {
  readonly service?: unknown;
  readonly arm?: unknown;
  readonly rollout?: unknown;
  readonly revision?: unknown;
  readonly actions?: Readonly<Record<string, unknown>> | null;
}

/** A place from an answer; null when it is no answer to this question. */
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
  // What is not https would be run or read by others: `javascript:`, `http:`.
  if (!isPlace || !urls.every(([, url]) => typeof url === 'string' && url.startsWith('https://'))) return null;
  return {
    arm,
    rollout,
    revision: revision as number,
    actions: Object.fromEntries(urls) as Record<Action, string>,
    isKnown: true,
  };
}

/** Whether an answer is older than what is known: functions remember a weight for some seconds, each for itself. */
function isOlder<Action extends string>(place: Place<Action>, known: Place<Action>): boolean {
  return place.rollout !== null && place.rollout === known.rollout && place.revision < known.revision;
}

/** Begins to ask where a user is; `current` is the fallback until `refresh` or `watch` has had an answer. */
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
      // Away, slow or not JSON: what was known holds.
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
      // What `onChange` throws is for its owner to see, not for whoever asked.
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

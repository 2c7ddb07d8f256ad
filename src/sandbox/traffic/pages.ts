import type { EnvironmentId } from '../../domain/environment/environment.ts';
import type { Hop } from './chain.ts';

/** A count since the newest rollout began (or, without one, since the sandbox started), and in all. */
export interface Counted {
  readonly sinceStart: number;
  readonly total: number;
}

/** A request that met two versions. */
export interface Mismatch {
  /** The moment of the request, in milliseconds since the epoch. */
  readonly at: number;
  readonly user: string;
  /** The layers it went through: `front end v53 > API stage v53 > shop-api v54`. */
  readonly through: string;
}

/** The number of requests and pages that met two versions, and the newest of them. */
export interface Mismatches {
  /** Requests that met two versions: no environment has all layers of the request and of the document that made it. */
  readonly requests: Counted;
  /** Pages with such a request. */
  readonly pages: Counted;
  /** All requests and pages, to compare with. */
  readonly of: { readonly requests: Counted; readonly pages: Counted };
  /** At most ten, the newest last. */
  readonly newest: readonly Mismatch[];
}

/**
 * Users who were moved since the newest rollout began, and their changeover windows. A window lasts from the weight change that
 * moved a user to their last request in the previous environment.
 */
export interface Changeovers {
  /** The number of times a user was moved. */
  readonly moved: number;
  /** The number of moves in the middle of a page; only those have a window. */
  readonly withinPage: number;
  /** The longest window, in milliseconds. */
  readonly longestMs: number;
  /** The sum of all windows, in milliseconds. */
  readonly totalMs: number;
}

/** A user's environment and version, from the newest page that went through all layers or met two versions. */
export interface Visited {
  readonly side: EnvironmentId;
  /** The label of the version; several, joined by `+`, when the layers have different versions. */
  readonly version: string;
  readonly isMixed: boolean;
}

/** The paths that the pages of one service's users took through the layers. */
export interface Pages {
  /** Starts the count of a rollout: counts since its start are reset. A repeated call for the same rollout changes nothing. */
  begin(rollout: string): void;
  /** Counts one request of a page. */
  requested(request: Requested): void;
  /**
   * Counts a user who came back in another environment.
   * @param windowMs from the change to the last request in the previous environment; 0 without one
   */
  moved(windowMs: number): void;
  mismatches(): Mismatches;
  changeovers(): Changeovers;
  /** Returns the visits by user; null for a user who has not come yet. */
  visited(): readonly (Visited | null)[];
}

export interface Requested {
  readonly at: number;
  readonly user: number;
  readonly name: string;
  /** True for the document of a new page. */
  readonly opens: boolean;
  /** True when it went through all layers, so that the user's version is known. */
  readonly whole: boolean;
  readonly side: EnvironmentId;
  /** The layers of this request, starting with the document that made it. */
  readonly hops: readonly Hop[];
  readonly isMixed: boolean;
}

/** The number of mismatches kept. */
const MAX_MISMATCHES = 10;

/** @param users the number of users */
export function createPages(users: number): Pages {
  const visited: (Visited | null)[] = Array.from({ length: users }, () => null);
  /** The pages that users have open, with the versions met so far. */
  const open = new Map<number, { readonly versions: Set<string>; isMixed: boolean }>();
  const counters = { requests: counter(), pages: counter(), mixedRequests: counter(), mixedPages: counter() };
  let newest: readonly Mismatch[] = [];
  let changeovers: Changeovers = NONE;
  let rollout: string | null = null;
  return {
    begin: (id) => {
      if (id === rollout) return;
      rollout = id;
      for (const each of Object.values(counters)) each.begin();
      changeovers = NONE;
    },
    requested: ({ at, user, name, opens, whole, side, hops, isMixed }) => {
      counters.requests.add();
      if (opens) counters.pages.add();
      const page = (opens ? undefined : open.get(user)) ?? { versions: new Set(), isMixed: false };
      open.set(user, page);
      for (const { version } of hops) page.versions.add(version);
      if (isMixed) {
        counters.mixedRequests.add();
        if (!page.isMixed) counters.mixedPages.add();
        page.isMixed = true;
        newest = [...newest, { at, user: name, through: throughText(hops) }].slice(-MAX_MISMATCHES);
      }
      if (whole || isMixed)
        visited[user] = { side, version: [...page.versions].toSorted().join('+'), isMixed: page.isMixed };
    },
    moved: (windowMs) => {
      const { moved, withinPage, longestMs, totalMs } = changeovers;
      changeovers = {
        moved: moved + 1,
        withinPage: withinPage + (windowMs > 0 ? 1 : 0),
        longestMs: Math.max(longestMs, windowMs),
        totalMs: totalMs + windowMs,
      };
    },
    mismatches: () => ({
      requests: counters.mixedRequests.counted(),
      pages: counters.mixedPages.counted(),
      of: { requests: counters.requests.counted(), pages: counters.pages.counted() },
      newest,
    }),
    changeovers: () => changeovers,
    visited: () => visited,
  };
}

const NONE: Changeovers = { moved: 0, withinPage: 0, longestMs: 0, totalMs: 0 };

function counter() {
  let total = 0;
  let atStart = 0;
  return {
    add: () => {
      total += 1;
    },
    begin: () => {
      atStart = total;
    },
    counted: (): Counted => ({ sinceStart: total - atStart, total }),
  };
}

function throughText(hops: readonly Hop[]): string {
  return hops.map(({ layer, version }) => `${layer} ${version}`).join(' > ');
}

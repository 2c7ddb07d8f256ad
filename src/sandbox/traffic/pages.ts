import type { EnvironmentId } from '../../domain/environment.ts';
import type { Hop } from './chain.ts';

/** A count since the newest rollout began, or the sandbox where there was none, and in all. */
export interface Counted {
  readonly sinceStart: number;
  readonly total: number;
}

/** A request that met two versions. */
export interface Mismatch {
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly user: string;
  /** What it went through: `front end v53 > API stage v53 > shop-api v54`. */
  readonly through: string;
}

/** How many requests and pages met two versions, and the newest of them. */
export interface Mismatches {
  /** Requests that met two versions: with the document that made them, no environment has all that they went through. */
  readonly requests: Counted;
  /** Pages with such a request. */
  readonly pages: Counted;
  /** What they are to be seen against: the requests and pages that there were. */
  readonly of: { readonly requests: Counted; readonly pages: Counted };
  /** At most ten, the newest last. */
  readonly newest: readonly Mismatch[];
}

/**
 * Users who were moved since the newest rollout began, and their changeover windows: from the change of the weight that
 * moved them to their last request on the side before.
 */
export interface Changeovers {
  /** How often a user was moved. */
  readonly moved: number;
  /** How often in the middle of a page: only those have a window. */
  readonly withinPage: number;
  /** The longest window, in milliseconds. */
  readonly longestMs: number;
  /** All windows together, in milliseconds. */
  readonly totalMs: number;
}

/** What a user has, by the newest page that went through all layers, or met two versions. */
export interface Visited {
  readonly side: EnvironmentId;
  /** The label of its version; several, joined by `+`, where its layers have several. */
  readonly version: string;
  readonly isMixed: boolean;
}

/** What the pages of the users of one service went through. */
export interface Pages {
  /** A rollout began: what is counted since its start begins anew. The same one again changes nothing. */
  begin(rollout: string): void;
  /** One request of a page. */
  requested(request: Requested): void;
  /** A user came back on another side. @param windowMs from the change to the last request on the side before; 0 without one */
  moved(windowMs: number): void;
  mismatches(): Mismatches;
  changeovers(): Changeovers;
  /** By user; null for one who has not come yet. */
  visited(): readonly (Visited | null)[];
}

export interface Requested {
  readonly at: number;
  readonly user: number;
  readonly name: string;
  /** Whether it is for the document of a new page. */
  readonly opens: boolean;
  /** Whether it went through all layers, so that it is known what the user has. */
  readonly whole: boolean;
  readonly side: EnvironmentId;
  /** What this request went through, the document that made it first. */
  readonly hops: readonly Hop[];
  readonly isMixed: boolean;
}

/** Mismatches kept. */
const MAX_MISMATCHES = 10;

/** @param users how many there are */
export function createPages(users: number): Pages {
  const visited: (Visited | null)[] = Array.from({ length: users }, () => null);
  /** The pages that users have open, as far as they have come. */
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

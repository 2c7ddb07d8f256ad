import { type Arm, usableKey } from '../routing/arm.ts';
import { type DecidedBy, decideArm } from '../routing/decide.ts';
import { isLoading, type Page, readPage } from '../routing/page.ts';
import { readSplit, type Split } from '../routing/split.ts';
import type { TokenUse } from '../routing/token.ts';
import { findCohorts } from './cohorts.ts';
import type { EdgeEvent, EdgeRequest } from './event.ts';
import { firstId, idAt, isNavigation, readText } from './read-request.ts';
import type { Reader } from './reader.ts';
import { isSide, settings } from './settings.ts';

/** The names of Serin's header and cookies between a browser and the edge. */
export const names = {
  /** Header to the origin and to the browser, and part of the cache key: the side. */
  side: 'x-serin-side',
  /** Cookie: the random id of a browser without a known user. */
  visitor: 'serin-visitor',
  /** Cookie: the side of the last page, and its time. @see Page */
  page: 'serin-page',
};

/** The side of a request, and the reason. */
export interface Route {
  readonly side: string;
  /** `page`: the side of its document; `lost`: the split cannot be read. */
  readonly by: DecidedBy | 'page' | 'lost';
  /** The new id for this browser; null when it has one, or its user is known. */
  readonly newVisitor: string | null;
}

/**
 * Decides the side of a request. While the split cannot be read, a browser stays on the side of its page, on either arm, and a
 * new one goes to the first side. Uses no randomness: the id of a new visitor is that of the request, which its response shares.
 */
export async function decideRoute(event: EdgeEvent, reader: Reader): Promise<Route> {
  const page = readPage(readText(event.request.cookies, names.page));
  try {
    const split = readSplit(await reader.split());
    // A side that this build does not know has no origins here.
    if (split !== null && isSide(split.stable) && isSide(split.canary))
      return await routeBy(split, event, page, reader);
  } catch {
    // No store, no such key, or no answer: treated as no split.
  }
  return { side: page !== null && isSide(page.side) ? page.side : settings.first, by: 'lost', newVisitor: null };
}

async function routeBy(split: Split, event: EdgeEvent, page: Page | null, reader: Reader): Promise<Route> {
  const request = event.request;
  const now = Date.now();
  const override = await reader.verified('override', readToken(request, 'override'), now);
  const isPart = page !== null && !isNavigation(request) && isLoading(page, now);
  if (override === null && isPart && (page.side === split.stable || page.side === split.canary))
    return { side: page.side, by: 'page', newVisitor: null };
  const user = settings.user === null ? null : idAt(request, settings.user);
  const room = firstId(request, settings.rooms);
  const known = usableKey(readText(request.cookies, names.visitor));
  const visitor = known === null ? usableKey(event.context.requestId) : known;
  const decision = decideArm(split, {
    override: parseOverride(override),
    cohorts: findCohorts(request, user, await reader.verified('cohort', readToken(request, 'cohort'), now)),
    room: room,
    user: user,
    visitor: visitor,
  });
  const isNew = user === null && known === null;
  return { side: split[decision.arm], by: decision.by, newVisitor: isNew ? visitor : null };
}

/**
 * Returns the signed token of a request for a use: from the cookie, such as `serin-override`, or else from the header, such as
 * `x-serin-override`.
 */
export function readToken(request: EdgeRequest, use: TokenUse): string | null {
  const cookie = readText(request.cookies, `serin-${use}`);
  return cookie === null ? readText(request.headers, tokenHeader(use)) : cookie;
}

/** Returns the name of the header with a signed token for a use. */
export function tokenHeader(use: TokenUse): string {
  return `x-serin-${use}`;
}

function parseOverride(override: string | null): Arm | null {
  return override === 'stable' || override === 'canary' ? override : null;
}

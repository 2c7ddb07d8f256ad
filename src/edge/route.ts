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

/** Names that belong to Serin on the way between a browser and the edge. */
export const names = {
  /** Header to the origin and to the browser, and part of the cache key: the side. */
  side: 'x-serin-side',
  /** Cookie: the random id of a browser that is nobody. */
  visitor: 'serin-visitor',
  /** Cookie: the side of the last page, and when. @see Page */
  page: 'serin-page',
};

/** Where a request goes, and why. */
export interface Route {
  readonly side: string;
  /** `page`: its document came from there; `lost`: the split cannot be read. */
  readonly by: DecidedBy | 'page' | 'lost';
  /** The id that this browser is to keep; null when it has one, or somebody is known. */
  readonly newVisitor: string | null;
}

/**
 * Where a request goes. While the split cannot be read, whoever was somewhere stays there, on either arm, and who is new goes
 * to the first side. Without randomness: the id of a new visitor is that of the request, which its response shares.
 */
export async function decideRoute(event: EdgeEvent, reader: Reader): Promise<Route> {
  const page = readPage(readText(event.request.cookies, names.page));
  try {
    const split = readSplit(await reader.split());
    // A side that this build does not know has no origins here.
    if (split !== null && isSide(split.stable) && isSide(split.canary))
      return await routeBy(split, event, page, reader);
  } catch {
    // No store, no such key, no answer: it is as if there were no split.
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

/** The signed token that a request shows for a use: in the cookie `serin-override`, say, or else in the header `x-serin-override`. */
export function readToken(request: EdgeRequest, use: TokenUse): string | null {
  const cookie = readText(request.cookies, `serin-${use}`);
  return cookie === null ? readText(request.headers, tokenHeader(use)) : cookie;
}

/** The header that a signed token for a use stands in. */
export function tokenHeader(use: TokenUse): string {
  return `x-serin-${use}`;
}

function parseOverride(override: string | null): Arm | null {
  return override === 'stable' || override === 'canary' ? override : null;
}

import { readPage, writePage } from '../routing/page.ts';
import type { EdgeCookie, EdgeRequest, EdgeValues } from './event.ts';
import { isNavigation, readText } from './read-request.ts';
import { names, type Route } from './route.ts';

/** A year, in seconds: as long as a browser is to be the same visitor. */
const YEAR = 31_536_000;

/** Of no use to scripts or other sites; sent when somebody follows a link to here. */
const ATTRIBUTES = `Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${YEAR}`;

/** Adds the cookies by which a browser remembers who it is, and where its page came from. @param now in milliseconds since the epoch. */
export function remember(cookies: EdgeValues<EdgeCookie>, route: Route, request: EdgeRequest, now: number): void {
  const page = readPage(readText(request.cookies, names.page));
  const isNews = isNavigation(request) || page === null || page.side !== route.side;
  if (route.newVisitor !== null) cookies[names.visitor] = { value: route.newVisitor, attributes: ATTRIBUTES };
  if (route.by !== 'lost' && isNews)
    cookies[names.page] = {
      value: writePage({ side: route.side, at: Math.floor(now / 1000) }),
      attributes: ATTRIBUTES,
    };
}

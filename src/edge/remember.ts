import { readPage, writePage } from '../routing/page.ts';
import type { EdgeCookie, EdgeRequest, EdgeValues } from './event.ts';
import { isNavigation, readText } from './read-request.ts';
import { names, type Route } from './route.ts';

/** A year, in seconds: the time that a browser stays the same visitor. */
const YEAR = 31_536_000;

/** The cookie attributes: hidden from scripts and other sites, but sent when somebody follows a link to this site. */
const ATTRIBUTES = `Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${YEAR}`;

/** Adds the cookies with the browser's id and the side of its page. @param now in milliseconds since the epoch */
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

import { readPage, writePage } from '../routing/page.ts';
import type { EdgeResponse, EdgeResponseEvent } from './event.ts';
import { isNavigation, textOf } from './read-request.ts';
import { names, type Route, routeOf } from './route.ts';
import { isSide } from './settings.ts';

/** A year, in seconds: as long as a browser is to be the same visitor. */
const YEAR = 31_536_000;

/** Of no use to scripts or other sites; sent when somebody follows a link to here. */
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** Lets the browser remember who it is and where its page came from, and says the side. */
export async function handler(event: EdgeResponseEvent): Promise<EdgeResponse> {
  const response = event.response;
  const route = await servedBy(event);
  const cookies = response.cookies || {};
  const page = readPage(textOf(event.request.cookies, names.page));
  const isNews = isNavigation(event.request) || page === null || page.side !== route.side;
  if (route.newVisitor !== null) cookies[names.visitor] = { value: route.newVisitor, attributes: lasting(YEAR) };
  if (route.by !== 'lost' && isNews)
    cookies[names.page] = {
      value: writePage({ side: route.side, at: Math.floor(Date.now() / 1000) }),
      attributes: lasting(YEAR),
    };
  const headers = response.headers || {};
  headers[names.side] = { value: route.side };
  response.headers = headers;
  response.cookies = cookies;
  return response;
}

/**
 * The route that the request took. It is decided again; but the header of the request function counts where CloudFront shows
 * it here, since the split may have changed in between. A viewer who sends that header fools nobody but itself.
 */
async function servedBy(event: EdgeResponseEvent): Promise<Route> {
  const again = await routeOf(event);
  const said = textOf(event.request.headers, names.side);
  return said !== null && isSide(said) ? { side: said, by: again.by, newVisitor: again.newVisitor } : again;
}

function lasting(seconds: number): string {
  return `${ATTRIBUTES}; Max-Age=${seconds}`;
}

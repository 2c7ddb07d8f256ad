import type { EdgeResponse, EdgeResponseEvent } from './event.ts';
import { readText } from './read-request.ts';
import { remember } from './remember.ts';
import { decideRoute, names, type Route } from './route.ts';
import { isSide } from './settings.ts';
import { storeReader } from './store-reader.ts';

/** Sets the cookies with the browser's id and the side of its page, and the header with the side. */
export async function handler(event: EdgeResponseEvent): Promise<EdgeResponse> {
  const response = event.response;
  const route = await findServedRoute(event);
  const cookies = response.cookies || {};
  remember(cookies, route, event.request, Date.now());
  const headers = response.headers || {};
  headers[names.side] = { value: route.side };
  response.headers = headers;
  response.cookies = cookies;
  return response;
}

/**
 * Returns the route that the request took, by deciding it again. The header of the request function takes precedence where
 * CloudFront shows it, since the split may have changed in between. A viewer who forges that header only misleads itself.
 */
async function findServedRoute(event: EdgeResponseEvent): Promise<Route> {
  const again = await decideRoute(event, storeReader);
  const said = readText(event.request.headers, names.side);
  return said !== null && isSide(said) ? { side: said, by: again.by, newVisitor: again.newVisitor } : again;
}

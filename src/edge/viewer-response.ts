import type { EdgeResponse, EdgeResponseEvent } from './event.ts';
import { readText } from './read-request.ts';
import { remember } from './remember.ts';
import { decideRoute, names, type Route } from './route.ts';
import { isSide } from './settings.ts';
import { storeReader } from './store-reader.ts';

/** Lets the browser remember who it is and where its page came from, and says the side. */
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
 * The route that the request took. It is decided again; but the header of the request function counts where CloudFront shows
 * it here, since the split may have changed in between. A viewer who sends that header fools nobody but itself.
 */
async function findServedRoute(event: EdgeResponseEvent): Promise<Route> {
  const again = await decideRoute(event, storeReader);
  const said = readText(event.request.headers, names.side);
  return said !== null && isSide(said) ? { side: said, by: again.by, newVisitor: again.newVisitor } : again;
}

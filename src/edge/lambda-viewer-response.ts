import type { EdgeCookie, EdgeValues } from './event.ts';
import { asEdgeEvent, type LambdaResponse, type LambdaResponseEvent } from './lambda-event.ts';
import { notedRoute } from './lambda-notes.ts';
import { remember } from './remember.ts';
import { names } from './route.ts';

/**
 * Lets the browser remember who it is and where its page came from, and says the side: all as the function of the viewer request
 * noted it on the request, which CloudFront shows here as that function left it.
 */
export async function handler({ Records }: LambdaResponseEvent): Promise<LambdaResponse> {
  const { cf } = Records[0] as LambdaResponseEvent['Records'][number];
  const { request, response } = cf;
  const route = notedRoute(request.headers);
  if (route === null) return response;
  const cookies: EdgeValues<EdgeCookie> = {};
  remember(cookies, route, asEdgeEvent(cf).request, Date.now());
  const set = Object.entries(cookies).map(([name, cookie]) => ({
    key: 'Set-Cookie',
    value: `${name}=${cookie?.value}; ${cookie?.attributes}`,
  }));
  const headers = response.headers ?? {};
  if (set.length > 0) headers['set-cookie'] = [...(headers['set-cookie'] ?? []), ...set];
  headers[names.side] = [{ key: names.side, value: route.side }];
  response.headers = headers;
  return response;
}

import type { EdgeCookie, EdgeValues } from '../event.ts';
import { remember } from '../remember.ts';
import { names } from '../route.ts';
import { asEdgeEvent, type LambdaResponse, type LambdaResponseEvent } from './event.ts';
import { notedRoute } from './notes.ts';

/**
 * Sets the cookies with the browser's id and the side of its page, and the header with the side. It takes all from the notes
 * that the function of the viewer request left on the request.
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

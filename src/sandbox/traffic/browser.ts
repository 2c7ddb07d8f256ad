import type { EdgeRequest } from '../../edge/event.ts';
import { type DeployedEdge, originBucket, USER_COOKIE, userId } from './deployed-edge.ts';

/** The answer of a distribution. */
export interface Served {
  /** The environment that the functions sent the request to. */
  readonly side: string;
  /** The bucket that answered it. */
  readonly bucket: string;
}

/** The browser of one user, with its cookies. */
export interface Browser {
  /** Opens a page. */
  open(): Promise<Served>;
  /** Loads a resource of the page. */
  load(): Promise<Served>;
}

/** Creates a browser that goes through both functions of a distribution and keeps the cookies it receives. */
export function createBrowser({ request, response }: DeployedEdge, user: number): Browser {
  const cookies: Record<string, { value: string }> = { [USER_COOKIE]: { value: userId(user) } };
  const send = async (uri: string, mode: 'navigate' | 'no-cors'): Promise<Served> => {
    const headers = { 'sec-fetch-mode': { value: mode } };
    const asked: EdgeRequest = { method: 'GET', uri, querystring: {}, headers, cookies: { ...cookies } };
    const { answer, origin } = await request.run({ context: {}, request: asked });
    // The response function sees the request as it was received (docs/guides/edge.md).
    const answered = await response.run({ context: {}, request: asked, response: { statusCode: 200 } });
    for (const [name, cookie] of Object.entries(answered.answer.cookies ?? {}))
      if (cookie !== undefined) cookies[name] = { value: cookie.value };
    return { side: answer.headers['x-serin-side']?.value ?? '', bucket: originBucket(origin) };
  };
  return { open: () => send('/', 'navigate'), load: () => send('/app.js', 'no-cors') };
}

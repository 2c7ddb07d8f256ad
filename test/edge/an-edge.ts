import { createHmac } from 'node:crypto';
import { buildFunctions } from '../../src/edge/build-functions.ts';
import type { EdgeEvent, EdgeRequest, EdgeResponse, EdgeResponseEvent } from '../../src/edge/event.ts';
import { edgeSettings } from '../../src/edge/settings-schema.ts';
import { type Split, writeSplit } from '../../src/routing/split.ts';
import { signedText, type TokenUse } from '../../src/routing/token.ts';
import { type DeployedFunction, deployFunction } from '../../src/sandbox/cloud/edge-function.ts';
import { aSplit } from '../routing/a-split.ts';

export const SECRET = 'the-secret-of-the-team';

/** Settings with everything in them. */
export const SETTINGS = {
  name: 'web',
  sides: {
    a: [
      { path: '/', kind: 'bucket', domain: 'site-a.s3.eu-west-1.amazonaws.com' },
      { path: '/api/', kind: 'http', domain: 'api-a.example.com', originPath: '/live' },
    ],
    b: [
      { path: '/', kind: 'bucket', domain: 'site-b.s3.eu-west-1.amazonaws.com' },
      { path: '/api/', kind: 'http', domain: 'api-b.example.com', originPath: '/live' },
    ],
  },
  first: 'a',
  user: { from: 'cookie', name: 'uid' },
  rooms: [
    { from: 'query', name: 'room' },
    { from: 'path', after: '/rooms/' },
    { from: 'header', name: 'x-tenant' },
  ],
  cohorts: {
    staff: { by: 'signature' },
    beta: { by: 'ids', ids: ['u-beta-1', 'u-beta-2'] },
    gold: { by: 'claim', place: { from: 'header', name: 'authorization' }, claim: 'tier', value: 'gold' },
    swiss: { by: 'country', countries: ['CH', 'LI'] },
  },
};

/** A request, as a browser sends it. */
export interface Asked {
  readonly uri?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
}

/** What came of a request. */
export interface Served {
  readonly side: string;
  readonly request: EdgeRequest;
  readonly response: EdgeResponse;
  readonly origin: Readonly<Record<string, unknown>> | null;
  /** The domain and the path of the origin that was picked, `api-b.example.com/live`; null where it was left alone. */
  readonly where: string | null;
}

/** A store at the edge: what `kvs().get` answers. */
interface EdgeStore {
  readonly values: Map<string, string>;
  /** Whether it does not answer at all. */
  down: boolean;
  /** Whether the functions may use it. */
  isAssociated: boolean;
  /** How often it was read. */
  reads: number;
}

/** A store with the secret of the team. */
export function anEdgeStore(): EdgeStore {
  return { values: new Map([['web.key', SECRET]]), down: false, isAssociated: true, reads: 0 };
}

export function kvsOf(store: EdgeStore): { get(key: string): Promise<string> } {
  if (!store.isAssociated) throw new Error('No store is associated with the function.');
  return {
    async get(key) {
      store.reads += 1;
      const value = store.down ? undefined : store.values.get(key);
      if (value === undefined) throw new Error('KeyNotFound');
      return value;
    },
  };
}

/** A distribution with the built functions. */
export interface Edge {
  readonly store: EdgeStore;
  /** In milliseconds since the epoch. */
  now: number;
  split(change: Partial<Split>): void;
  /** A request on its way to the origin. Between it and its answer, `meanwhile` happens. */
  ask(asked?: Asked, meanwhile?: () => void): Promise<Served>;
  /** Only the way in: the side that the request function picks. */
  request(asked: Asked): Promise<string>;
  token(use: TokenUse, value: string, seconds?: number, secret?: string): string;
}

/**
 * A distribution with both functions, built from these settings.
 * @param showsChanges whether the response function sees the request as the request function changed it; AWS's guide says
 * that it is the request as it was received, so both have to be right.
 */
export async function anEdge(settings: unknown = SETTINGS, showsChanges = false): Promise<Edge> {
  const store = anEdgeStore();
  let split = aSplit({ weight: 0 });
  let count = 0;
  const [onRequest, onResponse] = (await buildFunctions(edgeSettings(settings))).map(({ code }) =>
    deployFunction(code, { kvs: () => kvsOf(store), now: () => edge.now }),
  ) as unknown as [DeployedFunction<EdgeEvent, EdgeRequest>, DeployedFunction<EdgeResponseEvent, EdgeResponse>];
  const edge: Edge = {
    store,
    now: Date.UTC(2026, 0, 5, 9),
    split(change) {
      split = { ...split, ...change, revision: split.revision + 1 };
      store.values.set('web', writeSplit(split));
    },
    async ask(asked = {}, meanwhile = () => undefined) {
      count += 1;
      const event: EdgeEvent = { context: { requestId: `request-${count}` }, request: requestOf(asked) };
      const { answer: request, origin } = await onRequest.run(event);
      meanwhile();
      const seen = showsChanges ? request : event.request;
      const { answer: response } = await onResponse.run({ ...event, request: seen, response: { statusCode: 200 } });
      const where = origin === null ? null : `${origin.domainName}${origin.originPath}`;
      return { side: request.headers['x-serin-side']!.value, request, response, origin, where };
    },
    async request(asked) {
      count += 1;
      const { answer } = await onRequest.run({ context: { requestId: `request-${count}` }, request: requestOf(asked) });
      return answer.headers['x-serin-side']!.value;
    },
    token: (use, value, seconds, secret) => tokenAt(edge.now, { use, value, seconds, secret }),
  };
  edge.split({});
  return edge;
}

/** A token that is signed at a time, in milliseconds since the epoch, and holds from then on. */
export function tokenAt(now: number, token: Token): string {
  const { use, value, seconds = 3600, secret = SECRET } = token;
  const expires = Math.floor(now / 1000) + seconds;
  const signature = createHmac('sha256', secret)
    .update(signedText(use, 'web', value, expires))
    .digest('base64url');
  return `${value}.${expires}.${signature}`;
}

interface Token {
  readonly use: TokenUse;
  readonly value: string;
  readonly seconds?: number | undefined;
  readonly secret?: string | undefined;
}

function requestOf({ uri = '/', query = {}, headers = {}, cookies = {} }: Asked): EdgeRequest {
  return { method: 'GET', uri, querystring: valued(query), headers: valued(headers), cookies: valued(cookies) };
}

function valued(values: Readonly<Record<string, string>>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

/** A browser: it keeps the cookies that it is sent, as long as it is told to. */
export function aBrowser(edge: Edge, own: Readonly<Record<string, string>> = {}) {
  const cookies: Record<string, string> = { ...own };
  const send = async (asked: Asked, mode: string, meanwhile?: () => void): Promise<Served> => {
    const headers = { 'sec-fetch-mode': mode, ...asked.headers };
    const served = await edge.ask({ ...asked, headers, cookies: { ...cookies, ...asked.cookies } }, meanwhile);
    for (const [name, cookie] of Object.entries(served.response.cookies ?? {})) cookies[name] = cookie!.value;
    return served;
  };
  return {
    cookies,
    /** Opens a page. */
    open: (asked: Asked = {}, meanwhile?: () => void) => send(asked, 'navigate', meanwhile),
    /** What a page loads. */
    load: (asked: Asked = { uri: '/app.js' }) => send(asked, 'no-cors'),
  };
}

import type { EdgeEvent, EdgeResponse, EdgeValues } from '../../src/edge/event.ts';
import { buildLambdaFunctions } from '../../src/edge/lambda/build.ts';
import { asEdgeEvent, type LambdaRequest, type LambdaResponse } from '../../src/edge/lambda/event.ts';
import { edgeSettings } from '../../src/edge/settings-schema.ts';
import { writeSplit } from '../../src/routing/split.ts';
import { type DeployedFunction, deployFunction } from '../../src/sandbox/cloud/edge-function.ts';
import type { LambdaEdgeTrigger } from '../../src/sandbox/cloud/lambda/edge-check.ts';
import {
  DISTRIBUTION,
  type LambdaEdgeContainer,
  startContainer,
} from '../../src/sandbox/cloud/lambda/edge-function.ts';
import { aSplit } from '../routing/a-split.ts';
import { type Asked, anEdgeStore, type Edge, kvsOf, SETTINGS, type Served, tokenAt } from './an-edge.ts';

const { swiss: _, ...cohorts } = SETTINGS.cohorts;

/** Settings with everything in them that Lambda@Edge has. */
export const LAMBDA_SETTINGS = { ...SETTINGS, cohorts };

/** Which headers the cache policy of a behaviour has in its key, and so sends to the origin. */
const FORWARDED = ['x-serin-side'];

/** A distribution with the built functions of Lambda@Edge. */
export interface LambdaEdge extends Edge {
  /** How a question for the split goes: it is answered, it fails, or it is never answered and given up. */
  network: 'up' | 'down' | 'silent';
  /** The questions that were asked. */
  readonly asked: { readonly url: string; readonly init: RequestInit }[];
  /** Lets the split change without new containers: what they know stays. */
  writes(change: Parameters<Edge['split']>[0]): void;
  /** Runs the functions in new containers from here on. */
  cold(): void;
  /** What the CloudFront function that tells the split answers to these headers. */
  tells(headers: Readonly<Record<string, string>>): Promise<Telling>;
  /** The built function of one event, in its container. */
  container(trigger: LambdaEdgeTrigger): LambdaEdgeContainer;
}

interface Telling {
  readonly status: number;
  readonly headers: EdgeValues;
  readonly body: string;
}

/** A request as CloudFront hands it to a function of the viewer request. */
export function lambdaRequest({ uri = '/', query = {}, headers = {}, cookies = {} }: Asked): LambdaRequest {
  const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  const lines = { Host: 'www.example.com', 'User-Agent': 'curl/8.5.0', ...headers };
  return {
    clientIp: '203.0.113.178',
    method: 'GET',
    uri,
    querystring: Object.entries(query)
      .map(([name, value]) => `${name}=${value}`)
      .join('&'),
    headers: {
      ...Object.fromEntries(Object.entries(lines).map(([key, value]) => [key.toLowerCase(), [{ key, value }]])),
      ...(cookie.length > 0 && { cookie: [{ key: 'Cookie', value: cookie.join('; ') }] }),
    },
  };
}

/** The request as it is sent to the origin of its behaviour, when the cache does not have it. */
export function atOrigin(request: LambdaRequest): LambdaRequest {
  const isApi = request.uri.startsWith('/api/');
  const domainName = isApi ? 'api.example.com' : 'site.s3.eu-west-1.amazonaws.com';
  const kept = Object.entries(request.headers).filter(([name]) => FORWARDED.includes(name));
  return {
    ...request,
    headers: {
      ...Object.fromEntries(kept),
      host: [{ key: 'Host', value: domainName }],
      'user-agent': [{ key: 'User-Agent', value: 'Amazon CloudFront' }],
      via: [{ key: 'Via', value: '2.0 2afae0d44e2540f472c0635ab62c232b.cloudfront.net (CloudFront)' }],
      'x-forwarded-for': [{ key: 'X-Forwarded-For', value: request.clientIp }],
    },
    origin: isApi
      ? {
          custom: {
            customHeaders: { 'x-from': [{ key: 'X-From', value: 'cloudfront' }] },
            domainName,
            keepaliveTimeout: 7,
            path: '/default',
            port: 443,
            protocol: 'https',
            readTimeout: 20,
            sslProtocols: ['TLSv1.2'],
          },
        }
      : { s3: { authMethod: 'none', customHeaders: {}, domainName, path: '' } },
  };
}

/** A distribution with all functions, built from these settings for Lambda@Edge. Each change of the split finds new containers. */
export async function aLambdaEdge(settings: unknown = LAMBDA_SETTINGS): Promise<LambdaEdge> {
  const store = anEdgeStore();
  const code = Object.fromEntries(
    (await buildLambdaFunctions(edgeSettings(settings))).map((built) => [built.name, built.code]),
  );
  const teller = deployFunction(code['tell-split']!, {
    kvs: () => kvsOf(store),
    now: () => edge.now,
  }) as DeployedFunction<EdgeEvent, EdgeResponse>;
  let split = aSplit({ weight: 0 });
  let count = 0;
  let containers = new Map<LambdaEdgeTrigger, LambdaEdgeContainer>();

  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    edge.asked.push({ url, init });
    const { hostname, pathname } = new URL(url);
    if (edge.network === 'down') throw new TypeError('fetch failed');
    if (edge.network === 'silent') return new Promise((_, reject) => giveUp(init.signal!, reject));
    if (hostname !== DISTRIBUTION.distributionDomainName || pathname !== '/.serin/web')
      return new Response('', { status: 404 });
    const { status, body } = await edge.tells(Object.fromEntries(new Headers(init.headers)));
    return new Response(body, { status });
  };

  const edge: LambdaEdge = {
    store,
    now: Date.UTC(2026, 0, 5, 9),
    network: 'up',
    asked: [],
    writes(change) {
      split = { ...split, ...change, revision: split.revision + 1 };
      store.values.set('web', writeSplit(split));
    },
    split(change) {
      edge.writes(change);
      edge.cold();
    },
    async tells(headers) {
      const { request } = asEdgeEvent({
        config: DISTRIBUTION,
        request: lambdaRequest({ uri: '/.serin/web', headers }),
      });
      const { answer } = await teller.run({ context: {}, request });
      return { status: answer.statusCode, headers: answer.headers ?? {}, body: answer.body?.data ?? '' };
    },
    cold() {
      containers = new Map();
    },
    container(trigger) {
      const running =
        containers.get(trigger) ?? startContainer(code[`lambda-${trigger}`]!, trigger, { fetch, now: () => edge.now });
      containers.set(trigger, running);
      return running;
    },
    async ask(asked = {}, meanwhile = () => undefined) {
      count += 1;
      const requestId = `request-${count}`;
      const viewer = { request: lambdaRequest(asked), requestId };
      const request = (await edge.container('viewer-request').run(viewer)) as LambdaRequest;
      meanwhile();
      const before = atOrigin(request);
      const { origin } = (await edge.container('origin-request').run({ request: before, requestId })) as typeof before;
      const response = (await edge
        .container('viewer-response')
        .run({ request, requestId, response: { status: '200', headers: {} } })) as LambdaResponse;
      const { domainName = '', path = '' } = origin?.s3 ?? origin?.custom ?? {};
      const isLeft = JSON.stringify(origin) === JSON.stringify(before.origin);
      return {
        side: request.headers['x-serin-side']![0]!.value,
        request: asEdgeEvent({ config: DISTRIBUTION, request }).request,
        response: asEdgeResponse(response),
        origin: origin as unknown as Served['origin'],
        where: isLeft ? null : `${domainName}${path}`,
      };
    },
    async request(asked) {
      count += 1;
      const viewer = { request: lambdaRequest(asked), requestId: `request-${count}` };
      const request = (await edge.container('viewer-request').run(viewer)) as LambdaRequest;
      return request.headers['x-serin-side']![0]!.value;
    },
    token: (use, value, seconds, secret) => tokenAt(edge.now, { use, value, seconds, secret }),
  };
  edge.split({});
  return edge;
}

/** A question that nobody answers ends when whoever asked gives up; here that is at once. */
function giveUp(signal: AbortSignal, reject: (reason: unknown) => void): void {
  if (!(signal instanceof AbortSignal)) throw new Error('A question without a limit may never end.');
  reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
}

/** The response with its cookies taken apart. */
function asEdgeResponse({ status, headers = {} }: LambdaResponse): EdgeResponse {
  const cookies = (headers['set-cookie'] ?? []).map(({ value }) => {
    const [, name, text, attributes] = /^([^=]+)=([^;]*); (.*)$/.exec(value)!;
    return [name!, { value: text!, attributes: attributes! }];
  });
  const others = Object.entries(headers).filter(([name]) => name !== 'set-cookie');
  return {
    statusCode: Number(status),
    headers: Object.fromEntries(others.map(([name, [line]]) => [name, { value: line!.value }])),
    cookies: Object.fromEntries(cookies),
  };
}

import type { EdgeEvent, EdgeValues } from '../event.ts';

/** One line of a header; `key` is its name as it is sent. */
interface LambdaHeader {
  key?: string | undefined;
  value: string;
}

/** Headers by their names in lower case, each with all of its lines. */
export interface LambdaHeaders {
  [name: string]: LambdaHeader[];
}

/** A bucket as an origin. */
export interface LambdaBucket {
  authMethod: 'none' | 'origin-access-identity';
  customHeaders: LambdaHeaders;
  domainName: string;
  path: string;
  /** Only for an identity: the region of the bucket. */
  region?: string;
}

/** Any other origin. Timeouts are in seconds. */
export interface LambdaServer {
  customHeaders: LambdaHeaders;
  domainName: string;
  keepaliveTimeout: number;
  path: string;
  port: number;
  protocol: 'http' | 'https';
  readTimeout: number;
  sslProtocols: string[];
}

/** An origin of either kind. */
type LambdaOrigin = { s3: LambdaBucket; custom?: undefined } | { custom: LambdaServer; s3?: undefined };

/** The request. */
export interface LambdaRequest {
  readonly clientIp: string;
  readonly method: string;
  uri: string;
  querystring: string;
  headers: LambdaHeaders;
  /** At the origin request only. */
  origin?: LambdaOrigin;
}

/** The response. */
export interface LambdaResponse {
  status: string;
  statusDescription?: string;
  headers?: LambdaHeaders;
}

/** The record of one request (CloudFront Developer Guide, "Lambda@Edge event structure"), as far as it is used. */
export interface LambdaRecord {
  readonly cf: {
    readonly config: {
      readonly distributionDomainName: string;
      /** At viewer events; the same for a request and its response. */
      readonly requestId?: string;
    };
    readonly request: LambdaRequest;
  };
}

/** The event of a request function. */
export interface LambdaEvent {
  readonly Records: readonly LambdaRecord[];
}

/** The event behind the cache. Its request is as the function of the viewer request left it. */
export interface LambdaResponseEvent {
  readonly Records: readonly { readonly cf: LambdaRecord['cf'] & { readonly response: LambdaResponse } }[];
}

/** Returns the event in the form that the routing code reads. The first of several values with one name counts. */
export function asEdgeEvent({ config, request }: LambdaRecord['cf']): EdgeEvent {
  const cookies = (request.headers.cookie ?? []).map(({ value }) => value).join(';');
  return {
    context: config.requestId === undefined ? {} : { requestId: config.requestId },
    request: {
      method: request.method,
      uri: request.uri,
      querystring: pairsIn(request.querystring, '&'),
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, lines]) => [name, lines[0]])),
      cookies: pairsIn(cookies, ';'),
    },
  };
}

/** Parses several pairs of `name=value`. The result has no prototype, so that it contains only sent names. */
function pairsIn(text: string, separator: string): EdgeValues {
  const values: EdgeValues = Object.create(null);
  for (const pair of text.split(separator)) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at < 0 ? pair.length : at).trim();
    values[name] ??= { value: at < 0 ? '' : pair.slice(at + 1).trim() };
  }
  return values;
}

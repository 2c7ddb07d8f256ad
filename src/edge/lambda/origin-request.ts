import { originFor } from '../origins.ts';
import type { EdgeOrigin } from '../settings.ts';
import type { LambdaBucket, LambdaEvent, LambdaRequest, LambdaServer } from './event.ts';
import { notedSide } from './notes.ts';

/** The timeouts of a server that the distribution does not have, in seconds: CloudFront's defaults. */
const TIMEOUTS = { keepaliveTimeout: 5, readTimeout: 30 };

/** Sends a request that the cache cannot answer to the origin of its side. Reads only the noted side of the request. */
export async function handler({ Records }: LambdaEvent): Promise<LambdaRequest> {
  const { request } = (Records[0] as LambdaEvent['Records'][number]).cf;
  const side = notedSide(request.headers);
  const origin = side === null ? null : originFor(side, request.uri);
  if (origin === null) return request;
  request.origin =
    origin.kind === 'bucket'
      ? { s3: asBucket(origin, request.origin?.s3) }
      : { custom: asServer(origin, request.origin?.custom) };
  // CloudFront signs the host for a bucket, and an API is found by it.
  request.headers.host = [{ key: 'Host', value: origin.domain }];
  return request;
}

/**
 * Returns a bucket as an origin. Its access method stays as in the distribution, whose origin access control also signs these
 * requests.
 */
function asBucket({ domain, originPath }: EdgeOrigin, before: LambdaBucket | undefined): LambdaBucket {
  const { authMethod = 'none', customHeaders = {} } = before ?? {};
  const bucket = { authMethod, customHeaders, domainName: domain, path: originPath };
  return authMethod === 'none' ? bucket : { ...bucket, region: regionIn(domain) };
}

/** Returns the region in the name of a bucket, `site.s3.eu-west-1.amazonaws.com`; us-east-1 when the name has none. */
function regionIn(domain: string): string {
  return /\.s3[.-](?:dualstack\.)?([a-z]{2,}(?:-[a-z]+)+-\d+)\./.exec(domain)?.[1] ?? 'us-east-1';
}

function asServer({ domain, originPath }: EdgeOrigin, before: LambdaServer | undefined): LambdaServer {
  const { keepaliveTimeout, readTimeout } = before ?? TIMEOUTS;
  return {
    customHeaders: before?.customHeaders ?? {},
    domainName: domain,
    keepaliveTimeout,
    path: originPath,
    port: 443,
    protocol: 'https',
    readTimeout,
    sslProtocols: ['TLSv1.2'],
  };
}

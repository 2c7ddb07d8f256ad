import type { LambdaBucket, LambdaEvent, LambdaRequest, LambdaServer } from './lambda-event.ts';
import { notedSide } from './lambda-notes.ts';
import { originFor } from './origins.ts';
import type { EdgeOrigin } from './settings.ts';

/** Time-outs of a server that was none in the distribution, in seconds: CloudFront's own. */
const TIMEOUTS = { keepaliveTimeout: 5, readTimeout: 30 };

/** Sends what the cache does not have to the origin of its side. Nothing of the request but the noted side is looked at. */
export async function handler({ Records }: LambdaEvent): Promise<LambdaRequest> {
  const { request } = (Records[0] as LambdaEvent['Records'][number]).cf;
  const side = notedSide(request.headers);
  const origin = side === null ? null : originFor(side, request.uri);
  if (origin === null) return request;
  request.origin =
    origin.kind === 'bucket'
      ? { s3: asBucket(origin, request.origin?.s3) }
      : { custom: asServer(origin, request.origin?.custom) };
  // What CloudFront signs for a bucket, and what an API is found by.
  request.headers.host = [{ key: 'Host', value: origin.domain }];
  return request;
}

/** How a bucket is entered stays as it is in the distribution, whose origin access control signs what is sent here too. */
function asBucket({ domain, originPath }: EdgeOrigin, before: LambdaBucket | undefined): LambdaBucket {
  const { authMethod = 'none', customHeaders = {} } = before ?? {};
  const bucket = { authMethod, customHeaders, domainName: domain, path: originPath };
  return authMethod === 'none' ? bucket : { ...bucket, region: regionIn(domain) };
}

/** The region in the name of a bucket, `site.s3.eu-west-1.amazonaws.com`; without one it is the first that there was. */
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

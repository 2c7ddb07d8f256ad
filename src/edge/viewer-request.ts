import type { EdgeEvent, EdgeRequest } from './event.ts';
import { originFor } from './origins.ts';
import { decideRoute, names } from './route.ts';
import { type RequestOrigin, runtime } from './runtime.ts';
import type { EdgeOrigin } from './settings.ts';
import { storeReader } from './store-reader.ts';

/**
 * Sends a request to the side it belongs to. Writes the side to a header over anything the viewer sent there, so that the cache
 * never mixes the sides. The header has the side and not the arm, because the arms change sides when a rollout completes.
 */
export async function handler(event: EdgeEvent): Promise<EdgeRequest> {
  const request = event.request;
  const route = await decideRoute(event, storeReader);
  request.headers[names.side] = { value: route.side };
  const origin = originFor(route.side, request.uri);
  if (origin !== null) runtime.cloudfront.updateRequestOrigin(asRequestOrigin(origin));
  return request;
}

function asRequestOrigin(origin: EdgeOrigin): RequestOrigin {
  if (origin.kind === 'bucket') {
    return {
      domainName: origin.domain,
      originPath: origin.originPath,
      originAccessControlConfig: {
        enabled: true,
        signingBehavior: 'always',
        signingProtocol: 'sigv4',
        originType: 's3',
      },
    };
  }
  return {
    domainName: origin.domain,
    originPath: origin.originPath,
    originAccessControlConfig: { enabled: false },
    customOriginConfig: { port: 443, protocol: 'https', sslProtocols: ['TLSv1.2'] },
  };
}

import type { EdgeEvent, EdgeRequest } from './event.ts';
import { names, routeOf } from './route.ts';
import { type RequestOrigin, runtime } from './runtime.ts';
import { type EdgeOrigin, settings } from './settings.ts';

/**
 * Sends a request to the side it belongs to. The side is put into a header over whatever the viewer sent there, so that the
 * cache never mixes the sides. It is the side and not the arm, because the arms change sides when a rollout completes.
 */
export async function handler(event: EdgeEvent): Promise<EdgeRequest> {
  const request = event.request;
  const route = await routeOf(event);
  request.headers[names.side] = { value: route.side };
  const origin = originFor(route.side, request.uri);
  if (origin !== null) runtime.cloudfront.updateRequestOrigin(asRequestOrigin(origin));
  return request;
}

/** The origin of the longest path that fits; null where the distribution's own is left. */
function originFor(side: string, uri: string): EdgeOrigin | null {
  const fitting = (settings.sides[side] || []).filter((origin) => uri.indexOf(origin.path) === 0);
  return fitting[0] || null;
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

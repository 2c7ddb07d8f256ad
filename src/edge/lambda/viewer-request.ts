import { decideRoute } from '../route.ts';
import { TELLING_PATH } from '../split-notice.ts';
import { asEdgeEvent, type LambdaEvent, type LambdaRequest, type LambdaResponse } from './event.ts';
import { note } from './notes.ts';
import { readerFor } from './reader.ts';

/**
 * Decides which side a request belongs to, and notes it for the cache and the functions behind it. Refuses the path that returns
 * the split: without a cache behavior of its own for that path, the request for the split would call this function forever.
 */
export async function handler({ Records }: LambdaEvent): Promise<LambdaRequest | LambdaResponse> {
  const { cf } = Records[0] as LambdaEvent['Records'][number];
  if (cf.request.uri === TELLING_PATH) return { status: '404', statusDescription: 'Not Found' };
  note(cf.request.headers, await decideRoute(asEdgeEvent(cf), readerFor(cf.config.distributionDomainName)));
  return cf.request;
}

import type { EdgeEvent, EdgeResponse } from './event.ts';
import { readToken } from './route.ts';
import type { Told } from './split-notice.ts';
import { storeReader } from './store-reader.ts';

/**
 * Answers with the split, and with the values of the tokens sent with the request. Lambda@Edge functions, which cannot read the
 * store, ask this CloudFront function. It returns no secret.
 */
export async function handler(event: EdgeEvent): Promise<EdgeResponse> {
  const headers = { 'cache-control': { value: 'no-store' }, 'content-type': { value: 'application/json' } };
  try {
    const now = Date.now();
    const told: Told = {
      split: await storeReader.split(),
      override: await storeReader.verified('override', readToken(event.request, 'override'), now),
      cohort: await storeReader.verified('cohort', readToken(event.request, 'cohort'), now),
    };
    return { statusCode: 200, headers: headers, body: { encoding: 'text', data: JSON.stringify(told) } };
  } catch {
    return { statusCode: 503, headers: headers };
  }
}

import type { EdgeEvent, EdgeResponse } from './event.ts';
import { readToken } from './route.ts';
import type { Told } from './split-notice.ts';
import { storeReader } from './store-reader.ts';

/**
 * A CloudFront function that answers with the split, and with what the tokens say that are shown with the question: for
 * functions of Lambda@Edge, which cannot read the store. No secret leaves it.
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

import { gunzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Returns the value that an item of the table holds, by its version: JSON, or JSON in gzip; bytes may be in base64, as on the wire. */
export function readStoredValue<T>({ record, schema }: Record<string, AttributeValue>): T {
  const text =
    schema?.N === '2' ? gunzipSync(Buffer.from((record?.B ?? '') as string, 'base64')).toString() : record?.S;
  return JSON.parse(text ?? 'null') as T;
}

import { gunzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Returns the value that an item of the table holds, by its version: JSON, or JSON in gzip. */
export function readStoredValue<T>({ record, schema }: Record<string, AttributeValue>): T {
  const text = schema?.N === '2' ? gunzipSync(record?.B ?? '').toString() : record?.S;
  return JSON.parse(text ?? 'null') as T;
}

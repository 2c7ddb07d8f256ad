import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Schema } from '../../../domain/schema.ts';
import { RecordUnreadable } from '../../../ports/store.ts';

/** The version of what is stored as JSON. What has another version than these two is not read. */
const SCHEMA = 1;
/** The version of what is stored as JSON in gzip. */
const PACKED = 2;

/** DynamoDB takes 400 KB an item; what is left is room for the keys and for one more entry. */
const MAX_BYTES = 350 * 1024;

/** The time history is kept after it happened: 13 months, in seconds. */
const RETENTION_SECONDS = 396 * 24 * 60 * 60;

/** A record is too large for one item. */
export class RecordTooLarge extends Error {
  readonly code = 'record-too-large';
  constructor(what: string, bytes: number) {
    super(
      `${what} has ${bytes} bytes; at most ${MAX_BYTES} are stored. Nothing was written. Give the service fewer targets or alarms, or a shorter plan.`,
    );
    this.name = 'RecordTooLarge';
  }
}

/** A record was written by a Serin that stores another version. */
export class RecordSchemaUnknown extends RecordUnreadable {
  readonly code = 'record-schema-unknown';
  constructor(what: string, schema: string) {
    super(
      `${what} is stored in schema ${schema}; this Serin knows ${SCHEMA} and ${PACKED}. Deploy the version of Serin that wrote it, or a later one.`,
    );
    this.name = 'RecordSchemaUnknown';
  }
}

/** A record is not what this Serin writes: somebody edited it, or a later version wrote it. */
export class RecordDamaged extends RecordUnreadable {
  readonly code = 'record-damaged';
  constructor(problem: string, options?: ErrorOptions) {
    super(
      `${problem}. Restore the item from the table's point-in-time recovery, or correct its attribute "record".`,
      options,
    );
    this.name = 'RecordDamaged';
  }
}

/**
 * The attributes that hold a value.
 * @param what names it in errors, for example `The record of checkout`.
 * @throws RecordTooLarge
 */
export function toAttributes(value: unknown, what: string): Record<string, AttributeValue> {
  const record = JSON.stringify(value);
  const bytes = Buffer.byteLength(record);
  if (bytes > MAX_BYTES) throw new RecordTooLarge(what, bytes);
  return { record: { S: record }, schema: { N: String(SCHEMA) } };
}

/**
 * The attributes that hold a value in gzip: what is saved often, since DynamoDB counts a write in whole KB. The slower levels of
 * gzip save one write unit in a hundred.
 * @param what names it in errors, for example `The record of checkout`.
 * @throws RecordTooLarge
 */
export function toPackedAttributes(value: unknown, what: string): Record<string, AttributeValue> {
  const record = gzipSync(JSON.stringify(value), { level: 1 });
  if (record.length > MAX_BYTES) throw new RecordTooLarge(what, record.length);
  return { record: { B: record }, schema: { N: String(PACKED) } };
}

/** The attribute that ends an item 13 months after `at` (milliseconds since the epoch), for DynamoDB's time to live. */
export function expiresAfter(at: number): Record<string, AttributeValue> {
  return { expires: { N: String(Math.ceil(at / 1000) + RETENTION_SECONDS) } };
}

/**
 * The value that an item holds, as it was written: checked, but with nothing taken away, so that what another version of
 * the same schema added survives the next save.
 * @param filled adds what an earlier version of the same schema did not store
 * @throws RecordSchemaUnknown, RecordDamaged
 */
export function fromAttributes<T>(
  item: Record<string, AttributeValue>,
  schema: Schema<T>,
  what: string,
  filled: (value: unknown) => unknown = (value) => value,
): T {
  const version = item.schema?.N ?? 'none';
  const value = filled(parseJson(readText(item, version, what), what));
  const checked = schema.safeParse(value);
  if (!checked.success) {
    const problems = checked.error.issues
      .slice(0, 3)
      .map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
    throw new RecordDamaged(
      `${what} is not as this version of Serin writes it: ${problems.join('; ')}. If a later version wrote it, deploy that one`,
    );
  }
  return value as T;
}

/** Returns the JSON of an item, of whichever version. @throws RecordSchemaUnknown, RecordDamaged */
function readText({ record }: Record<string, AttributeValue>, version: string, what: string): string {
  if (version !== String(SCHEMA) && version !== String(PACKED)) throw new RecordSchemaUnknown(what, version);
  const stored = version === String(PACKED) ? record?.B : record?.S;
  if (stored === undefined) throw new RecordDamaged(`${what} has no attribute "record"`);
  if (typeof stored === 'string') return stored;
  try {
    return gunzipSync(stored).toString();
  } catch (cause) {
    throw new RecordDamaged(`${what} is not gzip`, { cause });
  }
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RecordDamaged(`${what} is not JSON`, { cause });
  }
}

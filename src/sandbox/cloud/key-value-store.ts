import {
  type DeleteKeyCommandInput,
  type DescribeKeyValueStoreCommandInput,
  type GetKeyCommandInput,
  type PutKeyCommandInput,
  ResourceNotFoundException,
  type UpdateKeysCommandInput,
  ValidationException,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import type { Model } from './attach.ts';

/** The most bytes of a key and of a value (CloudFront quotas, "Quotas on key value stores"). */
const MAX_BYTES = { key: 512, value: 1024 };

/** The most keys of one UpdateKeys (the same page). */
const MAX_UPDATES = 50;

/** CloudFront's stores of one account. */
export interface KeyValueStoreCloud {
  readonly model: Model;
  /** Creates a store with these values. */
  createStore(arn: string, values: Readonly<Record<string, string>>): void;
  /** Returns the value that a function at the edge reads; undefined where there is none. */
  get(arn: string, key: string): string | undefined;
  /** Returns the time of the last write to a store, in milliseconds since the epoch; 0 where there is no store. */
  changedAt(arn: string): number;
}

interface Store {
  readonly values: Map<string, string>;
  readonly created: number;
  modified: number;
  version: number;
}

/**
 * Creates a model of CloudFront KeyValueStore. A store has one version; every write has to name it and changes it. A write is at
 * the edge at once. (moto has no such API, so nothing else can stand in for this model.)
 */
export function createKeyValueStoreModel({ now }: { now(): number }): KeyValueStoreCloud {
  const stores = new Map<string, Store>();
  const requireStore = (arn = ''): Store => requireFound(stores.get(arn), `There is no store ${arn}.`);
  const storeEtag = ({ version }: Store): string => `KV${version}`;
  const write = (
    input: { KvsARN?: string | undefined; IfMatch?: string | undefined },
    change: (store: Store) => void,
  ) => {
    const store = requireStore(input.KvsARN);
    if (input.IfMatch !== storeEtag(store))
      throw new ValidationException({
        message: 'Pre-Condition failed during update of Key-Value-Store',
        $metadata: {},
      });
    change(store);
    store.version += 1;
    store.modified = now();
    return { ETag: storeEtag(store), ...sizes(store) };
  };
  return {
    createStore: (arn, values) => {
      stores.set(arn, { values: new Map(Object.entries(values)), created: now(), modified: now(), version: 1 });
    },
    get: (arn, key) => stores.get(arn)?.values.get(key),
    changedAt: (arn) => stores.get(arn)?.modified ?? 0,
    model: {
      DescribeKeyValueStore({ KvsARN }: DescribeKeyValueStoreCommandInput) {
        const store = requireStore(KvsARN);
        const dates = { Created: new Date(store.created), LastModified: new Date(store.modified) };
        return { KvsARN, ETag: storeEtag(store), Status: 'READY', ...dates, ...sizes(store) };
      },

      GetKey({ KvsARN, Key = '' }: GetKeyCommandInput) {
        const store = requireStore(KvsARN);
        return { Key, Value: requireFound(store.values.get(Key), `There is no key ${Key}.`), ...sizes(store) };
      },

      PutKey(input: PutKeyCommandInput) {
        requireFitting(input);
        return write(input, ({ values }) => values.set(input.Key ?? '', input.Value ?? ''));
      },

      UpdateKeys(input: UpdateKeysCommandInput) {
        const { Puts = [], Deletes = [] } = input;
        if (Puts.length + Deletes.length > MAX_UPDATES)
          throw new ValidationException({ message: `At most ${MAX_UPDATES} keys are updated at once.`, $metadata: {} });
        for (const put of Puts) requireFitting(put);
        return write(input, ({ values }) => {
          for (const { Key = '', Value = '' } of Puts) values.set(Key, Value);
          for (const { Key = '' } of Deletes) values.delete(Key);
        });
      },

      DeleteKey(input: DeleteKeyCommandInput) {
        return write(input, ({ values }) => {
          requireFound(values.get(input.Key ?? ''), `There is no key ${input.Key}.`);
          values.delete(input.Key ?? '');
        });
      },
    },
  };
}

function sizes({ values }: Store) {
  const bytes = [...values].reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return { ItemCount: values.size, TotalSizeInBytes: bytes };
}

function requireFitting({ Key = '', Value = '' }: { Key?: string | undefined; Value?: string | undefined }): void {
  if (Buffer.byteLength(Key) > MAX_BYTES.key || Buffer.byteLength(Value) > MAX_BYTES.value)
    throw new ValidationException({ message: 'The key or the value is too long.', $metadata: {} });
}

function requireFound<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new ResourceNotFoundException({ message, $metadata: {} });
  return value;
}

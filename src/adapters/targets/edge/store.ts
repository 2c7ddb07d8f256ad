import {
  type CloudFrontKeyValueStoreClient,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  PutKeyCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { TargetChanged, TargetFault } from '../../../ports/target.ts';
import { readSplit, type Split, writeSplit } from '../../../routing/split.ts';
import { type Api, errorCode } from '../../shared/fault.ts';
import { type EdgeConfig, edgeName } from './config.ts';

/** The permanent errors of KeyValueStore with their remedies, and the permissions that its calls need. */
export const edgeApi: Api = {
  name: 'KeyValueStore',
  permanent: {
    ResourceNotFoundException: 'Check whether the store or the key was deleted.',
    ServiceQuotaExceededException: 'The store is full (5 MB): remove keys that are not used.',
    ValidationException: 'Compare the key with the baseline in the thread and correct it by hand.',
  },
  needs:
    'cloudfront-keyvaluestore:DescribeKeyValueStore, cloudfront-keyvaluestore:GetKey, cloudfront-keyvaluestore:PutKey and cloudfront-keyvaluestore:UpdateKeys',
};

/**
 * True when a write was refused because the store has another version by now. CloudFront documents a `ConflictException`, but
 * answers with a `ValidationException`: "Pre-Condition failed during update of Key-Value-Store".
 */
function isStale(error: unknown): boolean {
  const code = errorCode(error);
  if (code === 'ConflictException') return true;
  return code === 'ValidationException' && /pre-?condition failed/i.test((error as Error).message);
}

/** The split as it is, and the version of the whole store at which it was. */
export interface Held {
  /** Null when the value is no split. */
  readonly split: Split | null;
  readonly etag: string;
}

/** The splits of several keys of one store, in the order of the keys, and a version of the store. */
export interface Glance {
  /** Rejected where a key could not be read. */
  readonly splits: readonly PromiseSettledResult<Split | null>[];
  readonly etag: string;
}

/** A split, and the key that it belongs to. */
export interface SplitWrite {
  readonly config: EdgeConfig;
  readonly split: Split;
}

/** The client, loaded at the first call. */
export type LoadClient = () => Promise<CloudFrontKeyValueStoreClient>;

/** Reads and writes the splits of targets. */
export interface EdgeStore {
  /** The version is read first, so that a write which expects it fails when the split changed in between. */
  read(config: EdgeConfig): Promise<Held>;
  /**
   * Reads keys of one store and its version at once, for a caller that overwrites whatever is there: the version may be newer
   * than the splits.
   */
  glance(configs: readonly EdgeConfig[]): Promise<Glance>;
  /** @throws TargetChanged when the store has another version by now. */
  write(write: SplitWrite, etag: string): Promise<void>;
  /**
   * Writes keys of one store in one call, all or none, in groups of 50: each group after the first expects the version that
   * the one before made.
   * @throws TargetChanged when the store has another version by now.
   */
  writeAll(writes: readonly SplitWrite[], etag: string): Promise<void>;
}

/** The most keys of one UpdateKeys (CloudFront quotas, "Quotas on key value stores"). */
const KEYS_PER_UPDATE = 50;

export function createEdgeStore(load: LoadClient): EdgeStore {
  const version = async ({ store }: EdgeConfig): Promise<string> =>
    (await (await load()).send(new DescribeKeyValueStoreCommand({ KvsARN: store }))).ETag ?? '';
  const value = async ({ store, key }: EdgeConfig): Promise<Split | null> =>
    readSplit((await (await load()).send(new GetKeyCommand({ KvsARN: store, Key: key }))).Value ?? '');
  const sendWrite = async (write: PutKeyCommand | UpdateKeysCommand, config: EdgeConfig) => {
    try {
      const client = await load();
      return write instanceof PutKeyCommand ? await client.send(write) : await client.send(write);
    } catch (error) {
      if (isStale(error)) throw new TargetChanged(edgeName(config), { cause: error });
      throw error;
    }
  };
  return {
    async read(config) {
      const etag = await version(config);
      return { etag, split: await value(config) };
    },
    async glance(configs) {
      const [first] = configs;
      if (first === undefined) return { etag: '', splits: [] };
      const [etag, splits] = await Promise.all([version(first), Promise.allSettled(configs.map(value))]);
      return { etag, splits };
    },
    async write({ config, split }, etag) {
      const { store: KvsARN, key: Key } = config;
      const put = new PutKeyCommand({ KvsARN, Key, Value: writeSplit(split), IfMatch: etag });
      await sendWrite(put, config);
    },
    async writeAll(writes, etag) {
      let IfMatch = etag;
      for (let from = 0; from < writes.length; from += KEYS_PER_UPDATE) {
        const group = writes.slice(from, from + KEYS_PER_UPDATE);
        const [{ config } = { config: null }] = group;
        if (config === null) return;
        const Puts = group.map(({ config: { key }, split }) => ({ Key: key, Value: writeSplit(split) }));
        const update = new UpdateKeysCommand({ KvsARN: config.store, Puts, IfMatch });
        IfMatch = (await sendWrite(update, config)).ETag ?? '';
      }
    },
  };
}

/** The split, where there has to be one. @throws TargetFault */
export function requireSplit({ split }: Held, config: EdgeConfig): Split {
  if (split !== null) return split;
  const message = `The key ${config.key} holds no split any more, so everybody stays where they are. Put the baseline in the thread back.`;
  throw new TargetFault('split-unreadable', message, true);
}

import {
  type CloudFrontKeyValueStoreClient,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  PutKeyCommand,
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
    'cloudfront-keyvaluestore:DescribeKeyValueStore, cloudfront-keyvaluestore:GetKey and cloudfront-keyvaluestore:PutKey',
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

/** The client, loaded at the first call. */
export type LoadClient = () => Promise<CloudFrontKeyValueStoreClient>;

/** Reads and writes the split of one target. */
export interface EdgeStore {
  /** The version is read first, so that a write which expects it fails when the split changed in between. */
  read(config: EdgeConfig): Promise<Held>;
  /** Reads both at once, for a caller that overwrites whatever is there: the version may be newer than the split. */
  glance(config: EdgeConfig): Promise<Held>;
  /** @throws TargetChanged when the store has another version by now. */
  write(config: EdgeConfig, split: Split, etag: string): Promise<void>;
}

export function createEdgeStore(load: LoadClient): EdgeStore {
  const version = async ({ store }: EdgeConfig): Promise<string> =>
    (await (await load()).send(new DescribeKeyValueStoreCommand({ KvsARN: store }))).ETag ?? '';
  const value = async ({ store, key }: EdgeConfig): Promise<Split | null> =>
    readSplit((await (await load()).send(new GetKeyCommand({ KvsARN: store, Key: key }))).Value ?? '');
  return {
    async read(config) {
      const etag = await version(config);
      return { etag, split: await value(config) };
    },
    async glance(config) {
      const [etag, split] = await Promise.all([version(config), value(config)]);
      return { etag, split };
    },
    async write(config, split, etag) {
      const { store, key } = config;
      try {
        await (await load()).send(
          new PutKeyCommand({ KvsARN: store, Key: key, Value: writeSplit(split), IfMatch: etag }),
        );
      } catch (error) {
        if (isStale(error)) throw new TargetChanged(edgeName(config), { cause: error });
        throw error;
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

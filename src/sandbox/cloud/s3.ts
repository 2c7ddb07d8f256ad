import {
  type GetObjectCommandInput,
  NoSuchBucket,
  NoSuchKey,
  type PutObjectCommandInput,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Model } from './attach.ts';

/** S3 of one account: its buckets and their objects. */
export interface S3Cloud {
  readonly model: Model;
  createBucket(bucket: string): void;
  /** Puts an object. @param at when, in milliseconds since the epoch; now where it is left out */
  put(bucket: string, key: string, text: string, at?: number): void;
  removeBucket(bucket: string): void;
  /** Returns an object's text as a reader of the bucket gets it; undefined where there is none. */
  textOf(bucket: string, key: string): string | undefined;
}

interface Stored {
  readonly bytes: Buffer;
  readonly at: number;
}

/** Creates a model of S3: PutObject of a text, and GetObject with a range from the beginning. */
export function createS3Model({ now }: { now(): number }): S3Cloud {
  const buckets = new Map<string, Map<string, Stored>>();
  const requireBucket = (name: string | undefined): Map<string, Stored> => {
    const bucket = buckets.get(name ?? '');
    if (bucket === undefined) throw new NoSuchBucket({ message: 'The specified bucket does not exist', $metadata: {} });
    return bucket;
  };
  return {
    model: {
      PutObject({ Bucket, Key = '', Body }: PutObjectCommandInput) {
        requireBucket(Bucket).set(Key, { bytes: Buffer.from(String(Body)), at: now() });
        return {};
      },
      GetObject({ Bucket, Key, Range }: GetObjectCommandInput) {
        const object = requireBucket(Bucket).get(Key ?? '');
        if (object === undefined) {
          throw new NoSuchKey({ message: 'The specified key does not exist.', $metadata: {} });
        }
        const bytes = sliceRange(object.bytes, Range);
        return {
          Body: { transformToString: async () => bytes.toString('utf8') },
          ContentLength: bytes.length,
          ...(Range !== undefined && { ContentRange: `bytes 0-${bytes.length - 1}/${object.bytes.length}` }),
          // S3 keeps whole seconds.
          LastModified: new Date(Math.floor(object.at / 1000) * 1000),
        };
      },
    },
    createBucket: (name) => buckets.set(name, buckets.get(name) ?? new Map()),
    put: (bucket, key, text, at = now()) => requireBucket(bucket).set(key, { bytes: Buffer.from(text), at }),
    removeBucket: (name) => buckets.delete(name),
    textOf: (bucket, key) => buckets.get(bucket)?.get(key)?.bytes.toString('utf8'),
  };
}

/** Returns the bytes of `bytes=0-<last>`; S3 refuses a range of an empty object. */
function sliceRange(bytes: Buffer, range: string | undefined): Buffer {
  if (range === undefined) return bytes;
  const last = Number(/^bytes=0-(\d+)$/.exec(range)?.[1]);
  if (bytes.length > 0 && !Number.isNaN(last)) return bytes.subarray(0, last + 1);
  throw new S3ServiceException({
    name: 'InvalidRange',
    $fault: 'client',
    message: 'The requested range is not satisfiable',
    $metadata: { httpStatusCode: 416 },
  });
}

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ComponentReading, Content } from '../../../domain/environment/component.ts';
import type { EnvironmentId } from '../../../domain/environment/environment.ts';
import { type Component, ComponentFault } from '../../../ports/component.ts';
import { type Api, errorCode } from '../../shared/fault.ts';
import { faulting } from '../fault.ts';
import { parseVersionFile, VERSION_FILE_BYTES } from '../version-file.ts';
import { type FrontendConfig, frontendComponent, frontendConfig } from './config.ts';

const s3Api: Api = {
  name: 'S3',
  permanent: {
    NoSuchBucket: 'Create the bucket, or correct serin.yml.',
    PermanentRedirect: 'The bucket is in another region; Serin works in one.',
  },
  needs: 's3:GetObject and s3:ListBucket',
};

/** Front-end builds as components. A build is made elsewhere: Serin reads the version files and changes nothing. */
export function createFrontend(client: S3Client): Component {
  const read = async (raw: unknown): Promise<ComponentReading> => {
    const config = frontendConfig.parse(raw);
    const name = frontendComponent(config);
    const [a, b] = await Promise.all([readContent(client, config, 'a'), readContent(client, config, 'b')]);
    return { name, a, b, troubles: [] };
  };
  return {
    read: async (config) => [await read(config)],
    digests: async (config) => {
      const { name, a, b } = await read(config);
      return [{ name, a: a?.digest ?? null, b: b?.digest ?? null }];
    },
  };
}

/**
 * The build in one bucket; null when there is none yet. What the file says of its age counts; where it says nothing, it
 * is as old as the object.
 */
async function readContent(client: S3Client, config: FrontendConfig, side: EnvironmentId): Promise<Content | null> {
  const [bucket, key] = [config.buckets[side], config.versionFile ?? 'version.json'];
  const where = `s3://${bucket}/${key}`;
  return faulting(s3Api, `${frontendComponent(config)} in ${side}`, async () => {
    const object = await fetchFile(client, bucket, key);
    if (object === null) return null;
    if (object.bytes > VERSION_FILE_BYTES) {
      const message = `${where} has ${object.bytes} bytes; a version file has at most ${VERSION_FILE_BYTES}. Name another versionFile.`;
      throw new ComponentFault('version-file-too-large', message, true);
    }
    const { version, builtAt } = parseVersionFile(object.text, where);
    return { version, label: version, order: builtAt ?? object.modified, digest: version, token: '' };
  });
}

interface Fetched {
  readonly text: string;
  /** The size of the whole object. */
  readonly bytes: number;
  readonly modified: number | null;
}

/** Never more than one byte beyond the limit, whatever lies in the bucket. */
async function fetchFile(client: S3Client, bucket: string, key: string): Promise<Fetched | null> {
  try {
    const range = `bytes=0-${VERSION_FILE_BYTES}`;
    const { Body, ContentRange, LastModified } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }),
    );
    const text = (await Body?.transformToString()) ?? '';
    const total = Number(ContentRange?.split('/')[1]);
    const bytes = Number.isNaN(total) ? Buffer.byteLength(text) : total;
    return { text, bytes, modified: LastModified?.getTime() ?? null };
  } catch (error) {
    if (errorCode(error) === 'NoSuchKey') return null;
    // S3 refuses any range of an empty object.
    if (errorCode(error) === 'InvalidRange') return { text: '', bytes: 0, modified: null };
    throw error;
  }
}

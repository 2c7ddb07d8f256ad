import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** Creates a client of S3. */
export function s3Client(config: S3ClientConfig): S3Client {
  return new S3Client(config);
}

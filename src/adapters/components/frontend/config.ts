import * as z from 'zod';
import { onePerSide } from '../one-per-environment.ts';

const bucket = z
  .string()
  .regex(/^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket has 3 to 63 lower-case letters, digits, dots and -');

/** A build in a bucket for each environment, with a file that says which version it is. */
export const frontendConfig = z
  .strictObject({
    kind: z.literal('frontend').describe('A front-end build in a bucket for each environment.'),
    buckets: onePerSide(bucket, 'bucket').meta({
      description: 'The bucket that has the build of each environment.',
      examples: [{ a: 'shop-web-a', b: 'shop-web-b' }],
    }),
    versionFile: z
      .string()
      .regex(/^(?!\/)[\w!.*'()/-]{1,200}$/, "a key has letters, digits and !-_.*'()/ and does not begin with a slash")
      .optional()
      .meta({
        description: 'The key of a JSON file in the bucket with `version` and, better, `builtAt` (a time with a zone).',
        default: 'version.json',
        examples: ['version.json'],
      }),
  })
  .describe('A front-end build in a bucket for each environment');

export type FrontendConfig = z.infer<typeof frontendConfig>;

/** Unique in the world, as buckets are. */
export function frontendComponent({ buckets }: FrontendConfig): string {
  return `frontend ${buckets.a}/${buckets.b}`;
}

import * as z from 'zod';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { ExactTarget } from '../../../ports/hooks.ts';
import { isName, MAX_COHORTS } from '../../../routing/split.ts';

const name = z.string().refine(isName, 'a name has 1 to 32 of a-z, 0-9 and -');

/** A split in a store at the edge, by which CloudFront functions route users. */
export const edgeConfig = z
  .strictObject({
    kind: z.literal('edge').describe('Splits the users of a CloudFront distribution between two sides.'),
    store: z
      .string()
      .regex(
        // Such stores are in no other partition (endpoint rules of @aws-sdk/client-cloudfront-keyvaluestore).
        /^arn:aws:cloudfront::\d{12}:key-value-store\/[0-9a-f-]{36}$/,
        'a store is given by the ARN of its CloudFront KeyValueStore',
      )
      .meta({
        description: 'The ARN of the KeyValueStore that is associated with the functions.',
        examples: ['arn:aws:cloudfront::123456789012:key-value-store/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'],
      }),
    key: name.meta({
      description: 'The key of the split in the store: the `name` that the functions were built with.',
      examples: ['web'],
    }),
    cohorts: z
      .array(name.meta({ description: 'The name of a cohort.', examples: ['staff'] }))
      .max(MAX_COHORTS)
      .optional()
      .meta({
        description: 'The cohorts that the functions know, which a `cohort` step of the plan may open.',
        examples: [['staff', 'beta']],
      }),
  })
  .describe('Users, by CloudFront functions and a KeyValueStore');

export type EdgeConfig = z.infer<typeof edgeConfig>;

/** Unique, since a store belongs to one account: `edge web 0f1e2d3c-…`. */
export function edgeName({ store, key }: EdgeConfig): string {
  return `edge ${key} ${store.slice(store.indexOf('/') + 1)}`;
}

const salt = z.string().max(64);

/** The frozen state of a split: its sides, the salt of the baseline, and the salt during the rollout. */
export const edgeFrozen = z
  .strictObject({ stable: name, canary: name, salt, own: salt })
  .refine(({ stable, canary }) => stable !== canary, 'two different sides are needed');

/** A split of a rollout for programs: the arms by the names of their sides. */
export function edgeExact({ config, frozen }: Pick<TargetState, 'config' | 'frozen'>): ExactTarget {
  const { kind, store, key } = edgeConfig.parse(config);
  const { stable, canary } = frozen as unknown as z.infer<typeof edgeFrozen>;
  return { kind, store, key, stable, canary };
}

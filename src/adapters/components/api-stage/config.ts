import * as z from 'zod';
import { onePerSide } from '../one-per-environment.ts';

const stage = z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/, 'a stage has letters, digits, - and _');

const basePath = z
  .string()
  .regex(
    /^[a-z0-9.-]{1,253}(\/[\w!$.+*'()-]{1,200})?$/,
    'a base path looks like api-a.example.com or api-a.example.com/shop',
  );

/** A REST API with a stage for each environment. */
export const apiStageConfig = z
  .strictObject({
    kind: z.literal('api-stage').describe('A REST API of API Gateway with a stage for each environment.'),
    api: z
      .string()
      .regex(/^[a-z0-9]{1,40}$/, 'an API is given by its id, not by its name')
      .meta({ description: 'The id of the REST API.', examples: ['a1b2c3d4e5'] }),
    name: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .meta({
        description: 'The name of the REST API, by which CloudWatch has its metrics: with it, the stages are compared.',
        examples: ['shop'],
      }),
    stages: onePerSide(stage, 'stage').meta({
      description: 'The stage of each environment.',
      examples: [{ a: 'env-a', b: 'env-b' }],
    }),
    perSide: z
      .array(z.string().regex(/^\w{1,64}$/, 'a stage variable has letters, digits and _'))
      .max(20)
      .optional()
      .meta({
        description: 'Stage variables that must differ between the two; all others must be equal.',
        default: [],
        examples: [['alias']],
      }),
    basePaths: onePerSide(basePath, 'base path')
      .optional()
      .meta({
        description: 'The custom domain, and path where there is one, that must lead to the stage of each environment.',
        examples: [{ a: 'api-a.example.com', b: 'api-b.example.com' }],
      }),
  })
  .describe('A REST API with a stage for each environment');

export type ApiStageConfig = z.infer<typeof apiStageConfig>;

/** Unique in an account and region. */
export function apiStageComponent({ api, stages }: ApiStageConfig): string {
  return `api-stage ${api} ${stages.a}/${stages.b}`;
}

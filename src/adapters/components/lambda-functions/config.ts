import * as z from 'zod';
import { onePerSide } from '../one-per-environment.ts';

const alias = z
  .string()
  .regex(/^(?!\d+$)[a-zA-Z0-9_-]{1,128}$/, 'an alias has letters, digits, - and _, and is not a number');

/** Functions of which each environment has an alias. */
export const lambdaFunctionsConfig = z
  .strictObject({
    kind: z.literal('lambda-functions').describe('Lambda functions with an alias for each environment.'),
    functions: z
      .array(
        z
          .string()
          .regex(/^[a-zA-Z0-9_-]{1,64}$/, 'a function is given by its name, not by its ARN')
          .meta({ description: 'The name of a function.', examples: ['shop-api'] }),
      )
      .min(1)
      .max(20)
      .meta({
        description: 'The names of the functions; each is a component.',
        examples: [['shop-api', 'shop-orders']],
      }),
    aliases: onePerSide(alias, 'alias').meta({
      description: 'The alias that stands for each environment, the same for all these functions.',
      examples: [{ a: 'env-a', b: 'env-b' }],
    }),
  })
  .describe('Lambda functions behind an alias for each environment');

export type LambdaFunctionsConfig = z.infer<typeof lambdaFunctionsConfig>;

/** Unique in an account and region. */
export function functionComponent(functionName: string): string {
  return `lambda-functions ${functionName}`;
}

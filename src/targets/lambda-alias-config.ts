import * as z from 'zod';

/** An alias that splits requests between two versions of a function. */
export const lambdaAliasConfig = z
  .strictObject({
    kind: z.literal('lambda-alias').describe('Splits the requests of a Lambda alias between two versions.'),
    function: z
      .string()
      .regex(/^[a-zA-Z0-9_-]{1,64}$/, 'a function is given by its name, not by its ARN')
      .meta({ description: 'The name of the function.', examples: ['checkout-api'] }),
    alias: z
      .string()
      .regex(/^(?!\d+$)[a-zA-Z0-9_-]{1,128}$/, 'an alias has letters, digits, - and _, and is not a number')
      .meta({
        description: 'The alias that callers use. It has to be what the event source refers to.',
        examples: ['live'],
      }),
  })
  .describe('A weighted Lambda alias');

export type LambdaAliasConfig = z.infer<typeof lambdaAliasConfig>;

/** Unique in an account and region: `lambda-alias checkout-api:live`. */
export function lambdaAliasName(config: LambdaAliasConfig): string {
  return `lambda-alias ${config.function}:${config.alias}`;
}

const version = z.string().regex(/^\d+$/, 'a published version is a number');

/** What is frozen of an alias: the two versions. The baseline is the stable one without weights. */
export const lambdaAliasFrozen = z
  .strictObject({ stable: version, canary: version })
  .refine(({ stable, canary }) => stable !== canary, 'two different versions are needed');

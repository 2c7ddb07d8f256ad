import * as z from 'zod';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { ExactTarget } from '../../../ports/hooks.ts';

const aliasName = z
  .string()
  .regex(/^(?!\d+$)[a-zA-Z0-9_-]{1,128}$/, 'an alias has letters, digits, - and _, and is not a number');

/** An alias that splits requests between two versions of a function. */
export const lambdaAliasConfig = z
  .strictObject({
    kind: z.literal('lambda-alias').describe('Splits the requests of a Lambda alias between two versions.'),
    function: z
      .string()
      .regex(/^[a-zA-Z0-9_-]{1,64}$/, 'a function is given by its name, not by its ARN')
      .meta({ description: 'The name of the function.', examples: ['checkout-api'] }),
    alias: aliasName.meta({
      description: 'The alias that callers use. It has to be what the event source refers to.',
      examples: ['live'],
    }),
    sides: z
      .strictObject({
        a: aliasName.meta({ description: 'The alias of the version of environment a.', examples: ['env-a'] }),
        b: aliasName.meta({ description: 'The alias of the version of environment b.', examples: ['env-b'] }),
      })
      .refine(({ a, b }) => a !== b, 'each environment needs an alias of its own')
      .optional()
      .meta({
        description:
          'Where the service has environments: the alias of each environment, which a deployment to it moves. Rollouts only read it.',
        examples: [{ a: 'env-a', b: 'env-b' }],
      }),
  })
  .describe('A weighted Lambda alias');

export type LambdaAliasConfig = z.infer<typeof lambdaAliasConfig>;

/** The function and its alias: what the calls of Lambda need. */
export type LambdaAliasPlace = Pick<LambdaAliasConfig, 'function' | 'alias'>;

/** Unique in an account and region: `lambda-alias checkout-api:live`. */
export function lambdaAliasName(config: LambdaAliasPlace): string {
  return `lambda-alias ${config.function}:${config.alias}`;
}

const version = z.string().regex(/^\d+$/, 'a published version is a number');

const frozenSide = z.strictObject({ alias: aliasName, version });

/**
 * The frozen state of an alias: the two versions, and with environments those of both. The baseline is the stable version without
 * weights.
 */
export const lambdaAliasFrozen = z
  .strictObject({
    stable: version,
    canary: version,
    sides: z.strictObject({ a: frozenSide, b: frozenSide }).optional(),
  })
  .refine(({ stable, canary }) => stable !== canary, 'two different versions are needed');

/** An alias of a rollout for programs: the arms by the numbers of their versions. */
export function lambdaAliasExact({ config, frozen }: Pick<TargetState, 'config' | 'frozen'>): ExactTarget {
  const { kind, function: name, alias } = lambdaAliasConfig.parse(config);
  const { stable, canary } = frozen as unknown as z.infer<typeof lambdaAliasFrozen>;
  return { kind, function: name, alias, stable, canary };
}

import * as z from 'zod';
import { functionName } from '../steps/hook.ts';

const parameters = z
  .strictObject({
    parameters: z
      .array(
        z
          .string()
          .max(1011)
          .regex(/^[\w./-]+$/, 'the name of a parameter has letters, digits, _ . - and /')
          .meta({ description: 'The name of a parameter in SSM.', examples: ['/shop/a/db-url'] }),
      )
      .min(2)
      .max(10)
      .meta({
        description: 'Parameters of SSM that must be equal.',
        examples: [['/shop/a/db-url', '/shop/b/db-url']],
      }),
  })
  .meta({
    description: 'Parameters of SSM that must be equal.',
    examples: [{ parameters: ['/shop/a/db-url', '/shop/b/db-url'] }],
  });

const variables = z
  .strictObject({
    function: functionName.meta({
      description: 'A function whose alias is a target of the service.',
      examples: ['shop-api'],
    }),
    variables: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z]\w{0,127}$/, 'the name of a variable has letters, digits and _')
          .meta({ description: 'The name of an environment variable.', examples: ['DB_URL'] }),
      )
      .min(1)
      .max(20)
      .meta({ description: 'Environment variables that must be equal in both versions.', examples: [['DB_URL']] }),
  })
  .meta({
    description: 'Environment variables that must be equal in both versions of a function.',
    examples: [{ function: 'shop-api', variables: ['DB_URL'] }],
  });

/** The dependencies that both arms of a service must share. */
export const sharedDependencies = z
  .array(z.union([parameters, variables]).meta({ examples: [{ function: 'shop-api', variables: ['DB_URL'] }] }))
  .max(10)
  .meta({
    description: 'What both arms must have in common, compared before each start: a database, a cache, a file store.',
    examples: [[{ function: 'shop-api', variables: ['DB_URL'] }]],
  });

import * as z from 'zod';
import type { Environment, EnvironmentId, Environments } from '../../domain/environment/environment.ts';
import { limits } from '../read/limits.ts';

const word = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'letters, digits and . _ - are taken, at most 64, a letter or digit first',
  );

/** Matches the name of a variable that shells, build tools and runners accept. */
export const variableNamePattern = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

const value = z
  .string()
  .max(limits.variableLength)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'a value is one line, without control characters');

const environment = z.strictObject({
  name: word.optional().meta({
    description: 'The name of the environment in texts; by default its letter.',
    examples: ['prod-a'],
  }),
  stage: word.optional().meta({ description: 'The stage of the API of this environment.', examples: ['a'] }),
  apiUrl: z
    .string()
    .max(limits.url)
    .regex(/^https?:\/\/[A-Za-z0-9]\S*$/, 'an address begins with https:// and has no spaces')
    .optional()
    .meta({ description: 'The address of the API of this environment.', examples: ['https://a.api.shop.example.com'] }),
  // A rule checks the names, as for services.
  variables: z
    .record(z.string(), value)
    .optional()
    .meta({
      description: 'Further variables for builds of this environment, by name; each value is one line.',
      examples: [{ VITE_API_URL: 'https://a.api.shop.example.com' }],
    }),
});

const anExample = { name: 'prod-a', stage: 'a', apiUrl: 'https://a.api.shop.example.com' };

/** The two environments of a service as they are written in serin.yml. */
export const environmentsSchema = z
  .strictObject({
    stable: z.enum(['a', 'b']).meta({
      description: 'The environment that is live at first. Once the control center exists, it decides.',
      examples: ['a'],
    }),
    a: environment.meta({ description: 'The variables for builds of environment a.', examples: [anExample] }),
    b: environment.meta({
      description: 'The variables for builds of environment b.',
      examples: [{ ...anExample, name: 'prod-b', stage: 'b', apiUrl: 'https://b.api.shop.example.com' }],
    }),
  })
  .meta({
    description: 'The two full stacks of the service, a and b. A rollout moves users from one to the other.',
    examples: [{ stable: 'a', a: { name: 'prod-a' }, b: { name: 'prod-b' } }],
  });

type FileEnvironment = z.infer<typeof environment>;

function toEnvironment(side: EnvironmentId, { name, stage, apiUrl, variables }: FileEnvironment): Environment {
  return { name: name ?? side, stage: stage ?? null, apiUrl: apiUrl ?? null, variables: variables ?? {} };
}

/** Returns the environments of the file, complete with defaults. */
export function toEnvironments({ stable, a, b }: z.infer<typeof environmentsSchema>): Environments {
  return { stable, a: toEnvironment('a', a), b: toEnvironment('b', b) };
}

const limited = z.looseObject({ variables: z.record(z.string().regex(variableNamePattern), value) });

/** The limits of the environments in storage: a shell reads their variables. */
export const environmentsLimits = z.nullable(z.looseObject({ a: limited, b: limited }));

import * as z from 'zod';

/**
 * One value for each environment; the two must differ, or one environment would be the other.
 * @param what it is, for editors: `alias`
 */
export function onePerSide(value: z.ZodString, what: string) {
  return z
    .strictObject({
      a: value.meta({ description: `The ${what} of environment a.` }),
      b: value.meta({ description: `The ${what} of environment b.` }),
    })
    .refine(({ a, b }) => a !== b, 'the two environments need one each, and these are the same');
}

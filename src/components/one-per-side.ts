import * as z from 'zod';

/** One value for each environment; the two must differ, or one environment would be the other. */
export function onePerSide(value: z.ZodString) {
  return z
    .strictObject({ a: value, b: value })
    .refine(({ a, b }) => a !== b, 'the two environments need one each, and these are the same');
}

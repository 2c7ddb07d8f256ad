import * as z from 'zod/mini';

/** A check whose values are of type `T`. */
export type Shape<T> = z.ZodMiniType<T>;

/**
 * Takes a check that accepts exactly what the type `T` allows. A field, a literal or a member of a union that is missing in
 * the check, or that the type does not have, does not compile. (An annotation alone finds only what is missing.)
 */
export const exactShape =
  <T>() =>
  <S extends Shape<T>>(shape: S & ([T] extends [z.output<S>] ? unknown : never)): Shape<T> =>
    shape;

/** A list, typed as the records have theirs: readonly. */
export const list = <T>(item: Shape<T>): Shape<readonly T[]> => z.array(item);

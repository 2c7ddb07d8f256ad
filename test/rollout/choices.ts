import fc from 'fast-check';

/** Gives whole numbers from `from` to `to`, both included. */
export interface Dice {
  between(from: number, to: number): number;
}

/**
 * A value of which there are several: for fast-check, which shrinks it, and for a checker of a million worlds, which draws it in
 * a fraction of the time.
 */
export interface Choice<T> {
  readonly arbitrary: fc.Arbitrary<T>;
  readonly draw: (dice: Dice) => T;
}

/** What a choice gives. */
export type Picked<C> = C extends Choice<infer T> ? T : never;

/** One of the values, each as often as it stands there. The first is the simplest. */
export function pick<const V extends readonly unknown[]>(...values: V): Choice<V[number]> {
  const last = values.length - 1;
  return { arbitrary: fc.constantFrom(...values), draw: (dice) => values[dice.between(0, last)] };
}

/** A choice for each field. */
export function recordOf<F extends Readonly<Record<string, Choice<unknown>>>>(
  fields: F,
): Choice<{ [K in keyof F]: Picked<F[K]> }> {
  type Made = { [K in keyof F]: Picked<F[K]> };
  const parts = Object.entries(fields);
  const arbitraries = Object.fromEntries(parts.map(([key, { arbitrary }]) => [key, arbitrary]));
  return {
    arbitrary: fc.record(arbitraries) as fc.Arbitrary<unknown> as fc.Arbitrary<Made>,
    draw: (dice) => {
      const made: Record<string, unknown> = {};
      for (const [key, { draw }] of parts) made[key] = draw(dice);
      return made as Made;
    },
  };
}

/** Two of one choice. */
export function pairOf<T>(one: Choice<T>, other: Choice<T>): Choice<[T, T]> {
  return {
    arbitrary: fc.tuple(one.arbitrary, other.arbitrary),
    draw: (dice) => [one.draw(dice), other.draw(dice)],
  };
}

/** One of several choices, each as often as it weighs. */
export function either<const P extends readonly { readonly weight: number; readonly choice: Choice<unknown> }[]>(
  ...of: P
): Choice<Picked<P[number]['choice']>> {
  type Made = Picked<P[number]['choice']>;
  const spread = of.flatMap(({ weight, choice }) => Array.from({ length: weight }, () => choice));
  const last = spread.length - 1;
  const arbitraries = of.map(({ weight, choice }) => ({ weight, arbitrary: choice.arbitrary }));
  return {
    arbitrary: fc.oneof(...arbitraries) as fc.Arbitrary<Made>,
    draw: (dice) => spread[dice.between(0, last)]?.draw(dice) as Made,
  };
}

/** One to `most` of a choice. */
export function listOf<T>(of: Choice<T>, most: number): Choice<readonly T[]> {
  return {
    arbitrary: fc.array(of.arbitrary, { minLength: 1, maxLength: most, size: 'max' }),
    draw: (dice) => Array.from({ length: dice.between(1, most) }, () => of.draw(dice)),
  };
}

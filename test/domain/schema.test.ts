import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod/mini';
import { dictionary, type Infer, list, object, oneOf, refine, type Schema } from '../../src/domain/schema.ts';

const part = object({ name: z.string(), note: z.exactOptional(z.string()), tags: list(z.string()) });
interface Part extends Infer<typeof part> {}

const shape = oneOf('kind', [
  object({ kind: z.literal('dot'), at: z.number() }),
  object({ kind: z.enum(['line', 'arc']), parts: list(part as Schema<Part>) }),
]);
type Shape = Infer<typeof shape>;

// The compiler checks these.
expectTypeOf<Part>().toEqualTypeOf<{
  readonly name: string;
  readonly note?: string;
  readonly tags: readonly string[];
}>();
expectTypeOf<Shape>().toEqualTypeOf<
  { readonly kind: 'dot'; readonly at: number } | { readonly kind: 'line' | 'arc'; readonly parts: readonly Part[] }
>();

describe('a schema of an object', () => {
  it('takes a value with its fields, and without those that may be absent', () => {
    expect(part.safeParse({ name: 'a', tags: ['x'] }).success).toBe(true);
    expect(part.safeParse({ name: 'a', tags: ['x'], note: 'n' }).success).toBe(true);
  });

  it('allows a field that it does not name, which a later version may have written', () => {
    expect(part.safeParse({ name: 'a', tags: [], later: 1 }).success).toBe(true);
  });

  it.each([
    { tags: [] },
    { name: 'a', tags: 'x' },
    { name: 'a', tags: [1] },
    { name: 'a', tags: [], note: null },
    null,
  ])('refuses %j', (value) => expect(part.safeParse(value).success).toBe(false));

  it('gives its fields to another schema', () => {
    const whole = object({ ...part.shape, more: z.number() });
    expect(whole.parse({ name: 'a', tags: [], more: 1 })).toEqual({ name: 'a', tags: [], more: 1 });
    expect(whole.safeParse({ name: 'a', tags: [] }).success).toBe(false);
  });
});

describe('a schema of one of several objects', () => {
  it('takes each of them, also one with several words', () => {
    const values: readonly Shape[] = [
      { kind: 'dot', at: 1 },
      { kind: 'line', parts: [] },
      { kind: 'arc', parts: [{ name: 'a', tags: [] }] },
    ];
    for (const value of values) expect(shape.parse(value)).toEqual(value);
  });

  it.each([{ kind: 'circle', at: 1 }, { at: 1 }, { kind: 'line', at: 1 }])('refuses %j', (value) => {
    expect(shape.safeParse(value).success).toBe(false);
  });
});

describe('a schema of objects without the key', () => {
  it('is none', () => {
    // @ts-expect-error nor does it compile
    expect(() => oneOf('kind', [object({ name: z.string() })]).safeParse({ name: 'a' })).toThrow('discriminated');
  });
});

describe('a schema with a condition', () => {
  const ordered = refine(
    object({ from: z.number(), to: z.number() }),
    ({ from, to }) => from < to,
    'it ends too early',
  );

  it('takes what meets it', () => {
    expect(ordered.parse({ from: 1, to: 2 })).toEqual({ from: 1, to: 2 });
  });

  it('says what is wrong with a value that does not', () => {
    expect(ordered.safeParse({ from: 2, to: 1 }).error?.issues[0]?.message).toBe('it ends too early');
  });
});

describe('a schema of a dictionary', () => {
  it('takes any keys, and only values of its kind', () => {
    expect(dictionary(z.number()).parse({ a: 1, b: 2 })).toEqual({ a: 1, b: 2 });
    expect(dictionary(z.number()).safeParse({ a: '1' }).success).toBe(false);
  });
});

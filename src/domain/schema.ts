import * as z from 'zod/mini';

/** A schema of values of type `T`: it checks what was stored and what arrives. Types are inferred from schemas, never written twice. */
export interface Schema<T = unknown> extends z.core.$ZodType<T> {
  /** @throws ZodError */
  parse(value: unknown): T;
  safeParse(value: unknown): z.core.util.SafeParseResult<T>;
}

/** The schemas of the fields of an object. */
type Fields = Readonly<Record<string, Schema>>;

/** The names of the fields that may be absent. */
type OptionalName<F extends Fields> = {
  [K in keyof F]: F[K] extends { readonly _zod: { readonly optout: 'optional' } } ? K : never;
}[keyof F];

/** One object type instead of an intersection, which editors and errors show as one. */
type Flat<T> = { [K in keyof T]: T[K] } & {};

/** The type of an object with these fields, each readonly. Comments on the fields of the schema are comments of its fields. */
type ObjectOf<F extends Fields> = Flat<
  { readonly [K in Exclude<keyof F, OptionalName<F>>]: z.output<F[K]> } & {
    readonly [K in OptionalName<F>]?: z.output<F[K]>;
  }
>;

/** A schema of an object, with the schemas of its fields for schemas that have the same ones. */
export interface ObjectSchema<F extends Fields> extends Schema<ObjectOf<F>> {
  readonly shape: F;
}

/** Each member of a union by itself: a type alias of the result keeps its name in errors. */
type Members<T> = T extends unknown ? T : never;

/**
 * The type of a schema's values. An interface that extends it and a type alias of it have their own name in editors and errors; a
 * schema that is used in others is exported as `Schema` of that name, so that the name is there too.
 */
export type Infer<S extends Schema> = Members<z.output<S>>;

/** Returns the schema of an object; fields that it does not name are allowed. */
// @__NO_SIDE_EFFECTS__
export function object<F extends Fields>(fields: F): ObjectSchema<F> {
  return z.object(fields) as unknown as ObjectSchema<F>;
}

/** Returns the schema of a list. */
// @__NO_SIDE_EFFECTS__
export function list<T>(item: Schema<T>): Schema<readonly T[]> {
  return z.array(item);
}

/** Returns the schema of an object with any keys. */
// @__NO_SIDE_EFFECTS__
export function dictionary<T>(value: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return z.record(z.string(), value);
}

/** Returns the schema of one of several objects, which the field `key` tells apart. */
// @__NO_SIDE_EFFECTS__
export function oneOf<K extends string, S extends Schema<Readonly<Record<K, string>>>>(
  key: K,
  options: readonly S[],
): Schema<z.output<S>> {
  return z.discriminatedUnion(key, options as never) as unknown as Schema<z.output<S>>;
}

/** Returns a schema with a condition that its values must meet. @param problem the message where one does not */
// @__NO_SIDE_EFFECTS__
export function refine<T>(schema: Schema<T>, holds: (value: T) => boolean, problem: string): Schema<T> {
  return (schema as z.ZodMiniType<T>).check(z.refine(holds, problem));
}

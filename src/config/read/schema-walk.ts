import * as z from 'zod';
import type { Path } from './complaint.ts';

/** Returns the value at a path; undefined when there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (isMapping(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    root,
  );
}

/** Returns the keys that the schema knows at a path, in the schema's order; below a union, those of every alternative. */
export function keysAt(schema: z.ZodType, path: Path, root: unknown): readonly string[] {
  const here = valueAt(root, path);
  const objects = schemasAt(schema, path, root).flatMap((candidate) => listAlternatives(candidate, here));
  return [...new Set(objects.flatMap((object) => (object instanceof z.ZodObject ? Object.keys(object.shape) : [])))];
}

/** Returns a hint for the value at a path: the schema's example, or else its description. */
export function hintAt(
  schema: z.ZodType,
  path: Path,
  root: unknown,
): { readonly example?: unknown; readonly description?: string } {
  for (const candidate of schemasAt(schema, path, root)) {
    const { examples, description } = readMeta(candidate);
    if (Array.isArray(examples)) return { example: examples[0], ...(description && { description }) };
    if (description !== undefined) return { description };
  }
  return {};
}

function readMeta(schema: z.ZodType): z.GlobalMeta {
  return (
    z.globalRegistry.get(schema) ?? (schema instanceof z.ZodOptional ? readMeta(schema.unwrap() as z.ZodType) : {})
  );
}

/** Returns the schemas that may apply at a path; more than one below a union. */
function schemasAt(schema: z.ZodType, path: Path, value: unknown): readonly z.ZodType[] {
  const [part, ...rest] = path;
  if (part === undefined) return [schema];
  const below = valueAt(value, [part]);
  return listAlternatives(schema, value)
    .flatMap((candidate) => child(candidate, part))
    .flatMap((candidate) => schemasAt(candidate, rest, below));
}

function listAlternatives(schema: z.ZodType, value: unknown): readonly z.ZodType[] {
  if (schema instanceof z.ZodOptional) return listAlternatives(schema.unwrap() as z.ZodType, value);
  if (!(schema instanceof z.ZodUnion)) return [schema];
  const options = schema.options as readonly z.ZodType[];
  return options.filter((option) => isOfKind(option, value)).flatMap((option) => listAlternatives(option, value));
}

/** Tells whether an alternative has the kind that the value names; true for alternatives without a kind. */
function isOfKind(option: z.ZodType, value: unknown): boolean {
  if (!isMapping(value) || !(option instanceof z.ZodObject)) return true;
  const kind = option.shape.kind;
  return !(kind instanceof z.ZodLiteral) || kind.values.has(value.kind as z.core.util.Literal);
}

function child(schema: z.ZodType, part: string | number): readonly z.ZodType[] {
  if (schema instanceof z.ZodObject) return part in schema.shape ? [schema.shape[part] as z.ZodType] : [];
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  if (schema instanceof z.ZodTuple) return schema.def.items.slice(Number(part), Number(part) + 1) as z.ZodType[];
  return [];
}

/** True for mappings and lists, which have values by key or index. */
function isMapping(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

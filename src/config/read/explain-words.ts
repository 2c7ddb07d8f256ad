import { stringify } from 'yaml';
import type { Path } from './complaint.ts';
import { quote } from './quote.ts';

/** Returns the name of a path in a sentence: its last key, with the index below it. */
export function fieldName(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'The configuration';
  return typeof last === 'number' ? `${fieldName(path.slice(0, -1))}[${last}]` : last;
}

/** Returns the kind of a value in words. */
export function describeKind(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `the text ${quote(value)}` : String(value);
}

/** Returns the type that zod expects, in words. */
export function expectedWords(type: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    array: 'a list',
    tuple: 'a list',
    object: 'a mapping',
    record: 'a mapping',
    boolean: 'true or false',
  };
  return words[type] ?? type;
}

/** Returns a value as a word to compare with known ones. Never calls `toString` of a mapping, since a file may define one. */
export function toWord(value: unknown): string {
  return typeof value === 'string' ? value : quote(value);
}

/** Returns an example as YAML on one line: `bake: 10m`, `- checkout-5xx`. */
export function exampleText(path: Path, value: unknown): string {
  const yaml = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  const last = path.at(-1);
  return typeof last === 'string' ? `${last}: ${yaml}` : `- ${yaml}`;
}

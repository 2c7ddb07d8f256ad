import type { Path } from './complaint.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * Returns the position of the first key that is in what was read and not in what a schema made of it; null where there is none.
 * @param known the parsed value, without the keys that the schema does not name
 */
export function findUnknownKey(read: unknown, known: unknown): Path | null {
  if (!isObject(read) || !isObject(known)) return null;
  for (const [key, value] of Object.entries(read)) {
    const part = Array.isArray(read) ? Number(key) : key;
    if (!Object.hasOwn(known, key)) return [part];
    const below = findUnknownKey(value, known[key]);
    if (below !== null) return [part, ...below];
  }
  return null;
}

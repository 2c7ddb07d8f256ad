/** A value that JSON does not have, with a tag. */
type Tagged = { readonly $date: number } | { readonly $bytes: string };

const isTagged = (value: unknown): value is Tagged =>
  typeof value === 'object' && value !== null && ('$date' in value || '$bytes' in value);

/** Returns JSON that keeps dates and bytes of the SDK's inputs and outputs. */
export function toWire(value: unknown): string {
  return JSON.stringify(tagValue(value));
}

/** Returns the value that `toWire` wrote. @throws SyntaxError */
export function fromWire(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (!isTagged(value)) return value;
    return '$date' in value ? new Date(value.$date) : new Uint8Array(Buffer.from(value.$bytes, 'base64'));
  });
}

/** Tags dates and bytes. A replacer would see them only after their own `toJSON`. */
function tagValue(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(tagValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, tagValue(member)]));
}

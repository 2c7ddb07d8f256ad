/** Returns a field at the top of an event; undefined when there is none, or no event. */
export function readField(event: unknown, name: string): unknown {
  return typeof event === 'object' && event !== null ? (event as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Creates one adapter per kind and process, when the kind is first needed: adapters queue and pace their calls. */
export function perKind<T>(make: (kind: string) => T): (kind: string) => T {
  const made = new Map<string, T>();
  return (kind) => {
    const known = made.get(kind) ?? make(kind);
    made.set(kind, known);
    return known;
  };
}

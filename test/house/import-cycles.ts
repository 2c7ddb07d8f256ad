/** The files that each file imports, as types or as values. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/**
 * Returns the groups of files that import each other, directly or through others; each group sorted. A file that imports nothing that
 * leads back to it is in none. Source: R. Tarjan, "Depth-first search and linear graph algorithms", 1972.
 */
export function importCycles(imports: Imports): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): number => {
    const own = index.size;
    index.set(file, own);
    low.set(file, own);
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      const reached = index.has(next) ? (stack.includes(next) ? (index.get(next) ?? own) : own) : visit(next);
      low.set(file, Math.min(low.get(file) ?? own, reached));
    }
    const lowest = low.get(file) ?? own;
    if (lowest === own) {
      const group = stack.splice(stack.indexOf(file));
      if (group.length > 1) cycles.push(group.toSorted());
    }
    return lowest;
  };
  for (const file of imports.keys()) if (!index.has(file)) visit(file);
  return cycles;
}

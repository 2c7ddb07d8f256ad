import type { Model } from '../../src/sandbox/cloud/attach.ts';

/**
 * A model whose lists come in pages of two, however many are asked for.
 * @param sizes for each operation the name of the field that says how many a page has
 */
export function inPages(model: Model, sizes: Readonly<Record<string, string>>): Model {
  const paged = Object.entries(sizes).map(([operation, field]) => {
    const list = model[operation] as (input: object) => unknown;
    return [operation, (input: object) => list({ ...input, [field]: 2 })] as const;
  });
  return { ...model, ...Object.fromEntries(paged) };
}

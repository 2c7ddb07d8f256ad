import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importCycles } from './import-cycles.ts';

/** The files of a folder with what each imports from it: `import`, `import type`, `export … from`, `import('…')`. */
function importsOf(root: string): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(root, file));
  return new Map(
    files.map((file) => {
      const texts = readFileSync(file, 'utf8').matchAll(/(?:from|import\(|^import) '(\.[^']+)'/gm);
      return [
        file,
        [...texts].map(([, text = '']) => join(dirname(file), text)).filter((path) => files.includes(path)),
      ];
    }),
  );
}

describe('the imports of src', () => {
  const imports = importsOf('src');

  it('are found', () => {
    expect(imports.get('src/rollout/decide.ts')).toContain('src/domain/rollout/record.ts');
    expect([...imports.values()].flat().length).toBeGreaterThan(1000);
  });

  it('never lead back to where they began, also not those of types', () => {
    expect(importCycles(imports)).toEqual([]);
  });
});

describe('cycles of imports', () => {
  it('are found through any number of files', () => {
    const imports = new Map([
      ['a', ['b', 'e']],
      ['b', ['c']],
      ['c', ['a', 'd']],
      ['d', []],
      ['e', ['f']],
      ['f', ['e']],
    ]);
    expect(importCycles(imports)).toEqual([
      ['e', 'f'],
      ['a', 'b', 'c'],
    ]);
  });

  it('are none where two ways lead to one file', () => {
    const imports = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
      ['d', []],
    ]);
    expect(importCycles(imports)).toEqual([]);
  });
});

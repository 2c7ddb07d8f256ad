import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The TypeScript files under these folders, by path, with their text: what the linter's rules cannot see is found here. */
function sources(...folders: readonly string[]): readonly { readonly path: string; readonly text: string }[] {
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((path) => /\.(tsx?|mjs)$/.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

function having(pattern: RegExp, files: ReturnType<typeof sources>): readonly string[] {
  return files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}

const pure = [
  'src/domain',
  'src/environments',
  'src/rollout',
  'src/analysis',
  'src/simulate',
  'src/routing',
  'src/ports',
  'src/engine',
];

/** The folders with more files than a reader takes in at a glance. */
function crowded(most: number, ...files: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > most).map(([folder, count]) => `${folder}: ${count} files`);
}

describe('the source', () => {
  it('has at most twenty files in a folder', () => {
    const files = ['src', 'test'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    expect(crowded(20, ...files)).toEqual([]);
    expect(crowded(1, 'a/b.ts', 'a/c.ts', 'd.ts')).toEqual(['a: 2 files']);
  });

  it('has no randomness in the pure folders and the engine', () => {
    expect(having(/Math\s*\.\s*random|\['random'\]/, sources(...pure))).toEqual([]);
  });

  it('brings nothing but types of the rest of src to the browser', () => {
    const leaving = /import (?!type )[^;]*from '(?:\.\.\/)+(?:live|traffic|rollout)\//;
    expect(having(leaving, sources('src/sandbox/console'))).toEqual([]);
    expect(leaving.test("import { a } from '../../traffic/behaviour.ts';")).toBe(true);
  });

  it('says in its doc comments what a thing does or is, not "What …" or "Whether …"', () => {
    const opener = /\/\*\*\s*(?:\n\s*\*\s*)?(?:What|Whether|Who|Whom|Whose|Where|How|Which|When|Why)\b/;
    expect(having(opener, sources('src'))).toEqual([]);
  });

  it('has no import hidden in a type, which the layer rules do not see', () => {
    expect(having(/typeof import\(|\bimport\([^)]*\)\s*\.\s*[A-Z]/, sources('src'))).toEqual([]);
  });

  it('reads the environment where it enters only', () => {
    const readers = having(/process\s*\.\s*env|\benv\b[^'"`\n]*}\s*=\s*process\b/, sources('src'));
    const strangers = readers.filter(
      (path) => !/^src\/(compose\/env\.ts|cli\/(?:action\/)?main\.ts|sandbox\/.*)$/.test(path),
    );
    expect(strangers).toEqual([]);
  });

  it('switches a lint rule off only with a reason, and never for a layer', () => {
    const ignored = sources('src').flatMap(({ text }) => text.match(/biome-ignore[^\n]*/g) ?? []);
    expect(ignored.filter((line) => /noRestricted|noProcessEnv/.test(line) || !/: \S+ \S+/.test(line))).toEqual([]);
  });
});

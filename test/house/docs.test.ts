import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const documents = ['README.md', ...readdirSync('docs').map((file) => join('docs', file))].filter((file) =>
  file.endsWith('.md'),
);
const scripts = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts);

const examples = readdirSync('examples', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join('examples', file), 'utf8'))
  .join('\n');

/** What stands in a document and matches, without what comes after a `#`. */
const found = (document: string, pattern: RegExp): readonly string[] =>
  [...readFileSync(document, 'utf8').matchAll(pattern)].map(([, text = '']) => text);

describe.each(documents)('%s', (document) => {
  it('links to what is there', () => {
    const targets = found(document, /\]\(([^)#\s]+)[^)]*\)/g).filter((target) => !target.includes(':'));
    expect(targets.filter((target) => !existsSync(join(dirname(document), target)))).toEqual([]);
  });

  it('names paths of the repository that are there', () => {
    const paths = found(document, /`((?:src|test|stack|examples|docs|\.ci)\/[\w./-]+)`/g);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('shows no TypeScript but what the examples have, which tests run', () => {
    const shown = found(document, /```ts\n([^`]*)```/g);
    expect(shown.filter((block) => !examples.includes(block.trim()))).toEqual([]);
  });

  it('names scripts that npm knows', () => {
    const named = found(document, /npm run (?:--silent )?([\w:]+)/g);
    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'test/robustness/README.md'],
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((file) => join('docs', file)),
].filter((file) => file.endsWith('.md'));
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

it('tells nobody to have npx look for serin in a registry, where it is not', () => {
  const files = ['--', 'src', 'docs', 'examples', '.github', 'README.md', 'slack-manifest.yml'];
  const { stdout, status } = spawnSync('git', ['grep', '-nE', 'npx (-[^ ]+ )*serin\\b', ...files], {
    encoding: 'utf8',
  });
  // 1: nothing was found.
  expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
});

describe('the documentation', () => {
  it('is reached from its index, page by page', () => {
    const pages = documents.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
    const linked = new Set(
      ['docs/README.md', 'docs/decisions/README.md'].flatMap((index) =>
        found(index, /\]\(([\w./-]+)\)/g).map((target) => join(dirname(index), target)),
      ),
    );
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });

  it('begins with a README of at most 120 lines', () => {
    expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThanOrEqual(121);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A code block of a document. */
export interface ShownBlock {
  /** `docs/reference/steps.md:31`, the line of its fence. */
  readonly where: string;
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a document, also those in lists, without their indentation. */
function blocksIn(file: string): readonly ShownBlock[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)].map(
    ({ index, 1: indent = '', 2: language = '', 3: body = '' }) => ({
      where: `${file}:${text.slice(0, index).split('\n').length}`,
      language,
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

/** Every code block of the README and of docs/ in these languages. */
export function shownBlocks(...languages: readonly string[]): readonly ShownBlock[] {
  const files = readdirSync('docs', { recursive: true, encoding: 'utf8' }).flatMap((file) =>
    file.endsWith('.md') ? [join('docs', file)] : [],
  );
  return ['README.md', ...files].flatMap(blocksIn).filter(({ language }) => languages.includes(language));
}

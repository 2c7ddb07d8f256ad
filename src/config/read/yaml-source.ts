import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Path, Problem } from './complaint.ts';
import { yamlRefusals } from './yaml-refusals.ts';

/** A YAML text that was read: its value, its syntax problems, and the position of each path. */
export interface YamlSource {
  /** Undefined when the text cannot be parsed. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Returns the position of a key or list entry, or of its nearest existing parent. */
  locate(path: Path): { readonly line: number; readonly column: number };
}

/** Common syntax errors, in plainer words than the parser's. */
const plainWords: Readonly<Record<string, { readonly message: string; readonly remedy: string }>> = {
  DUPLICATE_KEY: { message: 'The same key is there twice.', remedy: 'Keep one of the two.' },
  TAB_AS_INDENT: { message: 'The line is indented with a tab.', remedy: 'Indent with spaces.' },
  MULTIPLE_DOCS: { message: 'The file has more than one document.', remedy: 'Remove the --- between them.' },
  NON_STRING_KEY: { message: 'A key is not a text.', remedy: 'Write it in quotes.' },
};

/** Reads YAML 1.2 and reports all syntax problems at once. The value is also there when duplicate keys are the only problem. */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = document.errors.map(
    ({ code, message, pos }): Problem => ({
      ...at(pos[0]),
      path: '',
      ...(plainWords[code] ?? {
        message: `This is not YAML: ${message}.`,
        remedy: 'Check the quotes, the colons and the indentation of this line and of the one before.',
      }),
    }),
  );
  const locate = (path: Path) => at(findOffset(document, path));
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return { value: undefined, problems, locate };
  const refused = yamlRefusals(document).map(
    ({ offset, ...words }): Problem => ({ ...at(offset), path: '', ...words }),
  );
  problems.push(...refused);
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), problems, locate };
  } catch (error) {
    // An alias without an anchor was reported above, with its position.
    if (refused.length > 0) return { value: undefined, problems, locate };
    const message = error instanceof Error ? error.message : String(error);
    const remedy = 'Write the values out instead of using anchors and aliases.';
    return { value: undefined, problems: [...problems, { ...at(0), path: '', message, remedy }], locate };
  }
}

/** Returns the offset of the deepest part of the path that is in the document. */
function findOffset(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = nodeStart(node) ?? 0;
  for (const part of path) {
    const entry = findEntry(node, part);
    if (entry === null) break;
    offset = nodeStart(entry.place) ?? offset;
    node = entry.value;
  }
  return offset;
}

/** Returns an entry of a mapping, which is placed at its key, or of a list; null when there is none (or it is behind an alias). */
function findEntry(node: unknown, part: string | number): { readonly place: unknown; readonly value: unknown } | null {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return item === undefined ? null : { place: item, value: item };
  }
  const pair = isMap(node) ? node.items.find(({ key }) => (isScalar(key) ? key.value : key) === part) : undefined;
  return pair === undefined ? null : { place: pair.key, value: pair.value };
}

function nodeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

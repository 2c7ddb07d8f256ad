import { readdirSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { findSourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convert, type Options } from 'ast-v8-to-istanbul';
import { parseAst } from 'vite';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The folders of the product that worlds are made of. */
const FOLDERS = ['src/engine', 'src/domain', 'src/environments', 'src/rollout', 'src/adapters'] as const;

/** The lines of one file that ran, and those that did not. */
export interface FileLines {
  /** Below the root of the project. */
  readonly file: string;
  /** Lines on which a statement begins. */
  readonly lines: number;
  readonly reached: number;
  /** Lines with a statement that never ran. */
  readonly never: readonly number[];
  /** Lines that ran, with a statement or a branch that never did. */
  readonly inPart: readonly number[];
}

/** What ran, by file; and the files that were not even loaded. */
export interface LineCoverage {
  readonly files: readonly FileLines[];
  readonly notLoaded: readonly string[];
}

type FileCoverage = Awaited<ReturnType<typeof convert>>[string];

/** Lines on which a branch of a file was never taken. */
function untaken({ b, branchMap }: FileCoverage): readonly number[] {
  return Object.entries(b).flatMap(([id, taken]) =>
    taken.flatMap((count, arm) => {
      const branch = branchMap[id];
      const line = branch?.locations[arm]?.start.line ?? branch?.loc.start.line;
      return count === 0 && line !== undefined ? [line] : [];
    }),
  );
}

function linesOf(path: string, file: FileCoverage): FileLines {
  const ran = new Set<number>();
  const left = new Set<number>();
  for (const [id, { start }] of Object.entries(file.statementMap)) ((file.s[id] ?? 0) > 0 ? ran : left).add(start.line);
  const inOrder = (lines: Iterable<number>): readonly number[] => [...lines].sort((one, other) => one - other);
  const never = inOrder([...left].filter((line) => !ran.has(line)));
  const inPart = inOrder(new Set([...left, ...untaken(file)].filter((line) => !never.includes(line))));
  return { file: relative(ROOT, path), lines: ran.size + never.length, reached: ran.size, never, inPart };
}

/** The files below a folder. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

/**
 * Does something, and returns which lines of the product ran meanwhile, by V8's own count. Code that was loaded before is counted by
 * function only: load what is to be measured inside `act`.
 */
export async function withLineCoverage<T>(act: () => Promise<T>): Promise<{ result: T; coverage: LineCoverage }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Debugger.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const result = await act();
  const taken = await session.post('Profiler.takePreciseCoverage');
  const files: FileLines[] = [];
  for (const script of taken.result) {
    if (!FOLDERS.some((folder) => script.url.startsWith(`file://${ROOT}${folder}/`))) continue;
    const { scriptSource } = await session.post('Debugger.getScriptSource', { scriptId: script.scriptId });
    const sourceMap = findSourceMap(script.url)?.payload;
    if (sourceMap === undefined) throw new TypeError(`${script.url} has no source map.`);
    const converted = await convert({
      code: scriptSource,
      ast: parseAst(scriptSource),
      coverage: script,
      sourceMap: sourceMap as unknown as NonNullable<Options['sourceMap']>,
    });
    for (const [path, file] of Object.entries(converted)) files.push(linesOf(path, file));
  }
  session.disconnect();
  files.sort((one, other) => one.file.localeCompare(other.file));
  const loaded = new Set(files.map(({ file }) => file));
  const notLoaded = FOLDERS.flatMap(filesOf).filter((file) => !loaded.has(file));
  return { result, coverage: { files, notLoaded } };
}

/** Ranges of lines in words: `3, 7-9`. */
export function ranges(lines: readonly number[]): string {
  const found: [from: number, to: number][] = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (last !== undefined && line === last[1] + 1) last[1] = line;
    else found.push([line, line]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** The coverage as a table in Markdown: a row for each file with its lines that never ran, and the folders together. */
export function coverageTable({ files, notLoaded }: LineCoverage): readonly string[] {
  const total = (some: readonly FileLines[]): string => {
    const lines = some.reduce((sum, file) => sum + file.lines, 0);
    const reached = some.reduce((sum, file) => sum + file.reached, 0);
    return `${lines} | ${reached} | ${((100 * reached) / Math.max(1, lines)).toFixed(0)}%`;
  };
  const rows = files.map(
    (file) => `| ${file.file} | ${total([file])} | ${ranges(file.never)} | ${ranges(file.inPart)} |`,
  );
  const sums = FOLDERS.map(
    (folder) => `| ${folder} | ${total(files.filter(({ file }) => file.startsWith(`${folder}/`)))} | | |`,
  );
  return [
    '| file | lines | reached | | never reached | reached in part |',
    '|---|---:|---:|---:|---|---|',
    ...rows,
    ...sums,
    `| together | ${total(files)} | | |`,
    ...(notLoaded.length === 0 ? [] : ['', `Never loaded: ${notLoaded.join(', ')}`]),
  ];
}

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

/** A limit for a compiler that hangs; a busy machine takes a minute. */
const LIMIT = { timeout: 300_000 };

const TEMPLATE = 'examples/adding-a-step';
const DOMAIN = 'src/domain/steps';

/** The new files of the template, by the place where they belong. */
const files = readdirSync(TEMPLATE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** The lines to change in files that are there: each text with the one that takes its place. */
const edits = readFileSync(join(TEMPLATE, 'registries.diff'), 'utf8')
  .split('+++ b/')
  .slice(1)
  .flatMap((part) => {
    const [path = '', ...hunks] = part.trimEnd().split('\n@@\n');
    return hunks.map((hunk) => ({ path, from: side(hunk, '-'), to: side(hunk, '+') }));
  });

function side(hunk: string, sign: '-' | '+'): string {
  const lines = hunk.split('\n').filter((line) => line.startsWith(' ') || line.startsWith(sign));
  return lines.map((line) => line.slice(1)).join('\n');
}

const copies: string[] = [];
afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true });
});

/** Copies the source, with these files and changes of the template. */
function copyWith(isWanted: (path: string) => boolean): string {
  const copy = mkdtempSync(join(tmpdir(), 'serin-step-'));
  copies.push(copy);
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  cpSync('package.json', join(copy, 'package.json'));
  cpSync('src', join(copy, 'src'), { recursive: true });
  cpSync('test/rollout/builders.ts', join(copy, 'test/rollout/builders.ts'));
  const tsconfig = { extends: resolve('tsconfig.json'), include: ['src', 'test'], exclude: ['src/sandbox'] };
  writeFileSync(
    join(copy, 'tsconfig.json'),
    JSON.stringify({ ...tsconfig, compilerOptions: { typeRoots: [resolve('node_modules/@types')] } }),
  );
  for (const file of files.filter(isWanted)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(TEMPLATE, file), join(copy, file));
  }
  for (const { path, from, to } of edits.filter((edit) => isWanted(edit.path))) {
    const before = readFileSync(join(copy, path), 'utf8');
    expect(before.split(`${from}\n`), `${path} has once: ${from}`).toHaveLength(2);
    writeFileSync(join(copy, path), before.replace(`${from}\n`, `${to}\n`));
  }
  return copy;
}

function run(cwd: string, program: string, ...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [resolve(program), ...args], { cwd, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

/** The files of the source that the compiler complains about. */
function faulty(copy: string): readonly string[] {
  const said = run(copy, 'node_modules/typescript/bin/tsc', '-p', '.', '--pretty', 'false');
  return [...new Set([...said.matchAll(/^([\w./-]+\.ts)\(/gm)].map(([, path = '']) => path))].sort();
}

describe('the template of a step', () => {
  it('compiles, and its test passes', LIMIT, () => {
    const copy = copyWith(() => true);
    expect(faulty(copy)).toEqual([]);
    const said = run(copy, 'node_modules/vitest/vitest.mjs', 'run', '--root', '.', '--reporter', 'json');
    expect(JSON.parse(said.slice(said.indexOf('{')))).toMatchObject({ success: true, numPassedTests: 5 });
  });

  it('changes every file that the compiler names once the domain has the kind, and no other', LIMIT, () => {
    const changed = new Set(edits.map(({ path }) => path).filter((path) => !path.startsWith(DOMAIN)));
    expect(faulty(copyWith((path) => path.startsWith(DOMAIN)))).toEqual([...changed].sort());
  });

  it('is the list in CONTRIBUTING.md', () => {
    const [, section = ''] =
      /## Add a step to the plan\n([\s\S]*?)\n## /.exec(readFileSync('CONTRIBUTING.md', 'utf8')) ?? [];
    const rows = section.split('\n').filter((line) => line.startsWith('|'));
    const listed = [...rows.join().matchAll(/`((?:src|test)\/[\w/<>.-]+\.ts)`/g)].map(([, path = '']) => path);
    const touched = [...files, ...edits.map(({ path }) => path)];
    expect([...listed].sort()).toEqual([...new Set(touched.map((path) => path.replace('wait.', '<kind>.')))].sort());
  });
});

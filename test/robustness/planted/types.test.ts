import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bug } from './bug.ts';
import { BUGS } from './bugs.ts';
import { withBug } from './plant.ts';

const run = promisify(execFile);

/** A bug leaves behind imports and parameters that nothing uses any more. Whoever makes the mistake removes them. */
const UNUSED_ALLOWED = { noUnusedLocals: false, noUnusedParameters: false };

/** A compiler run for each layer of bugs that touch the same text. */
const LIMIT_MS = 10 * 60_000;

let copy: string;

/** A file with an error, so that a compiler that checks nothing is seen. */
const WRONG = { file: 'src/wrong.ts', text: "export const wrong: number = '';\n" };

/** Plants all bugs that fit beside each other, and returns those that do not: they touch the text of one that is planted. */
async function plantAll(bugs: readonly Bug[]): Promise<readonly Bug[]> {
  const later: Bug[] = [];
  await rm(join(copy, 'src'), { recursive: true, force: true });
  await cp('src', join(copy, 'src'), { recursive: true });
  await writeFile(join(copy, WRONG.file), WRONG.text);
  for (const bug of bugs) {
    const file = join(copy, bug.file);
    const text = await readFile(file, 'utf8');
    if (text.split(bug.from).length === 2) await writeFile(file, withBug(bug, text));
    else later.push(bug);
  }
  return later;
}

/** Returns the errors of the compiler in the copy, each as one line. */
async function compileErrors(): Promise<readonly string[]> {
  const tsc = [resolve('node_modules/typescript/bin/tsc'), '-p', copy, '--pretty', 'false'];
  const { stdout } = await run(process.execPath, tsc, { cwd: copy }).catch((failed: { stdout: string }) => failed);
  return stdout.split('\n').filter((line) => /^\S+\(\d+,\d+\): error /.test(line));
}

describe('the types of planted bugs', () => {
  beforeAll(async () => {
    // Inside the project, so that its packages are found.
    await mkdir('dist', { recursive: true });
    copy = await mkdtemp(resolve('dist/planted-types-'));
    const config = {
      extends: relative(copy, resolve('tsconfig.json')),
      compilerOptions: UNUSED_ALLOWED,
      include: ['src'],
      exclude: ['src/sandbox'],
    };
    await writeFile(join(copy, 'tsconfig.json'), JSON.stringify(config));
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  it('are right: none is a mistake that the compiler would have told', { timeout: LIMIT_MS }, async () => {
    for (let rest = BUGS; rest.length > 0; ) {
      const later = await plantAll(rest);
      expect(later.length).toBeLessThan(rest.length);
      expect(await compileErrors()).toEqual([expect.stringContaining(WRONG.file)]);
      rest = later;
    }
  });
});

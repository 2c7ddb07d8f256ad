import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Bug } from './bug.ts';

/** The bug does not fit the source any more. */
export class NotPlanted extends Error {
  readonly code = 'not-planted';
  constructor({ title, file }: Bug, times: number) {
    super(
      `"${title}" fits ${times} places of ${file}, and has to fit one. Bring test/robustness/planted/bugs.ts up to date.`,
    );
    this.name = 'NotPlanted';
  }
}

/** The text of a file with a bug in it. @throws NotPlanted */
export function withBug(bug: Bug, text: string): string {
  const parts = text.split(bug.from);
  if (parts.length !== 2) throw new NotPlanted(bug, parts.length - 1);
  return parts.join(bug.to);
}

function planting(bug: Bug, root: string): Plugin {
  return {
    name: 'planting',
    setup: (made) => {
      made.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (relative(root, path) !== bug.file) return null;
        return { contents: withBug(bug, await readFile(path, 'utf8')), loader: 'ts' };
      });
    },
  };
}

/**
 * Writes a checker with a bug in the product, as one file that runs by itself; the sources stay as they are.
 *
 * @param checker the folder of the checker below test/robustness, whose file `try.ts` is run
 * @param bug null: the product as it is
 * @param outfile inside the project, so that its packages are found
 */
export async function plant(
  checker: 'planted' | 'decisions',
  bug: Bug | null,
  root: string,
  outfile: string,
): Promise<void> {
  await build({
    entryPoints: [`${root}/test/robustness/${checker}/try.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    plugins: bug === null ? [] : [planting(bug, root)],
  });
}

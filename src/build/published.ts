import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const SOURCES = fileURLToPath(new URL('../', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../tsconfig.published.json', import.meta.url));

/** What others may import of this package, by sub-path, with the source of each. package.json's `exports` says the same. */
const ENTRIES = { 'serin/routing': 'routing/published', 'serin/client': 'client/discover' } as const;

/** A file that was built. */
export interface Published {
  /** What it is imported as. */
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

/**
 * Builds what others import: for each sub-path one module for browsers and Node alike, which imports nothing, and its types.
 * @param outdir the folder for it; files are in it where their sources are in src
 */
export async function buildPublished(outdir: string): Promise<readonly Published[]> {
  const [built] = await Promise.all([modules(outdir), types(outdir)]);
  return built;
}

function modules(outdir: string): Promise<readonly Published[]> {
  return Promise.all(
    Object.entries(ENTRIES).map(async ([name, source]) => {
      const file = join(outdir, `${source}.js`);
      const { metafile } = await build({
        entryPoints: [join(SOURCES, `${source}.ts`)],
        outfile: file,
        bundle: true,
        minify: true,
        format: 'esm',
        platform: 'neutral',
        target: 'es2022',
        metafile: true,
        logLevel: 'warning',
      });
      return { name, file, bytes: Object.values(metafile.outputs)[0]?.bytes ?? 0 };
    }),
  );
}

async function types(outdir: string): Promise<void> {
  // The package exports no path to its command, so that it is found beside its package.json.
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', CONFIG, '--outDir', outdir]);
  // A declaration names its imports as the source does, with `.ts`, which not every TypeScript of a consumer follows.
  for (const name of await readdir(outdir, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const text = await readFile(join(outdir, name), 'utf8');
    await writeFile(join(outdir, name), text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
  }
}

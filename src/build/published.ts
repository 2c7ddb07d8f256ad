import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const SOURCES = fileURLToPath(new URL('../', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../tsconfig.published.json', import.meta.url));

/**
 * The modules that others may import from this package, by sub-path, with their sources. package.json's `exports` must list the
 * same.
 */
const ENTRIES = { 'serin/routing': 'routing/published', 'serin/client': 'client/discover' } as const;

/** A file that was built. */
export interface Published {
  /** The name to import it by. */
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

/**
 * Builds the published modules and their types: one module for each sub-path, for browsers and Node alike, without imports.
 * @param outdir the output folder; files have the same paths in it as their sources in src
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
  // The package does not export a path to its command, so this finds it beside its package.json.
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', CONFIG, '--outDir', outdir]);
  // A declaration keeps the `.ts` imports of its source, which not every consumer's TypeScript resolves.
  for (const name of await readdir(outdir, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const text = await readFile(join(outdir, name), 'utf8');
    await writeFile(join(outdir, name), text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
  }
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Defines `require` for CommonJS packages, since modules have none. The name is one that no minifier makes. */
const REQUIRE = `import { createRequire as createRequireOfSerin } from 'node:module'; const require = createRequireOfSerin(import.meta.url);`;

/**
 * Bundles the command line, `main.mjs`, and the action for GitHub, `action.mjs`, with chunks beside them that both load when a command
 * needs them. They need nothing but Node and the files of the package that they read by path.
 * @returns how it is made up of its inputs
 */
export async function bundleCli(outdir: string): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { main: join(ROOT, 'src/cli/main.ts'), action: join(ROOT, 'src/cli/action/main.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return metafile;
}

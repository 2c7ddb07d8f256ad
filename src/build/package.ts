import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Metafile } from 'esbuild';
import { bundleCli } from './cli.ts';
import { buildPublished } from './published.ts';
import { listThirdParty, noticesText } from './third-party.ts';

/**
 * Builds what the npm package has besides files of the repository.
 * @returns how the command line is made up of its inputs
 */
export async function buildPackage(outdir: string): Promise<Metafile> {
  await rm(join(outdir, 'published'), { recursive: true, force: true });
  const [cli] = await Promise.all([bundleCli(join(outdir, 'cli')), buildPublished(join(outdir, 'published'))]);
  await writeFile(join(outdir, 'cli/THIRD-PARTY-NOTICES.txt'), noticesText(await listThirdParty([cli])));
  return cli;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildPackage(fileURLToPath(new URL('../../dist/', import.meta.url)));
}

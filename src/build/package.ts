import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCli } from './cli.ts';
import { buildPublished } from './published.ts';
import { listThirdParty, noticesText } from './third-party.ts';

/** Builds what the npm package has besides the files of the repository. */
async function main(): Promise<void> {
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
  await rm(join(dist, 'published'), { recursive: true, force: true });
  const [cli] = await Promise.all([bundleCli(join(dist, 'cli')), buildPublished(join(dist, 'published'))]);
  await writeFile(join(dist, 'cli/THIRD-PARTY-NOTICES.txt'), noticesText(await listThirdParty([cli])));
}

await main();

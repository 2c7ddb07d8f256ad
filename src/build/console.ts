import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What the console is made of, and the page that comes out. */
const SOURCES = ['src/sandbox/console', 'vite.config.ts', 'package-lock.json'];
const PAGE = 'dist/console/index.html';

/** When the newest file under a path was written, in milliseconds since the epoch. */
function newestWriteTime(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestWriteTime(join(path, name))));
}

/** Whether the console has to be built: it is not there, or older than what it is made of. */
function isStale(): boolean {
  const built = statSync(join(ROOT, PAGE), { throwIfNoEntry: false });
  return built === undefined || SOURCES.some((source) => newestWriteTime(join(ROOT, source)) > built.mtimeMs);
}

/** Builds the console where it is missing or old; otherwise this takes no time, since it runs before every start. */
async function main(): Promise<void> {
  if (!isStale()) return;
  const { build } = await import('vite');
  await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn', root: join(ROOT, 'src/sandbox/console') });
}

await main();

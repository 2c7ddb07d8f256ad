import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The sources of the console, and the page that the build writes. */
const SOURCES = ['src/sandbox/console', 'vite.config.ts', 'package-lock.json'];
const PAGE = 'dist/console/index.html';

/** Returns the time of the newest write under a path, in milliseconds since the epoch. */
function newestWriteTime(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestWriteTime(join(path, name))));
}

/** Tells whether the console must be built: it is missing, or older than its sources. */
function isStale(): boolean {
  const built = statSync(join(ROOT, PAGE), { throwIfNoEntry: false });
  return built === undefined || SOURCES.some((source) => newestWriteTime(join(ROOT, source)) > built.mtimeMs);
}

/** Builds the console where it is missing or stale. Otherwise takes no time, since it runs before every start. */
async function main(): Promise<void> {
  if (!isStale()) return;
  const { build } = await import('vite');
  await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn', root: join(ROOT, 'src/sandbox/console') });
}

await main();

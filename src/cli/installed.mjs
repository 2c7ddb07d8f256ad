// Runs before everything that needs a dependency, so that a fresh clone says what to do instead of `sh: tsx: not found`.
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../../node_modules/tsx/package.json', import.meta.url))) {
  process.stderr.write('The dependencies are not installed. Run npm ci first, then this again.\n');
  process.exit(1);
}

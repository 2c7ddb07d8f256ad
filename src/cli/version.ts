import { readFileSync } from 'node:fs';
import { packageFile } from './package-file.ts';

/** Returns the version of Serin, from its package.json. */
export function version(): string {
  return JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
}

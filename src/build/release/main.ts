import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { release } from './release.ts';

const outdir = fileURLToPath(new URL('../../../dist/release/', import.meta.url));
for (const name of await release(outdir)) console.log(join('dist/release', name));

#!/usr/bin/env node
// A clone has the sources and needs no build: Node 20 does not run TypeScript by itself, so tsx is registered first. The installed
// package has one bundle instead, and no dependencies.
import { existsSync } from 'node:fs';

/** The bundle that `npm run build:package` makes of src/cli/main.ts. */
const bundle = new URL('../../dist/cli/main.mjs', import.meta.url);

if (existsSync(new URL('./main.ts', import.meta.url))) {
  await import('./installed.mjs');
  const { register } = await import('tsx/esm/api');
  register();
  await import('./main.ts');
} else {
  await import(bundle.href);
}

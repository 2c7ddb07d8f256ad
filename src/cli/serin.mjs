#!/usr/bin/env node
import './installed.mjs';

// Node 20 does not run TypeScript by itself: tsx is registered first, so that `npx serin` works from a clone without a build.
const { register } = await import('tsx/esm/api');
register();
await import('./main.ts');

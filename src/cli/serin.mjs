#!/usr/bin/env node
// Node 20 does not run TypeScript by itself: tsx is registered first, so that `npx serin` works from a clone without a build.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');

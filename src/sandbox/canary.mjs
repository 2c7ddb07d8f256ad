// `tsx canary.ts` starts a second process, and tsx's hooks for modules start a thread: both take longer than typing a command does.
import { createRequire } from 'node:module';
import '../cli/installed.mjs';

const require = createRequire(import.meta.url);
require('tsx/cjs/api').register();
require('./canary.ts');

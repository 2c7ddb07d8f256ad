import { defineConfig } from 'vitest/config';
import { findChromium, PLACES } from './test/console/chromium.ts';

const MOTO = 'test/**/*.moto.test.ts';
const BROWSER = 'test/**/*.browser.test.ts';

/** Whole stories, worlds, stacks and processes: seconds each. `npm run test:all` runs them, `npm test` the rest. */
const WHOLE = [
  'test/{stories,robustness,stack}/**/*.test.ts',
  'test/sandbox/{main,demo,outside,repost,welcome,journal,discovery,discovery-environments}.test.ts',
  'test/sandbox/{live,traffic}/**/*.test.ts',
  'test/engine/{faults/interleaving,faults/crash-points,outbox-size}.test.ts',
  'test/rollout/happenings.test.ts',
  'test/functions/load.test.ts',
  'test/cli/{process,action/action}.test.ts',
  'test/edge/{ten-thousand,build,functions,lambda}.test.ts',
  'test/house/{published,installed,bundles,adding-a-step}.test.ts',
];

const hasBrowser = findChromium() !== null;
if (!hasBrowser && process.argv.includes('console')) {
  console.log(`SKIP the console's tests: there is no Chromium at ${PLACES.join(', ')}`);
}

const source = (path: string) => new URL(`src/${path}`, import.meta.url).pathname;

export default defineConfig({
  // The examples import what is published; here it is the source of it.
  resolve: { alias: { 'serin/routing': source('routing/published.ts'), 'serin/client': source('client/discover.ts') } },
  test: {
    // A limit for a test that hangs, generous because machines differ; no test asserts on time taken.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
    // Node 20 is what the sandbox promises to run on; the Lambda runtime is newer.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    coverage: { provider: 'v8', include: ['src/**/*.{ts,tsx}'], reporter: ['text-summary', 'html'] },
    projects: [
      {
        extends: true,
        // Files share their modules: each test makes what it needs, and nothing is kept in a module.
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [MOTO, BROWSER, ...WHOLE], isolate: false },
      },
      { extends: true, test: { name: 'whole', include: WHOLE, exclude: [MOTO, BROWSER] } },
      ...(hasBrowser ? [{ extends: true as const, test: { name: 'console', include: [BROWSER] } }] : []),
      { extends: true, test: { name: 'aws', include: [MOTO] } },
    ],
  },
});

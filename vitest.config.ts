import { defineConfig } from 'vitest/config';

const MOTO = 'test/**/*.moto.test.ts';

export default defineConfig({
  test: {
    // A limit for a test that hangs, generous because machines differ; no test asserts on time taken.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
    // Node 20 is what the sandbox promises to run on; the Lambda runtime is newer.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [MOTO] } },
      { extends: true, test: { name: 'aws', include: [MOTO] } },
    ],
  },
});

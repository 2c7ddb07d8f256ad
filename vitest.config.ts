import { defineConfig } from 'vitest/config';

const MOTO = 'test/**/*.moto.test.ts';

export default defineConfig({
  test: {
    // A limit for a test that hangs, generous because machines differ; no test asserts on time taken.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [MOTO] } },
      { extends: true, test: { name: 'aws', include: [MOTO] } },
    ],
  },
});

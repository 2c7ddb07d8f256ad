import { defineConfig } from 'vitest/config';

/** The tests that decide and act in memory, without those that play hundreds of rollouts: every mutant waits for them. */
export default defineConfig({
  test: {
    include: ['test/{domain,environments,rollout,engine,adapters/targets}/**/*.test.ts'],
    exclude: [
      '**/*.property.test.ts',
      '**/*.moto.test.ts',
      '**/{crash-points,interleaving,outbox-size,happenings}.test.ts',
    ],
    // A mutant is tried in a process of its own anyway.
    isolate: false,
    testTimeout: 60_000,
  },
});

import { check } from './check.ts';

// A process of its own: it gets seeds as messages, checks that many worlds from there on, and sends what was found.
process.on('message', ({ seed, runs }: { readonly seed: number; readonly runs: number }) => {
  process.send?.(check(seed, runs));
});

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { happenings, services } from './happenings.ts';
import { laws } from './laws.ts';
import { type Step, steps } from './steps.ts';

/** Checks one law; a failure names it. */
function keep(title: string, law: (step: Step) => void, step: Step): void {
  try {
    law(step);
  } catch (error) {
    throw new Error(`${title}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

describe('whatever happens, in any order, twice, late or never, decide', () => {
  it('keeps every law', () => {
    fc.assert(
      fc.property(services, happenings, (service, list) => {
        for (const step of steps(service, list))
          for (const [title, law] of Object.entries(laws)) keep(title, law, step);
      }),
      { numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { happenings, services } from './happenings.ts';
import { keepAll } from './laws/law.ts';
import { laws } from './laws/laws.ts';
import { steps } from './steps.ts';

describe('whatever happens, in any order, twice, late or never, decide', () => {
  it('keeps every law', () => {
    fc.assert(
      fc.property(services, happenings, (service, list) => {
        for (const step of steps(service, list)) keepAll(laws, step);
      }),
      { numRuns: 300 },
    );
  });
});

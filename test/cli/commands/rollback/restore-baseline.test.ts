import { describe, expect, it } from 'vitest';
import { isDue } from '../../../../src/cli/commands/rollback/restore-baseline.ts';
import type { Reading } from '../../../../src/ports/target.ts';
import { EDGE } from '../../../adapters/targets/edge/world.ts';
import { aTarget } from '../../../adapters/targets/support/a-target.ts';

const target = aTarget(EDGE, {
  ...{ frozen: null, baseline: [], stable: 'a', canary: 'b', weight: 0, expressed: [], notes: [], findings: [] },
});

/** A split at the edge whose sides somebody changed. */
const changed = (reading: Partial<Reading>) => ({
  target,
  reading: {
    ...{ weight: 0, cohorts: [], token: null, effectiveAt: 0, atBaseline: false, promoted: false },
    drift: 'its sides are a and c, it was a as stable and b',
    ...reading,
  },
});

describe('what somebody changed', () => {
  it.each<[string, Partial<Reading>, boolean]>([
    ['a share', { weight: 5 }, true],
    ['a cohort', { cohorts: ['staff'] }, true],
    ['nobody', {}, false],
  ])('with %s on the canary goes back without --overwrite if that is anybody', (_, reading, due) => {
    expect(isDue(changed(reading), { overwrite: false })).toBe(due);
  });
});

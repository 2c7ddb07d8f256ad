import { expect, it } from 'vitest';
import { HEALTHY } from '../../../src/sandbox/console/world/healthy.ts';
import { createBehaviours } from '../../../src/sandbox/traffic/behaviour.ts';

it('heals an arm to what it was before anything was done to it', () => {
  expect(HEALTHY).toEqual(createBehaviours().of('checkout', 'canary'));
});

import { describe, expect, it } from 'vitest';
import type { Step } from '../../rollout/steps.ts';
import { breachIn, check, shorten, worldOf } from './check.ts';
import { storyOf } from './story.ts';

/** Breaks where the canary is at 100%. */
const atAll = ({ decision }: Step): void => {
  if (decision.answer === 'accepted' && decision.next.weight === 100) throw new Error('It is at 100%.');
};

describe('the checker of decisions', () => {
  it('draws the same world from the same seed, and another one from another', () => {
    expect(worldOf(7)).toEqual(worldOf(7));
    expect(worldOf(7)).not.toEqual(worldOf(8));
  });

  it('finds that 300 worlds keep every law', () => {
    const { failure, worlds, steps } = check(1, 300);
    expect({ failure, worlds }).toEqual({ failure: null, worlds: 300 });
    expect(steps).toBeGreaterThan(300 * 10);
  });

  it('lets the same happen whether what is given is frozen or not', () => {
    const answers = [true, false].map((isFrozen) => {
      const taken: unknown[] = [];
      breachIn(worldOf(3), isFrozen, ({ decision }) => taken.push(decision));
      return taken;
    });
    expect(answers[0]).toEqual(answers[1]);
  });

  it('reports what decide, or who watches it, throws, with the step at which it did', () => {
    const seeds = Array.from({ length: 100 }, (_, i) => i);
    const found = seeds.map((seed) => breachIn(worldOf(seed), false, atAll)).filter((breach) => breach !== null);
    expect(found[0]).toEqual({ code: 'throws', detail: 'Error: It is at 100%.' });
  });

  it('leaves nothing that happens where no law needs it', () => {
    const world = worldOf(3);
    expect(shorten(world, { code: 'none', detail: '' }).list).toEqual(world.list);
  });

  it('has no story where every law holds', () => {
    expect(storyOf(1)).toEqual([]);
  });
});

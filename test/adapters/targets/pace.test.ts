import { describe, expect, it } from 'vitest';
import { createPace } from '../../../src/adapters/targets/pace.ts';
import { aClock } from './support/a-clock.ts';

/** When each of some tasks may begin, in milliseconds from now, asked one after the other. */
async function begins(count: number): Promise<readonly number[]> {
  const clock = aClock();
  const pace = createPace(clock, { limit: 3, interval: 1_000 });
  const start = clock.now();
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) await pace(async () => times.push(clock.now() - start));
  return times;
}

describe('a pace', () => {
  it('lets as many begin at once as the limit, and never more within an interval', async () => {
    expect(await begins(8)).toEqual([0, 0, 0, 1_000, 1_000, 1_000, 2_000, 2_000]);
  });

  it('forgets what began longer ago than the interval', async () => {
    const clock = aClock();
    const pace = createPace(clock, { limit: 1, interval: 1_000 });
    await pace(async () => 'first');
    clock.advance(1_000);
    const start = clock.now();
    await pace(async () => 'second');
    expect(clock.now()).toBe(start);
  });

  it('gives back what the task gives, failures included', async () => {
    const pace = createPace(aClock(), { limit: 1, interval: 1_000 });
    await expect(pace(async () => 'done')).resolves.toBe('done');
    await expect(pace(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

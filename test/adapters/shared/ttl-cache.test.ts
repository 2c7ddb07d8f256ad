import { describe, expect, it } from 'vitest';
import { createTtlCache } from '../../../src/adapters/shared/ttl-cache.ts';
import { aClock } from '../targets/support/a-clock.ts';

describe('a cache with a time to live', () => {
  it('reads again when the time is over, counted from the moment the read began', async () => {
    const clock = aClock();
    const cache = createTtlCache<number>(clock, 1000);
    let reads = 0;
    const read = async () => {
      reads += 1;
      return reads;
    };
    expect(await cache.get('x', read)).toBe(1);
    clock.advance(999);
    expect(await cache.get('x', read)).toBe(1);
    clock.advance(1);
    expect(await cache.get('x', read)).toBe(2);
  });

  it('keeps each key apart, and reads a fresh value when asked', async () => {
    const cache = createTtlCache<string>(aClock(), 1000);
    expect(await cache.get('x', async () => 'of x')).toBe('of x');
    expect(await cache.get('y', async () => 'of y')).toBe('of y');
    expect(await cache.get('x', async () => 'newer', true)).toBe('newer');
    expect(await cache.get('x', async () => 'never read')).toBe('newer');
  });

  it('shares a read that is under way, and forgets one that failed', async () => {
    const cache = createTtlCache<string>(aClock(), 1000);
    let reads = 0;
    const fail = async (): Promise<string> => {
      reads += 1;
      throw new Error('throttled');
    };
    const both = await Promise.allSettled([cache.get('x', fail), cache.get('x', fail)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(reads).toBe(1);
    expect(await cache.get('x', async () => 'again')).toBe('again');
  });

  it('keeps what was read later when an earlier read fails after it', async () => {
    const cache = createTtlCache<string>(aClock(), 1000);
    let reject: (error: Error) => void = () => undefined;
    const slow = cache.get('x', () => new Promise((_, no) => (reject = no)));
    await cache.get('x', async () => 'newer', true);
    reject(new Error('late'));
    await expect(slow).rejects.toThrow('late');
    expect(await cache.get('x', async () => 'never read')).toBe('newer');
  });
});

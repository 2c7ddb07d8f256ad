import { describe, expect, it } from 'vitest';
import { createOneAtATime } from '../../../src/adapters/targets/one-at-a-time.ts';

/** A task that ends when it is told to. */
function aTask(begun: string[], name: string) {
  const { promise, resolve, reject } = withResolvers();
  const run = async (): Promise<string> => {
    begun.push(name);
    await promise;
    return name;
  };
  return { run, end: resolve, fail: reject };
}

function withResolvers() {
  let resolve = (): void => undefined;
  let reject = (_error: Error): void => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve: () => resolve(), reject: (error: Error) => reject(error) };
}

describe('one at a time', () => {
  it('begins a task with a key only when the one before it has ended', async () => {
    const oneAtATime = createOneAtATime();
    const begun: string[] = [];
    const [a1, a2, b1] = [aTask(begun, 'a1'), aTask(begun, 'a2'), aTask(begun, 'b1')] as const;
    const first = oneAtATime('a', a1.run);
    const second = oneAtATime('a', a2.run);
    const other = oneAtATime('b', b1.run);
    b1.end();
    await other;
    expect(begun).toEqual(['a1', 'b1']);
    a1.end();
    a2.end();
    expect(await Promise.all([first, second])).toEqual(['a1', 'a2']);
    expect(begun).toEqual(['a1', 'b1', 'a2']);
  });

  it('goes on after a task that failed', async () => {
    const oneAtATime = createOneAtATime();
    const begun: string[] = [];
    const broken = aTask(begun, 'broken');
    const first = oneAtATime('a', broken.run);
    const second = oneAtATime('a', async () => 'fine');
    broken.fail(new Error('no'));
    await expect(first).rejects.toThrow('no');
    await expect(second).resolves.toBe('fine');
  });
});

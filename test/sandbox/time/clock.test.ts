import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualClock, TimeStandsStill } from '../../../src/sandbox/time/clock.ts';

const quiet = { error: () => undefined };
const aClock = (start = 0) => createVirtualClock(start, quiet);

describe('the virtual clock', () => {
  it('stands still until it is advanced', async () => {
    const clock = aClock(1000);
    expect(clock.now()).toBe(1000);
    await clock.advance(250);
    expect(clock.now()).toBe(1250);
  });

  it('does everything that becomes due in order of time, then of entry', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }), async (times) => {
        const clock = aClock();
        const done: { time: number; entry: number; now: number }[] = [];
        times.forEach((time, entry) => {
          clock.at(time, () => {
            done.push({ time, entry, now: clock.now() });
          });
        });
        await clock.advance(20);
        const expected = times
          .map((time, entry) => ({ time, entry, now: time }))
          .sort((a, b) => a.time - b.time || a.entry - b.entry);
        expect(done).toEqual(expected);
      }),
    );
  });

  it('leaves alone what is not due yet and what was called off', async () => {
    const clock = aClock();
    const done: string[] = [];
    const callOff = clock.at(5, () => done.push('called off'));
    clock.at(11, () => done.push('later'));
    callOff();
    await clock.advance(10);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect(done).toEqual(['later']);
  });

  it('does at once what is entered for the past', async () => {
    const clock = aClock(100);
    const done: number[] = [];
    clock.at(1, () => done.push(clock.now()));
    await clock.advance(0);
    expect(done).toEqual([100]);
  });

  it('repeats at full multiples until it is called off', async () => {
    const clock = aClock(90);
    const seen: number[] = [];
    const callOff = clock.every(60, () => seen.push(clock.now()));
    await clock.advance(160);
    callOff();
    await clock.advance(1000);
    expect(seen).toEqual([120, 180, 240]);
  });

  it('goes through nested waits at their own times', async () => {
    const clock = aClock();
    const seen: number[] = [];
    const work = clock.track(async () => {
      await clock.wait(10);
      seen.push(clock.now());
      await Promise.all([clock.wait(5), clock.wait(7)]);
      seen.push(clock.now());
    });
    await clock.advance(100);
    await work;
    expect(seen).toEqual([10, 17]);
  });

  it('stands still while a happening talks to a real server', async () => {
    const server = createServer((_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clock = aClock();
    const seen: string[] = [];
    clock.at(10, async () => {
      await (await fetch(url)).text();
      seen.push(`answered at ${clock.now()}`);
      await clock.wait(5);
      await (await fetch(url)).text();
      seen.push(`answered at ${clock.now()}`);
    });
    clock.at(12, () => seen.push(`other at ${clock.now()}`));
    await clock.advance(60);
    server.close();
    expect(seen).toEqual(['answered at 10', 'other at 12', 'answered at 15']);
  });

  it('stands still for work that one of two waits started', async () => {
    const clock = aClock();
    const seen: string[] = [];
    const work = clock.track(async () => {
      await Promise.all([
        clock.wait(50).then(() => seen.push(`waited until ${clock.now()}`)),
        clock.track(async () => {
          await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
          seen.push(`real work done at ${clock.now()}`);
        }),
      ]);
    });
    await clock.advance(50);
    await work;
    expect(seen).toEqual(['real work done at 0', 'waited until 50']);
  });

  it('moves on when work waits for work that waits', async () => {
    const clock = aClock();
    const work = clock.track(async () => {
      await clock.track(() => clock.wait(10));
      return clock.now();
    });
    await clock.advance(20);
    expect(await work).toBe(10);
  });

  it('logs the error of a happening and goes on', async () => {
    const logged: unknown[] = [];
    const clock = createVirtualClock(0, { error: (fields) => logged.push(fields) });
    let after = false;
    clock.at(1, () => {
      throw new Error('broken');
    });
    clock.at(2, () => {
      after = true;
    });
    await clock.advance(5);
    expect(after).toBe(true);
    expect(logged).toEqual([{ error: 'Error: broken', at: 1 }]);
  });

  it('queues moves that overlap', async () => {
    const clock = aClock();
    const seen: number[] = [];
    clock.at(5, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(clock.now());
    });
    clock.at(15, () => seen.push(clock.now()));
    await Promise.all([clock.advance(10), clock.advance(10)]);
    expect(seen).toEqual([5, 15]);
    expect(clock.now()).toBe(20);
  });

  it('refuses to be advanced by work that it stands still for', async () => {
    const clock = aClock();
    await expect(clock.track(() => clock.advance(1))).rejects.toThrow(TimeStandsStill);
  });
});

import { expect, it } from 'vitest';
import {
  createFunction,
  type DeadLetter,
  type Handler,
  runningFunction,
} from '../../../src/sandbox/functions/function.ts';
import { createVirtualClock } from '../../../src/sandbox/time/clock.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

function aFunction(body: (event: string, container: number) => Promise<string>) {
  const clock = createVirtualClock(0, quiet);
  const deadLetters: DeadLetter[] = [];
  const add = (letter: DeadLetter): void => {
    deadLetters.push(letter);
  };
  let containers = 0;
  const start = (): Handler<string, string> => {
    containers += 1;
    const container = containers;
    return (event) => body(event, container);
  };
  return {
    clock,
    deadLetters,
    lambda: createFunction('worker', start, { clock, log: quiet, keep: add }),
  };
}

it('uses a container again, and starts another one while the first is busy', async () => {
  const { clock, lambda } = aFunction(async (event, container) => {
    if (event === 'slow') await clock.wait(10);
    return `${event} in ${container}`;
  });
  expect(await lambda.invoke('a')).toBe('a in 1');
  const slow = lambda.invoke('slow');
  expect(await lambda.invoke('b')).toBe('b in 2');
  await clock.advance(10);
  expect(await slow).toBe('slow in 1');
});

it('tries an event again after one and after two more minutes', async () => {
  const tries: number[] = [];
  const { clock, deadLetters, lambda } = aFunction(async () => {
    tries.push(clock.now());
    if (tries.length < 3) throw new Error('not yet');
    return 'done';
  });
  lambda.invokeLater('event');
  await clock.advance(600_000);
  expect(tries).toEqual([0, 60_000, 180_000]);
  expect(deadLetters).toEqual([]);
});

it('keeps an event that failed three times as a dead letter', async () => {
  const { clock, deadLetters, lambda } = aFunction(async () => {
    throw new Error('never');
  });
  lambda.invokeLater('event');
  await clock.advance(600_000);
  expect(deadLetters).toEqual([{ function: 'worker', event: 'event', error: 'Error: never' }]);
});

it('uses a container again after a failure', async () => {
  const { lambda } = aFunction(async (event, container) => {
    if (event === 'bad') throw new Error('bad');
    return `${event} in ${container}`;
  });
  await expect(lambda.invoke('bad')).rejects.toThrow('bad');
  expect(await lambda.invoke('good')).toBe('good in 1');
});

it('knows in whose invocation something is called, also after a wait, and that it is in none outside', async () => {
  const { clock, lambda } = aFunction(async () => {
    await clock.wait(10);
    return String(runningFunction());
  });
  const answer = lambda.invoke('event');
  await clock.advance(10);
  expect(await answer).toBe('worker');
  expect(runningFunction()).toBeNull();
});

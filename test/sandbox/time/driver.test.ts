import { expect, it } from 'vitest';
import { createVirtualClock } from '../../../src/sandbox/time/clock.ts';
import { createDriver } from '../../../src/sandbox/time/driver.ts';

function aDriver(speed: number) {
  const clock = createVirtualClock(0, { error: () => undefined });
  let real = 0;
  const driver = createDriver(clock, () => real, speed);
  const pass = (ms: number) => {
    real += ms;
    return driver.tick();
  };
  return { clock, driver, pass };
}

it('moves a minute a second at speed 60', async () => {
  const { clock, pass } = aDriver(60);
  await pass(1000);
  expect(clock.now()).toBe(60_000);
});

it('follows a new speed from then on', async () => {
  const { clock, driver, pass } = aDriver(60);
  await pass(1000);
  driver.setSpeed(1);
  await pass(1000);
  expect(clock.now()).toBe(61_000);
  expect(driver.speed()).toBe(1);
});

it('does not make up for the time that it was paused', async () => {
  const { clock, driver, pass } = aDriver(0);
  await pass(5000);
  driver.setSpeed(10);
  await pass(100);
  expect(clock.now()).toBe(1000);
});

it('goes on instead of jumping after the machine was asleep', async () => {
  const { clock, pass } = aDriver(60);
  await pass(3_600_000);
  expect(clock.now()).toBe(300_000);
});

it('starts no second move while one is not done', async () => {
  const { clock, pass } = aDriver(1);
  const first = pass(10);
  await pass(10);
  await first;
  expect(clock.now()).toBe(10);
  await pass(5);
  expect(clock.now()).toBe(25);
});

import { expect, it } from 'vitest';
import { createMinutes } from '../../../src/sandbox/traffic/minutes.ts';
import { USERS } from '../../../src/sandbox/traffic/source.ts';

const good = { failed: false, latencyMs: 100, isWatched: true } as const;

it('tells the arms apart, and requests from users', () => {
  const minutes = createMinutes(new Map([['checkout', USERS]]));
  for (let user = 0; user < 3; user += 1) minutes.add('checkout', { ...good, arm: 'stable', user });
  minutes.add('checkout', { ...good, arm: 'canary', user: 0, failed: true, latencyMs: 300, isWatched: false });
  minutes.end(60_000);
  expect(minutes.of('checkout')).toEqual([
    {
      at: 60_000,
      requests: 0.25,
      users: 0.3333,
      reached: Math.round(10_000 / USERS) / 10_000,
      stable: { requests: 3, errorRate: 0, p50: 100, p99: 100 },
      canary: { requests: 1, errorRate: 1, p50: 300, p99: 300 },
      watched: { requests: 3, errorRate: 0, p50: 100, p99: 100 },
    },
  ]);
});

it('counts whom a canary has reached until another rollout begins', () => {
  const minutes = createMinutes(new Map([['checkout', USERS]]));
  const reached = () => (minutes.of('checkout').at(-1)?.reached ?? 0) * USERS;
  minutes.begin('checkout', 'one');
  for (const user of [1, 2]) minutes.add('checkout', { ...good, arm: 'canary', user });
  minutes.end(0);
  minutes.begin('checkout', 'one');
  minutes.add('checkout', { ...good, arm: 'canary', user: 3 });
  minutes.end(60_000);
  expect(reached()).toBeCloseTo(3);
  minutes.begin('checkout', 'two');
  minutes.end(120_000);
  expect(reached()).toBe(0);
});

it('keeps three hours', () => {
  const minutes = createMinutes(new Map([['checkout', USERS]]));
  for (let minute = 0; minute < 200; minute += 1) minutes.end(minute);
  expect([minutes.of('checkout').length, minutes.of('checkout')[0]?.at]).toEqual([180, 20]);
});

import { GetScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect } from 'vitest';
import { createTimers } from '../../../../src/adapters/aws/scheduler/timers.ts';
import type { TimerEvent } from '../../../../src/ports/timers.ts';
import { type Deviations, rules } from '../contract.ts';
import { createHandClock } from '../support/hand-clock.ts';

/** When the timers are armed. A full second. */
export const NOW = Date.UTC(2030, 0, 31, 23, 59, 0);

/** A wake ten minutes ahead. */
export const aWake = (over: Partial<TimerEvent> = {}): TimerEvent => ({
  service: 'checkout',
  rollout: 'r-1',
  seq: 1,
  step: 2,
  generation: 3,
  at: NOW + 600_000,
  ...over,
});

/** Timers in the group `serin`. */
export const timersOn = (client: SchedulerClient) =>
  createTimers({
    client,
    clock: createHandClock(NOW),
    group: 'serin',
    targetArn: 'arn:aws:lambda:us-east-1:123456789012:function:serin-timer',
    roleArn: 'arn:aws:iam::123456789012:role/serin-scheduler',
    deadLetterArn: 'arn:aws:sqs:us-east-1:123456789012:serin-dead-letters',
  });

/** The name of a timer: the service, the seq, and the second it is for (here a full one), in base 36. */
const named = (seq: number, at: number, service = 'checkout') => `serin-${service}-${seq}-${(at / 1000).toString(36)}`;

/** What Timers do on a Scheduler that has the group `serin`. Each test uses seqs of its own. */
export function timersContract(client: () => SchedulerClient, deviations: Deviations = {}): void {
  const it = rules(deviations);
  const get = (Name: string) => client().send(new GetScheduleCommand({ GroupName: 'serin', Name }));

  it('arms a one-off schedule in UTC that deletes itself, with explicit retries and a dead-letter queue', async () => {
    await timersOn(client()).arm(aWake());
    expect(await get(named(1, aWake().at))).toMatchObject({
      ScheduleExpression: 'at(2030-02-01T00:09:00)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:aws:lambda:us-east-1:123456789012:function:serin-timer',
        RoleArn: 'arn:aws:iam::123456789012:role/serin-scheduler',
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:123456789012:serin-dead-letters' },
      },
    });
  });

  it('carries the wake', async () => {
    await timersOn(client()).arm(aWake({ seq: 2 }));
    expect(JSON.parse((await get(named(2, aWake().at))).Target?.Input ?? '')).toEqual(aWake({ seq: 2 }));
  });

  it('never fires before the time, and rounds up to the second', async () => {
    await timersOn(client()).arm(aWake({ seq: 3, at: NOW + 60_001 }));
    expect((await get(named(3, NOW + 61_000))).ScheduleExpression).toBe('at(2030-02-01T00:00:01)');
  });

  it('asks for a moment ahead when the time has passed', async () => {
    await timersOn(client()).arm(aWake({ seq: 4, at: NOW - 3_600_000 }));
    expect((await get(named(4, NOW - 3_600_000))).ScheduleExpression).toBe('at(2030-01-31T23:59:05)');
  });

  it('leaves a timer that is armed as it is, however often it is armed', async () => {
    await timersOn(client()).arm(aWake({ seq: 5 }));
    await Promise.all(Array.from({ length: 5 }, () => timersOn(client()).arm(aWake({ seq: 5, generation: 4 }))));
    const { Target } = await get(named(5, aWake().at));
    expect(JSON.parse(Target?.Input ?? '')).toMatchObject({ generation: 3 });
  });

  it('arms another timer for another time, so that one whose save was lost stands in nobody’s way', async () => {
    await timersOn(client()).arm(aWake({ seq: 6 }));
    await timersOn(client()).arm(aWake({ seq: 6, at: NOW + 60_000 }));
    expect((await get(named(6, aWake().at))).ScheduleExpression).toBe('at(2030-02-01T00:09:00)');
    expect((await get(named(6, NOW + 60_000))).ScheduleExpression).toBe('at(2030-02-01T00:00:00)');
  });

  it('takes the longest name of a service with a seq of 2^32', async () => {
    const service = `s${'x'.repeat(39)}`;
    const seq = 2 ** 32;
    await timersOn(client()).arm(aWake({ service, seq }));
    expect(await get(named(seq, aWake().at, service))).toMatchObject({ GroupName: 'serin' });
  });
}

import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';
import { NotATimerEvent, parseTimerEvent } from '../../../../src/adapters/aws/scheduler/timer-event.ts';
import type { TimerEvent } from '../../../../src/ports/timers.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createSchedulerModel } from '../../../../src/sandbox/cloud/scheduler.ts';
import { localConfig } from '../support/local-config.ts';
import { aWake, NOW, timersOn } from './timers-contract.ts';

describe('the input of the timer function', () => {
  it('is the wake that was armed', async () => {
    const wakes: TimerEvent[] = [];
    const cloud = createSchedulerModel({
      now: () => NOW,
      group: 'serin',
      fire: (input) => wakes.push(parseTimerEvent(JSON.parse(input))),
    });
    await timersOn(attach(new SchedulerClient(localConfig), 'Scheduler', cloud.model)).arm(aWake());
    cloud.due(aWake().at);
    expect(wakes).toEqual([aWake()]);
  });

  it.each([
    ['nothing', undefined],
    ['an event of another service', { source: 'aws.cloudwatch', detail: {} }],
    ['a wake without a service', { ...aWake(), service: undefined }],
    ['a wake with a number as text', { ...aWake(), seq: '1' }],
    ['a wake of what is no service', { ...aWake(), service: 'checkout#x' }],
    ['a wake with half a number', { ...aWake(), seq: 0.5 }],
    ['a wake at a moment that no clock shows', { ...aWake(), at: 8.64e15 + 1 }],
  ])('is refused when it is %s', (_what, event) => {
    expect(() => parseTimerEvent(event)).toThrow(NotATimerEvent);
    expect(() => parseTimerEvent(event)).toThrow(expect.objectContaining({ code: 'not-a-wake' }));
  });
});

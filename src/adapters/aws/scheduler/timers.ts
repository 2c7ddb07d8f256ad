import { ConflictException, CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Clock } from '../../../ports/clock.ts';
import type { Timers } from '../../../ports/timers.ts';

/** The dependencies of timers. */
interface Parts {
  readonly client: SchedulerClient;
  readonly clock: Clock;
  /** The schedule group they belong to. */
  readonly group: string;
  /** The function that the timer invokes. */
  readonly targetArn: string;
  /** The role with which EventBridge Scheduler invokes it. */
  readonly roleArn: string;
  /** The dead-letter queue of timers that could not be delivered. */
  readonly deadLetterArn: string;
}

/** The shortest time, in milliseconds, from now to a timer: AWS does not document what happens for a moment that has passed. */
const LEAD = 5_000;

/** The longest retry policy of EventBridge Scheduler: a late timer is still useful. */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** The conflict that is not with a timer of the same name: a group that is being deleted takes no schedules. */
const GROUP_GOES = /\bgroup\b.*delet/i;

/** A one-time expression in UTC, to the second, never before `at` (milliseconds since the epoch). */
const atExpression = (at: number) => `at(${new Date(Math.ceil(at / 1000) * 1000).toISOString().slice(0, 19)})`;

/**
 * Timers as one-off schedules of EventBridge Scheduler: they fire within the minute after their time and delete themselves.
 * The name is made from service, seq and time, so that setting a timer again changes nothing, and one that lost its save
 * stands in nobody's way.
 */
export function createTimers({ client, clock, group, targetArn, roleArn, deadLetterArn }: Parts): Timers {
  return {
    async arm(wake) {
      const name = `serin-${wake.service}-${wake.seq}-${Math.ceil(wake.at / 1000).toString(36)}`;
      const schedule = new CreateScheduleCommand({
        GroupName: group,
        Name: name,
        ClientToken: name,
        ScheduleExpression: atExpression(Math.max(wake.at, clock.now() + LEAD)),
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: targetArn,
          RoleArn: roleArn,
          Input: JSON.stringify(wake),
          RetryPolicy: RETRY_POLICY,
          DeadLetterConfig: { Arn: deadLetterArn },
        },
      });
      try {
        await client.send(schedule);
      } catch (error) {
        if (!(error instanceof ConflictException) || GROUP_GOES.test(error.message)) throw error;
      }
    },
  };
}

import { isDeepStrictEqual } from 'node:util';
import {
  ConflictException,
  type CreateScheduleCommandInput,
  type DeleteScheduleCommandInput,
  type GetScheduleCommandInput,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import type { Model } from './attach.ts';

const ARN_PREFIX = 'arn:aws:scheduler:us-east-1:123456789012:schedule';

/** The dependencies of the model. */
interface World {
  now(): number;
  /** The only schedule group. */
  readonly group: string;
  /** Invokes the target of a schedule. Must not throw. @param at the time it was due, in milliseconds since the epoch. */
  fire(input: string, at: number): void;
}

/** EventBridge Scheduler of one account; its caller owns the clock. */
export interface SchedulerCloud {
  readonly model: Model;
  /** Returns the due time of the earliest schedule, in milliseconds since the epoch; null when there is none. */
  next(): number | null;
  /** Fires all schedules due at `now`, in order of time. A schedule that falls due meanwhile waits for the next call. */
  due(now: number): void;
}

interface Schedule {
  readonly created: CreateScheduleCommandInput;
  readonly createdAt: number;
  readonly at: number;
  fired: boolean;
}

/**
 * Creates a model of EventBridge Scheduler's one-time schedules: names, tokens, deletion after they fired. Recurring schedules
 * and time zones other than UTC are refused. A schedule in the past is due at once; AWS does not document its own behaviour.
 */
export function createSchedulerModel({ now, group, fire }: World): SchedulerCloud {
  const schedules = new Map<string, Schedule>();
  const pendingSchedules = () =>
    [...schedules].filter(([, { fired }]) => !fired).sort(([, one], [, other]) => one.at - other.at);

  const find = (groupName = 'default', name = ''): Schedule => {
    const found = groupName === group ? schedules.get(name) : undefined;
    return found ?? notFound(`Schedule ${name} does not exist.`);
  };

  const create = (input: CreateScheduleCommandInput) => {
    const { Name = '', GroupName = 'default' } = input;
    const at = validateSchedule(input);
    if (GroupName !== group) notFound(`Schedule group ${GroupName} does not exist.`);
    const known = schedules.get(Name);
    if (known !== undefined && !isRepeat(known.created, input)) {
      throw new ConflictException(exceptionFields(`Schedule ${Name} already exists.`));
    }
    if (known === undefined) schedules.set(Name, { created: input, createdAt: now(), at, fired: false });
    return { ScheduleArn: `${ARN_PREFIX}/${group}/${Name}` };
  };

  return {
    model: {
      CreateSchedule: create,
      GetSchedule({ GroupName, Name }: GetScheduleCommandInput) {
        const { created, createdAt } = find(GroupName, Name);
        const { ClientToken: _token, ...schedule } = created;
        return {
          ...schedule,
          Arn: `${ARN_PREFIX}/${group}/${Name}`,
          State: 'ENABLED',
          CreationDate: new Date(createdAt),
        };
      },
      DeleteSchedule({ GroupName, Name = '' }: DeleteScheduleCommandInput) {
        find(GroupName, Name);
        schedules.delete(Name);
        return {};
      },
    },
    next: () => pendingSchedules()[0]?.[1].at ?? null,
    due(moment) {
      for (const [name, schedule] of pendingSchedules().filter(([, { at }]) => at <= moment)) {
        schedule.fired = true;
        if (schedule.created.ActionAfterCompletion === 'DELETE') schedules.delete(name);
        fire(schedule.created.Target?.Input ?? '', schedule.at);
      }
    },
  };
}

/** True when a request repeats an earlier one: the same token, and nothing changed. */
function isRepeat(before: CreateScheduleCommandInput, now: CreateScheduleCommandInput): boolean {
  return now.ClientToken !== undefined && isDeepStrictEqual(before, now);
}

/** Builds the fields of Scheduler's exceptions, which have the message under both names. */
const exceptionFields = (message: string) => ({ message, Message: message, $metadata: {} });

function notFound(message: string): never {
  throw new ResourceNotFoundException(exceptionFields(message));
}

/** Checks a schedule as AWS does and returns its due time. */
function validateSchedule(input: CreateScheduleCommandInput): number {
  const {
    Name = '',
    ClientToken = 'generated',
    ScheduleExpressionTimezone = 'UTC',
    FlexibleTimeWindow,
    Target,
  } = input;
  const { MaximumEventAgeInSeconds: age = 86_400, MaximumRetryAttempts: attempts = 185 } = Target?.RetryPolicy ?? {};
  const at = parseAtExpression(input.ScheduleExpression ?? '');
  const problems = [
    !/^[0-9a-zA-Z\-_.]{1,64}$/.test(Name) && `name ${Name} must be 1 to 64 letters, digits, -, _ or .`,
    !/^[a-zA-Z0-9\-_]{1,64}$/.test(ClientToken) && 'clientToken must be 1 to 64 letters, digits, - or _',
    Number.isNaN(at) && `Invalid Schedule Expression ${input.ScheduleExpression}.`,
    ScheduleExpressionTimezone !== 'UTC' && `the model has only UTC, not ${ScheduleExpressionTimezone}`,
    FlexibleTimeWindow?.Mode !== 'OFF' && 'the model has only flexibleTimeWindow OFF',
    !Target?.Arn?.startsWith('arn:') && 'target.arn must be an ARN',
    !Target?.RoleArn?.startsWith('arn:') && 'target.roleArn must be an ARN',
    (age < 60 || age > 86_400) && 'maximumEventAgeInSeconds must be 60 to 86400',
    (attempts < 0 || attempts > 185) && 'maximumRetryAttempts must be 0 to 185',
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new ValidationException(exceptionFields(problems.join('; ')));
  return at;
}

/** Parses `at(yyyy-mm-ddThh:mm:ss)` to milliseconds since the epoch; NaN for another format or a date that does not exist. */
function parseAtExpression(expression: string): number {
  const [, text = ''] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
  const time = Date.parse(`${text}Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? time : Number.NaN;
}

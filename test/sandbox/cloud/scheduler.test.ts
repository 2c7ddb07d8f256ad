import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { beforeEach, describe, expect, it } from 'vitest';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { createSchedulerModel, type SchedulerCloud } from '../../../src/sandbox/cloud/scheduler.ts';

const NOW = Date.UTC(2030, 0, 1);

describe('the model of EventBridge Scheduler', () => {
  let client: SchedulerClient;
  let cloud: SchedulerCloud;
  let fired: (readonly [string, number])[];
  beforeEach(() => {
    fired = [];
    cloud = createSchedulerModel({ now: () => NOW, group: 'serin', fire: (input, at) => fired.push([input, at]) });
    client = attach(new SchedulerClient({ region: 'us-east-1' }), 'Scheduler', cloud.model);
  });

  const target = { Arn: 'arn:aws:lambda:f', RoleArn: 'arn:aws:iam::r' };
  /** A schedule that fires so many seconds from now. */
  const aSchedule = (seconds: number, over: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
    GroupName: 'serin',
    Name: `in-${seconds}`,
    ScheduleExpression: `at(${new Date(NOW + seconds * 1000).toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: { ...target, Input: `input ${seconds}` },
    ...over,
  });
  const create = (input: CreateScheduleCommandInput) => client.send(new CreateScheduleCommand(input));
  const get = (Name: string, GroupName = 'serin') => client.send(new GetScheduleCommand({ GroupName, Name }));

  it('says when the next schedule is due', async () => {
    expect(cloud.next()).toBeNull();
    await create(aSchedule(90));
    await create(aSchedule(60));
    expect(cloud.next()).toBe(NOW + 60_000);
  });

  it('fires what is due in order of time, each once, and deletes it', async () => {
    for (const seconds of [90, 60, 120]) await create(aSchedule(seconds));
    cloud.due(NOW + 59_999);
    expect(fired).toEqual([]);
    cloud.due(NOW + 90_000);
    cloud.due(NOW + 90_000);
    expect(fired).toEqual([
      ['input 60', NOW + 60_000],
      ['input 90', NOW + 90_000],
    ]);
    await expect(get('in-60')).rejects.toThrow(ResourceNotFoundException);
    expect(cloud.next()).toBe(NOW + 120_000);
  });

  it('keeps a schedule that is not to be deleted, and does not fire it again', async () => {
    await create(aSchedule(60, { ActionAfterCompletion: 'NONE' }));
    cloud.due(NOW + 60_000);
    cloud.due(NOW + 120_000);
    expect(fired).toHaveLength(1);
    expect(cloud.next()).toBeNull();
    await expect(get('in-60')).resolves.toMatchObject({ Name: 'in-60' });
  });

  it('makes a time that has passed due at once', async () => {
    await create(aSchedule(-60));
    cloud.due(NOW);
    expect(fired).toEqual([['input -60', NOW - 60_000]]);
  });

  it('gives back what was created', async () => {
    const { ScheduleArn } = await create(aSchedule(60));
    expect(await get('in-60')).toMatchObject({ ...aSchedule(60), Arn: ScheduleArn, CreationDate: new Date(NOW) });
  });

  it('refuses a name that is taken, and takes the same request again by its token', async () => {
    await create(aSchedule(60, { ClientToken: 'one' }));
    await expect(create(aSchedule(90, { Name: 'in-60', ClientToken: 'two' }))).rejects.toThrow(ConflictException);
    await expect(create(aSchedule(90, { Name: 'in-60' }))).rejects.toThrow('Schedule in-60 already exists.');
    await expect(create(aSchedule(90, { Name: 'in-60', ClientToken: 'one' }))).rejects.toThrow(ConflictException);
    await create(aSchedule(60, { ClientToken: 'one' }));
    cloud.due(NOW + 90_000);
    expect(fired).toEqual([['input 60', NOW + 60_000]]);
  });

  it('takes no request for a repeat that has no token', async () => {
    await create(aSchedule(60));
    await expect(create(aSchedule(60))).rejects.toThrow(ConflictException);
  });

  it('does not arm a schedule anew when its request is repeated after it fired', async () => {
    const kept = aSchedule(60, { ClientToken: 'one', ActionAfterCompletion: 'NONE' });
    await create(kept);
    cloud.due(NOW + 60_000);
    await create(kept);
    expect(cloud.next()).toBeNull();
  });

  it('frees the name when the schedule has fired', async () => {
    await create(aSchedule(60));
    cloud.due(NOW + 60_000);
    await create(aSchedule(90, { Name: 'in-60' }));
    expect(cloud.next()).toBe(NOW + 90_000);
  });

  it('deletes a schedule before it fires', async () => {
    await create(aSchedule(60));
    const Delete = new DeleteScheduleCommand({ GroupName: 'serin', Name: 'in-60' });
    await client.send(Delete);
    cloud.due(NOW + 60_000);
    expect(fired).toEqual([]);
    await expect(client.send(Delete)).rejects.toThrow(ResourceNotFoundException);
  });

  it.each([{ GroupName: 'other' }, { GroupName: undefined }])('knows no group but its own: %j', async (over) => {
    await expect(create(aSchedule(60, over))).rejects.toThrow(ResourceNotFoundException);
    await create(aSchedule(60));
    await expect(get('in-60', 'other')).rejects.toThrow(ResourceNotFoundException);
  });

  it.each<[string, Partial<CreateScheduleCommandInput>]>([
    ['a name of 65 characters', { Name: 'x'.repeat(65) }],
    ['a name with a #', { Name: 'a#b' }],
    ['an empty token', { ClientToken: '' }],
    ['a recurring schedule', { ScheduleExpression: 'rate(1 minute)' }],
    ['milliseconds', { ScheduleExpression: 'at(2030-01-01T00:00:00.000)' }],
    ['a time zone in the expression', { ScheduleExpression: 'at(2030-01-01T00:00:00Z)' }],
    ['a day that does not exist', { ScheduleExpression: 'at(2030-02-30T00:00:00)' }],
    ['another time zone', { ScheduleExpressionTimezone: 'Europe/Berlin' }],
    ['a flexible window', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }],
    ['a target without an ARN', { Target: { ...target, Arn: 'f' } }],
    ['a role without an ARN', { Target: { ...target, RoleArn: '' } }],
    ['an event age of a week', { Target: { ...target, RetryPolicy: { MaximumEventAgeInSeconds: 604_800 } } }],
    ['186 retries', { Target: { ...target, RetryPolicy: { MaximumRetryAttempts: 186 } } }],
  ])('refuses %s', async (_what, over) => {
    await expect(create(aSchedule(60, over))).rejects.toThrow(ValidationException);
  });

  it('names all that is wrong at once', async () => {
    await expect(create(aSchedule(60, { Name: 'a#b', ScheduleExpression: 'soon' }))).rejects.toThrow(
      /name a#b .*; Invalid Schedule Expression soon/,
    );
  });
});

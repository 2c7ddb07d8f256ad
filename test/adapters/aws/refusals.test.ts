import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeIfConditionHolds } from '../../../src/adapters/aws/dynamodb/conditional-write.ts';
import { createStore } from '../../../src/adapters/aws/dynamodb/store.ts';
import { createTimers } from '../../../src/adapters/aws/scheduler/timers.ts';
import { createControlCenters } from '../../../src/adapters/aws/ssm/control-centers.ts';
import { firstCenter } from '../../../src/environments/control-center.ts';
import { refusal, refusingAws } from '../../support/refusing-aws.ts';
import { aRecord } from './support/a-record.ts';

let aws: Awaited<ReturnType<typeof refusingAws>>;
beforeAll(async () => {
  aws = await refusingAws();
});
afterAll(() => aws.close());

const nameOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'taken';
  } catch (error) {
    return (error as Error).name;
  }
};

/** What passes by itself, what a person has to mend: both reach the engine as they are, which tries again and says so. */
describe('a refusal of DynamoDB', () => {
  it.each([
    [400, 'ConditionalCheckFailedException', 'SaveConflict'],
    [400, 'ProvisionedThroughputExceededException', 'ProvisionedThroughputExceededException'],
    [400, 'ThrottlingException', 'ThrottlingException'],
    [400, 'RequestLimitExceeded', 'RequestLimitExceeded'],
    [400, 'TransactionConflictException', 'TransactionConflictException'],
    [400, 'ReplicatedWriteConflictException', 'ReplicatedWriteConflictException'],
    [400, 'ItemCollectionSizeLimitExceededException', 'ItemCollectionSizeLimitExceededException'],
    [400, 'ResourceNotFoundException', 'ResourceNotFoundException'],
    [400, 'AccessDeniedException', 'AccessDeniedException'],
    [500, 'InternalServerError', 'InternalServerError'],
  ])('%i %s ends a save as %s', async (status, code, name) => {
    aws.answer(refusal('json', status, code, 'told'));
    const client = new DynamoDBClient(aws.config);
    expect(await nameOf(createStore({ client, table: 'serin' }).save(aRecord({})))).toBe(name);
  });

  it('counts as a condition that did not hold only where it says so', async () => {
    expect(await writeIfConditionHolds(Promise.resolve())).toBe(true);
    await expect(writeIfConditionHolds(Promise.reject(new Error('away')))).rejects.toThrow('away');
  });
});

describe('a refusal of SSM', () => {
  const centers = () =>
    createControlCenters({ client: new SSMClient(aws.config), clock: { now: () => 0 }, prefix: '/e/' });

  it.each([
    [400, 'ParameterAlreadyExists', 'taken'],
    [400, 'TooManyUpdates', 'TooManyUpdates'],
    [400, 'ParameterLimitExceeded', 'ParameterLimitExceeded'],
    [400, 'ThrottlingException', 'ThrottlingException'],
    [400, 'AccessDeniedException', 'AccessDeniedException'],
    [500, 'InternalServerError', 'InternalServerError'],
  ])('%i %s lets the first control center be %s', async (status, code, name) => {
    aws.answer(refusal('json', status, code, 'told'));
    expect(await nameOf(centers().begin('shop', 'a'))).toBe(name);
  });

  it.each([
    'ParameterMaxVersionLimitExceeded',
    'TooManyUpdates',
    'AccessDeniedException',
    'HierarchyTypeMismatchException',
  ])('%s reaches who writes a control center', async (code) => {
    aws.answer(refusal('json', 400, code, 'told'));
    expect(await nameOf(centers().write(firstCenter('shop', 'a', 0), 1))).toBe(code);
  });

  it.each([
    ['ParameterNotFound', 'taken', 'missing'],
    ['AccessDeniedException', 'AccessDeniedException', null],
    ['InvalidKeyId', 'InvalidKeyId', null],
  ])('%s ends a removal as %s and a reading as %s', async (code, removal, reading) => {
    aws.answer(refusal('json', 400, code, 'told'));
    expect(await nameOf(centers().remove('shop'))).toBe(removal);
    if (reading === null) await expect(centers().read('shop')).rejects.toMatchObject({ name: code });
    else expect(await centers().read('shop')).toEqual({ is: reading });
  });
});

describe('a refusal of EventBridge Scheduler', () => {
  const arm = () => {
    const place = { group: 'serin', targetArn: 'arn:t', roleArn: 'arn:r', deadLetterArn: 'arn:d' };
    const timers = createTimers({
      ...place,
      client: new SchedulerClient(aws.config),
      clock: { now: () => 0, wait: () => Promise.resolve() },
    });
    return timers.arm({ service: 'shop', rollout: 'r-1', seq: 1, step: 0, generation: 0, at: 60_000 });
  };

  it.each([
    [409, 'ConflictException', 'Schedule serin-shop-1-1o already exists.', 'taken'],
    [409, 'ConflictException', 'Schedule serin-delete-group-1-1o already exists.', 'taken'],
    [409, 'ConflictException', 'The schedule group serin is being deleted.', 'ConflictException'],
    [404, 'ResourceNotFoundException', 'Schedule group serin does not exist.', 'ResourceNotFoundException'],
    [402, 'ServiceQuotaExceededException', 'too many', 'ServiceQuotaExceededException'],
    [429, 'ThrottlingException', 'Rate exceeded', 'ThrottlingException'],
    [400, 'ValidationException', 'The execution role you provide must allow', 'ValidationException'],
    [403, 'AccessDeniedException', 'not authorized', 'AccessDeniedException'],
    [500, 'InternalServerException', 'internal', 'InternalServerException'],
  ])('%i %s (%s) leaves a timer %s', async (status, code, message, name) => {
    aws.answer(refusal('rest-json', status, code, message));
    expect(await nameOf(arm())).toBe(name);
  });
});

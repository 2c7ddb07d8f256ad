import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { createDeploymentSite } from '../../../src/adapters/aws/deployment-site.ts';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { localConfig } from './support/local-config.ts';

const missing =
  (name = 'ResourceNotFoundException') =>
  () => {
    throw Object.assign(new Error('not there'), { name });
  };
const caller = { account: '123456789012', region: 'eu-west-1', arn: 'arn:aws:sts::123456789012:assumed-role/deploy/a' };

/** An account that answers as AWS does: empty, but for the answers that are given. */
function site(answers: Readonly<Record<string, (input: never) => object>> = {}) {
  const all = {
    GetFunctionConfiguration: missing(),
    DescribeTable: missing(),
    DescribeEventBus: missing(),
    GetScheduleGroup: missing(),
    GetQueueUrl: missing('QueueDoesNotExist'),
    DescribeLogGroups: () => ({ logGroups: [] }),
    ...answers,
  };
  const on = <C>(client: C) => attach(client as never, 'Any' as never, all as never) as C;
  return createDeploymentSite({
    clients: {
      cloudformation: on(new CloudFormationClient(localConfig)),
      dynamodb: on(new DynamoDBClient(localConfig)),
      eventbridge: on(new EventBridgeClient(localConfig)),
      iam: on(new IAMClient(localConfig)),
      lambda: on(new LambdaClient(localConfig)),
      logs: on(new CloudWatchLogsClient(localConfig)),
      scheduler: on(new SchedulerClient(localConfig)),
      sqs: on(new SQSClient(localConfig)),
      sts: on(new STSClient(localConfig)),
    },
    names: { table: 'serin', bus: 'serin', timerGroup: 'serin' },
    functions: ['serin-slack', 'serin-worker'],
    queues: ['serin-worker-dead-letters'],
    stacks: ['serin', 'serin-prod'],
  });
}

it('finds nothing in an account that is empty', async () => {
  expect(await site().parts()).toEqual([]);
});

it('finds what an earlier deployment left, and no log group of somebody else', async () => {
  const names = ['/aws/lambda/serin-slack', '/aws/lambda/serin-search'];
  const found = site({
    DescribeTable: () => ({ Table: {} }),
    GetQueueUrl: () => ({ QueueUrl: 'x' }),
    DescribeLogGroups: () => ({ logGroups: names.map((logGroupName) => ({ logGroupName })) }),
  });
  expect(await found.parts()).toEqual([
    { kind: 'table', name: 'serin' },
    { kind: 'queue', name: 'serin-worker-dead-letters' },
    { kind: 'log group', name: '/aws/lambda/serin-slack' },
  ]);
});

it('takes a refusal to look for no answer', async () => {
  await expect(site({ DescribeTable: missing('AccessDeniedException') }).parts()).rejects.toThrow('not there');
});

describe('the stacks of a failed deployment', () => {
  const noStack = ({ StackName }: { readonly StackName: string }): never => {
    throw Object.assign(new Error(`Stack with id ${StackName} does not exist`), { name: 'ValidationError' });
  };
  const stacksIn = (statuses: Readonly<Record<string, string>>) =>
    site({
      DescribeStacks: (input: { readonly StackName: string }) => {
        const StackStatus = statuses[input.StackName] ?? noStack(input);
        return { Stacks: [{ ...input, StackStatus, StackStatusReason: 'why' }] };
      },
    });

  it('are those that cannot be updated', async () => {
    expect(await stacksIn({}).leftStacks()).toEqual([]);
    expect(await stacksIn({ serin: 'CREATE_COMPLETE', 'serin-prod': 'UPDATE_ROLLBACK_COMPLETE' }).leftStacks()).toEqual(
      [],
    );
    expect(await stacksIn({ serin: 'ROLLBACK_COMPLETE', 'serin-prod': 'REVIEW_IN_PROGRESS' }).leftStacks()).toEqual([
      { name: 'serin', status: 'ROLLBACK_COMPLETE', reason: 'why' },
      { name: 'serin-prod', status: 'REVIEW_IN_PROGRESS', reason: 'why' },
    ]);
  });

  it('are not known where the caller may not ask, and any other error is one', async () => {
    expect(await site({ DescribeStacks: missing('AccessDenied') }).leftStacks()).toBeNull();
    await expect(site({ DescribeStacks: missing('ValidationError') }).leftStacks()).rejects.toThrow('not there');
  });
});

it('reads the concurrency of the account, and who calls', async () => {
  const AccountLimit = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 };
  const at = site({
    GetAccountSettings: () => ({ AccountLimit }),
    GetCallerIdentity: () => ({ Account: caller.account, Arn: caller.arn }),
  });
  expect(await at.concurrency()).toEqual({ all: 1000, unreserved: 900 });
  expect(await at.caller()).toMatchObject({ account: caller.account, arn: caller.arn });
});

it('asks IAM about the role of a session, by its ARN with the path, and about every resource', async () => {
  const asked: object[] = [];
  const at = site({
    GetRole: () => ({ Role: { Arn: 'arn:aws:iam::123456789012:role/teams/deploy' } }),
    SimulatePrincipalPolicy: (input) => {
      asked.push(input);
      const [EvalActionName] = (input as { ActionNames: string[] }).ActionNames;
      return { EvaluationResults: [{ EvalActionName, EvalDecision: asked.length === 1 ? 'implicitDeny' : 'allowed' }] };
    },
  });
  const needed = ['sqs:CreateQueue', 'sns:CreateTopic'].map((action) => ({
    resource: `r:${action}`,
    actions: [action],
  }));
  expect(await at.denied(caller, needed)).toEqual(['sqs:CreateQueue']);
  expect(asked).toMatchObject([
    { PolicySourceArn: 'arn:aws:iam::123456789012:role/teams/deploy', ResourceArns: ['r:sqs:CreateQueue'] },
    { ResourceArns: ['r:sns:CreateTopic'] },
  ]);
});

it('knows that the root user may do everything, and that who may not ask gets no answer', async () => {
  const needed = [{ resource: 'r', actions: ['sqs:CreateQueue'] }];
  expect(await site().denied({ ...caller, arn: 'arn:aws:iam::123456789012:root' }, needed)).toEqual([]);
  const shut = site({ GetRole: missing('AccessDenied'), SimulatePrincipalPolicy: missing('AccessDenied') });
  expect(await shut.denied(caller, needed)).toBeNull();
});

import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { createArmReadings } from '../adapters/aws/cloudwatch/arm-readings.ts';
import { createWorker } from '../adapters/aws/lambda/worker.ts';
import { createDeadLetterQueues } from '../adapters/aws/sqs/dead-letter-queues.ts';
import { createControlCenters } from '../adapters/aws/ssm/control-centers.ts';
import { createServiceParameters } from '../adapters/aws/ssm/service-parameters.ts';
import { toLoaders } from '../adapters/shared/lazy.ts';
import { createRoute53Adoption } from '../adapters/targets/route53/adoption.ts';
import type { Worker } from '../cli/commands/rollouts/worker.ts';
import type { Open } from '../cli/open.ts';
import { auditDepsWith } from '../compose/cli/audit.ts';
import { breakGlassDepsWith } from '../compose/cli/break-glass.ts';
import { surveyWith } from '../compose/cli/survey.ts';
import { tokenDepsWith } from '../compose/cli/token.ts';
import { deadLetterQueueName, functionName } from '../compose/installation.ts';
import { NAMES } from './account/account.ts';
import { CALLERS, type CallerName } from './account/callers.ts';
import { accessTo } from './account/launchdarkly.ts';
import { sandboxApplyDeps } from './apply-config.ts';
import { divert } from './cloud/attach.ts';
import { AWS_PATH, type AwsPlaces, overHttp } from './server/aws-over-http.ts';

/** Thrown when a command needs something that a sandbox does not have. */
export class NotInTheSandbox extends Error {
  readonly code = 'not-in-the-sandbox';
  constructor() {
    super(
      'The sandbox was never deployed and has no Slack app of yours: doctor, secrets and sync are for AWS, with serin. ' +
        'Here `npm run canary -- sync SERVICE` compares environments.',
    );
    this.name = 'NotInTheSandbox';
  }
}

async function fetchJson<T>(address: string): Promise<T> {
  return (await (await fetch(address)).json()) as T;
}

/**
 * Opens a running sandbox for the command line: the SDK's clients, whose calls go there over HTTP; DynamoDB and STS at their own
 * addresses; and virtual time, so that a command that waits for minutes waits for virtual ones.
 * @param url of the sandbox, without a slash at the end
 * @param who the identity that calls
 * @param lookMs the interval at which virtual time is read while a command waits, in real milliseconds
 * @throws TypeError (`fetch failed`) when no sandbox answers there
 */
export async function openSandbox(url: string, who: CallerName, lookMs = 200): Promise<Open> {
  const { dynamodb, sts, launchdarkly, now: began } = await fetchJson<AwsPlaces>(url + AWS_PATH);
  const config = { ...clientDefaults(), region: 'us-east-1', credentials: CALLERS[who] };
  const ssm = divert(new SSMClient(config), 'SSM', overHttp(url, 'SSM'));
  const cloudwatch = divert(new CloudWatchClient(config), 'CloudWatch', overHttp(url, 'CloudWatch'));
  const lambda = divert(new LambdaClient(config), 'Lambda', overHttp(url, 'Lambda'));
  const route53 = divert(new Route53Client(config), 'Route53', overHttp(url, 'Route53'));
  const loadBalancers = divert(new ElasticLoadBalancingV2Client(config), 'ELBv2', overHttp(url, 'ELBv2'));
  const containers = divert(new ECSClient(config), 'ECS', overHttp(url, 'ECS'));
  const sqs = divert(new SQSClient(config), 'SQS', overHttp(url, 'SQS'));
  const client = new DynamoDBClient({ ...config, endpoint: dynamodb.endpoint });
  const { ask } = createWorker({
    client: lambda,
    functionName: NAMES.worker,
    installation: NAMES.installation,
    endpoint: () => sts,
    // A proof is signed with real time, as STS reads it.
    now: Date.now,
  });
  const rejectOutside = () => Promise.reject(new NotInTheSandbox());
  const others = { keyValueStore: rejectOutside, elb: async () => loadBalancers, ecs: async () => containers };
  // The sandbox has only us-east-1.
  const alarms = { cloudwatch, cloudwatchUsEast1: cloudwatch };
  const time = virtualTime(url, began, lookMs);
  const clock = { now: time.now, wait: (ms: number) => time.wait(ms, new AbortController().signal) };
  return {
    apply: async () => sandboxApplyDeps({ ssm, ...alarms }, { client, table: dynamodb.table }, clock),
    env: async () => ({
      text: createServiceParameters({ client: ssm }).one,
      center: createControlCenters({ client: ssm, clock, prefix: NAMES.environmentsPrefix }).read,
    }),
    worker: async () => ({ ask, ...time }),
    replay: async () => ({
      ...createDeadLetterQueues({
        sqs,
        lambda,
        queueName: (queue) => deadLetterQueueName(NAMES.installation, queue),
        functionName: (queue) => functionName(NAMES.installation, queue),
      }),
      now: time.now,
    }),
    breakGlass: async () =>
      breakGlassDepsWith(
        { ...toLoaders({ lambda, route53 }), ...others, launchdarkly: accessTo(launchdarkly), clock },
        async () => `the sandbox at ${url}`,
      ),
    dns: async () => createRoute53Adoption({ client: route53, clock }),
    past: async () => ({ readings: createArmReadings({ client: cloudwatch, usEast1: cloudwatch }), now: time.now }),
    audit: async () => auditDepsWith({ client, table: dynamodb.table }, { client: ssm }, clock),
    survey: async () => surveyWith({ lambda, route53, elb: others.elb, ...alarms }),
    // The answer of S3 is a stream, which calls over HTTP do not carry.
    sync: rejectOutside,
    doctor: rejectOutside,
    before: rejectOutside,
    secrets: rejectOutside,
    token: async () => tokenDepsWith(ssm, clock, NAMES.installation),
  };
}

/** Returns the sandbox's time, as it was last read. */
function virtualTime(url: string, began: number, lookMs: number): Pick<Worker, 'now' | 'wait'> {
  let time = began;
  return {
    now: () => time,
    wait: async (ms, signal) => {
      const until = time + ms;
      while (time < until && !signal.aborted) {
        await sleep(lookMs);
        ({ now: time } = await fetchJson<{ readonly now: number }>(`${url}/sandbox/clock`));
      }
    },
  };
}

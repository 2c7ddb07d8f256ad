import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SSMClient } from '@aws-sdk/client-ssm';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { NAMES } from '../../../src/sandbox/account/account.ts';
import type { LocalDynamoDb } from '../../../src/sandbox/account/dynamodb.ts';
import { applyConfig } from '../../../src/sandbox/apply-config.ts';
import { attach, type Model } from '../../../src/sandbox/cloud/attach.ts';
import { type CloudWatchModel, createCloudWatchModel } from '../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import { createEventBridgeModel } from '../../../src/sandbox/cloud/eventbridge.ts';
import { createLambdaModel, type LambdaCloud } from '../../../src/sandbox/cloud/lambda/lambda.ts';
import {
  createLaunchDarklyModel,
  type LaunchDarklyCloud,
} from '../../../src/sandbox/cloud/launchdarkly/launchdarkly.ts';
import { createSchedulerModel, type SchedulerCloud } from '../../../src/sandbox/cloud/scheduler.ts';
import { createSsmModel } from '../../../src/sandbox/cloud/ssm.ts';
import { close, listen } from '../../../src/sandbox/server/listen.ts';
import type { Workspace } from '../../../src/sandbox/slack/workspace.ts';
import { planted } from './planted.ts';

/** The account: the sandbox's models, with the planted secrets and three services in it. */
export interface Cloud {
  readonly models: Readonly<Record<string, Model>>;
  readonly lambda: LambdaCloud;
  readonly flags: LaunchDarklyCloud;
  readonly scheduler: SchedulerCloud;
  readonly launchdarklyUrl: string;
  /** Brings an alarm into a state, whose event is on its way then. */
  alarm(name: string, state: 'OK' | 'ALARM'): void;
  close(): Promise<void>;
}

interface Parts {
  readonly now: () => number;
  readonly dynamodb: LocalDynamoDb;
  readonly workspace: Workspace;
  /** The text of a `serin.yml`. */
  readonly config: string;
  readonly deliver: (to: 'worker' | 'alarm' | 'timer', event: object) => void;
}

const CONFIG = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

type Operation = (input: object) => unknown;

function call(model: Model, operation: string, input: object): unknown {
  return (model[operation] as Operation)(input);
}

/** Puts the secrets there as `serin secrets` does. */
function storeSecrets(ssm: Model, { token, teamId, appId }: Workspace): void {
  const values = {
    'slack/signing-secret': planted.signingSecret,
    'slack/bot-token': token,
    'slack/mac-key': planted.macKey,
    'slack/team-id': teamId,
    'slack/app-id': appId,
    'slack/bot-id': 'B0SERIN',
    'slack/bot-user-id': 'U0SERIN',
    'targets/launchdarkly-token': planted.launchdarkly,
    'signals/signal-key': planted.signalKey,
  };
  for (const [name, Value] of Object.entries(values)) {
    call(ssm, 'PutParameter', { Name: `/serin/${name}`, Value, Type: 'SecureString' });
  }
}

function furnish(lambda: LambdaCloud, flags: LaunchDarklyCloud, cloudwatch: CloudWatchModel): void {
  lambda.createFunction({ name: 'checkout-api' });
  for (const description of ['v53', 'v54']) lambda.publish('checkout-api', { description });
  lambda.createAlias('checkout-api', 'live', '1');
  lambda.allowCalls('checkout-api', 'live');
  lambda.createFunction({ name: 'checkout-smoke' });
  lambda.program('checkout-smoke', () => ({ later: true }));
  flags.createFlag('default', 'new-lobby', 'production', ['off', 'on']);
  for (const AlarmName of ['checkout-5xx', 'lobby-5xx']) {
    const kind = { ComparisonOperator: 'GreaterThanThreshold', Threshold: 1, EvaluationPeriods: 1, Period: 60 };
    const input = { AlarmName, Namespace: 'App', MetricName: 'Errors', Statistic: 'Sum', ...kind };
    call(cloudwatch.model, 'PutMetricAlarm', input);
  }
}

export async function startCloud({ now, dynamodb, workspace, config, deliver }: Parts): Promise<Cloud> {
  const ssm = createSsmModel({ now }).model;
  const lambda = createLambdaModel({ now });
  const flags = createLaunchDarklyModel(planted.launchdarkly);
  const cloudwatch = createCloudWatchModel({ now, emit: (event) => deliver('alarm', event) });
  const eventbridge = createEventBridgeModel({
    now,
    busName: NAMES.bus,
    deliver: (event) => deliver(event['detail-type'] === 'Health Signal' ? 'alarm' : 'worker', event),
  });
  const scheduler = createSchedulerModel({
    now,
    group: NAMES.timerGroup,
    fire: (input) => deliver('timer', JSON.parse(input)),
  });
  const models = {
    SSM: ssm,
    Lambda: lambda.model,
    CloudWatch: cloudwatch.model,
    EventBridge: eventbridge.model,
    Scheduler: scheduler.model,
  };
  storeSecrets(ssm, workspace);
  furnish(lambda, flags, cloudwatch);
  const problems = parseConfig(config);
  if (!problems.ok) throw new Error(JSON.stringify(problems));
  const alarms = attach(new CloudWatchClient(CONFIG), 'CloudWatch', cloudwatch.model);
  const clients = { ssm: attach(new SSMClient(CONFIG), 'SSM', ssm), cloudwatch: alarms, cloudwatchUsEast1: alarms };
  await applyConfig(config, { clients }, { ...dynamodb, clock: { now, wait: async () => undefined } });
  return {
    models,
    lambda,
    flags,
    scheduler,
    launchdarklyUrl: await listen(flags.server, 0),
    alarm: (AlarmName, StateValue) => {
      call(cloudwatch.model, 'SetAlarmState', { AlarmName, StateValue, StateReason: 'tested' });
    },
    close: () => close(flags.server),
  };
}

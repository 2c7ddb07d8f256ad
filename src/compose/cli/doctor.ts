import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createForwarding } from '../../adapters/aws/eventbridge/forwarding.ts';
import { createLog } from '../../adapters/aws/log.ts';
import { createDeadLetterQueues } from '../../adapters/aws/sqs/dead-letter-queues.ts';
import { readParametersBy } from '../../adapters/aws/ssm/read-parameters.ts';
import { createSecretParameters } from '../../adapters/aws/ssm/secret-parameters.ts';
import { createSecrets } from '../../adapters/aws/ssm/secrets.ts';
import { createStack } from '../../adapters/aws/stack.ts';
import { toLoaders } from '../../adapters/shared/lazy.ts';
import { createChannels } from '../../adapters/slack/channels.ts';
import { createSlackCheckup } from '../../adapters/slack/checkup.ts';
import { createPeople } from '../../adapters/slack/people.ts';
import { createWebClient } from '../../adapters/slack/web-client.ts';
import { targetKind } from '../../adapters/targets/registry.ts';
import type { EnvironmentRoles } from '../../domain/environment/environment.ts';
import type { TargetState } from '../../domain/rollout/record.ts';
import type { TargetConfig } from '../../domain/service.ts';
import { readAftermathTarget } from '../../engine/reconcile/read-target.ts';
import { systemClock } from '../clock.ts';
import { ecsClients } from '../ecs.ts';
import { edgeClients } from '../edge.ts';
import { elbClients } from '../elb.ts';
import { deadLetterQueueName, functionName, installation } from '../installation.ts';
import { wireLaunchDarkly } from '../launchdarkly.ts';
import { applyDeps } from './cli.ts';

/** A version that does not exist: the inspection looks for obstacles of any start, not of a certain version. */
const NO_VERSION = 'serin-doctor';

/** Creates the dependencies of `serin doctor`. */
export function doctorDeps(name: string) {
  const names = installation(name);
  const defaults = clientDefaults();
  const [ssm, lambda, dynamodb] = [new SSMClient(defaults), new LambdaClient(defaults), new DynamoDBClient(defaults)];
  const route53 = new Route53Client(defaults);
  const [keyValueStore, elb, ecs] = [edgeClients(defaults), elbClients(defaults), ecsClients(defaults)];
  const parameters = readParametersBy(ssm);
  const launchdarkly = wireLaunchDarkly({ parameters, clock: systemClock, prefix: names.targetsPrefix });
  const others = {
    cloudwatch: new CloudWatchClient(defaults),
    eventbridge: new EventBridgeClient(defaults),
    scheduler: new SchedulerClient(defaults),
  };
  const clients = { ...toLoaders({ route53, lambda }), keyValueStore, elb, ecs, launchdarkly };
  const targetOf = (kind: string) => targetKind(kind).create({ ...clients, clock: systemClock });
  return {
    apply: applyDeps(name),
    stack: {
      ...createStack({
        clients: { ...others, lambda, dynamodb },
        names,
        functionName: (which) => functionName(name, which),
      }),
      deadLetters: createDeadLetterQueues({
        sqs: new SQSClient(defaults),
        lambda,
        queueName: (queue) => deadLetterQueueName(name, queue),
        functionName: (queue) => functionName(name, queue),
      }).count,
      ...createForwarding({
        home: others.eventbridge,
        usEast1: new EventBridgeClient({ ...defaults, region: 'us-east-1' }),
      }),
    },
    slack: slackDoctorDeps(createSecrets({ parameters, clock: systemClock, prefix: names.secretsPrefix })),
    secrets: createSecretParameters({
      client: ssm,
      prefix: names.secretsPrefix,
      targetsPrefix: names.targetsPrefix,
      signalsPrefix: names.signalsPrefix,
    }).present,
    read: (target: TargetState) =>
      readAftermathTarget({ kind: (kind) => ({ target: targetOf(kind) }), clock: systemClock }, target),
    now: () => systemClock.now(),
    inspect: async (config: TargetConfig, roles: EnvironmentRoles | null) => {
      const target = targetOf(config.kind);
      const version = { label: NO_VERSION, explicit: {}, keepsUnchanged: false };
      const ask = { rollout: '', config, ...version, roles, adopt: true, weights: [], firstBakeMs: null };
      return (await target.inspect(ask)).findings;
    },
  };
}

/**
 * Creates the Slack access of `serin doctor`, with the stored token.
 * @param apiUrl another address than Slack's own, ending in `/api/`
 */
export function slackDoctorDeps(secrets: ReturnType<typeof createSecrets>, apiUrl?: string) {
  const log = createLog({ level: 'silent' });
  const client = async () => {
    const pins = await secrets();
    return createWebClient(pins.botToken, { log, pins, ...(apiUrl === undefined ? {} : { apiUrl }) });
  };
  return {
    identity: async () => createSlackCheckup(await client()).identity(),
    stored: secrets,
    whyNotIn: async (channel: string) => {
      const asked = await client();
      return createPeople({ client: asked, channels: createChannels(asked), clock: systemClock }).whyNotIn(channel);
    },
    post: async (channel: string, text: string) => createSlackCheckup(await client()).post(channel, text),
  };
}

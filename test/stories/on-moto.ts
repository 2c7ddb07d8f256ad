import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import {
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  paginateListSchedules,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createStore } from '../../src/adapters/aws/dynamodb/store.ts';
import { createTable } from '../../src/adapters/aws/dynamodb/table.ts';
import { createBus } from '../../src/adapters/aws/eventbridge/bus.ts';
import { putEntriesBy } from '../../src/adapters/aws/eventbridge/put-entries.ts';
import { readParametersBy } from '../../src/adapters/aws/ssm/read-parameters.ts';
import { createSecretParameters } from '../../src/adapters/aws/ssm/secret-parameters.ts';
import { createSecrets } from '../../src/adapters/aws/ssm/secrets.ts';
import { toLoaders } from '../../src/adapters/shared/lazy.ts';
import { sign } from '../../src/command/mac.ts';
import { wireEngine } from '../../src/compose/functions.ts';
import { engineHandlers } from '../../src/functions/events/handlers.ts';
import type { CommandBody } from '../../src/ports/inbound/command.ts';
import { NAMES } from '../../src/sandbox/account/account.ts';
import { storeSecrets } from '../../src/sandbox/account/store-secrets.ts';
import { applyConfig } from '../../src/sandbox/apply-config.ts';
import { localConfig } from '../adapters/aws/support/local-config.ts';
import { aClock } from '../adapters/targets/support/a-clock.ts';
import { readTemplate } from '../stack/templates/read-template.ts';
import { startMoto } from '../support/moto.ts';
import { createQueues } from '../support/moto-queues.ts';
import { noEcs } from '../support/no-ecs.ts';
import { noLaunchDarkly } from '../support/no-launchdarkly.ts';
import { nobodyDirect } from '../support/nobody-direct.ts';
import { startSlack } from '../support/slack.ts';

const TABLE = 'serin';
const SECRETS = { signingSecret: 's', macKey: 'the-key-of-this-story-has-32-signs', teamId: 'T1', appId: 'A1' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The engine and its adapters as on AWS, with moto for everything that it calls. */
export type OnMoto = Awaited<ReturnType<typeof onMoto>>;

/** Starts moto and a Slack, with Serin's table, bus, rule, schedule group and secrets in it. */
export async function onMoto() {
  const [moto, slack] = await Promise.all([startMoto(), startSlack()]);
  const config = { ...localConfig, endpoint: moto.url };
  const cloudwatch = new CloudWatchClient(config);
  const lambda = new LambdaClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const gateway = new APIGatewayClient(config);
  const loadBalancers = new ElasticLoadBalancingV2Client(config);
  const clients = {
    dynamodb: new DynamoDBClient(config),
    ssm: new SSMClient(config),
    ...{ cloudwatch, cloudwatchUsEast1: cloudwatch },
    scheduler: new SchedulerClient(config),
    route53: new Route53Client(config),
    ...{ lambda, hooks: lambda },
    eventbridge: new EventBridgeClient(config),
  };
  const others = {
    apiGateway: async () => gateway,
    s3: async () => s3,
    keyValueStore: () => Promise.reject(new Error('moto has no KeyValueStore')),
    elb: async () => loadBalancers,
    ecs: noEcs,
  };
  const { dynamodb, ssm, scheduler, eventbridge } = clients;
  const clock = aClock(Date.now());
  const queues = createQueues(moto.url);
  await createTable(dynamodb, TABLE);
  await scheduler.send(new CreateScheduleGroupCommand({ Name: NAMES.timerGroup }));
  await eventbridge.send(new CreateEventBusCommand({ Name: NAMES.bus }));
  const { EventPattern } = readTemplate('stack/events.yml').Resources.CommandRule?.Properties ?? {};
  const rule = { EventBusName: NAMES.bus, Name: 'serin-commands', EventPattern: JSON.stringify(EventPattern) };
  await eventbridge.send(new PutRuleCommand(rule));
  const queue = await queues.create('worker');
  const Targets = [{ Id: 'worker', Arn: `arn:aws:sqs:${localConfig.region}:${NAMES.account}:worker` }];
  await eventbridge.send(new PutTargetsCommand({ EventBusName: NAMES.bus, Rule: rule.Name, Targets }));
  const { secretsPrefix, targetsPrefix, signalsPrefix } = NAMES;
  const secrets = createSecretParameters({ client: ssm, prefix: secretsPrefix, targetsPrefix, signalsPrefix });
  const ofSlack = { ...SECRETS, botToken: slack.token, botId: 'B1', botUserId: 'U0' };
  await storeSecrets({ secrets }, ofSlack, { launchdarklyToken: 'api-none', signalKey: 'none' });

  const functions = engineHandlers(
    wireEngine({
      clients: { ...toLoaders(clients), ...others, dynamodb },
      ...{ clock, log: quiet, table: TABLE, bus: NAMES.bus, region: localConfig.region },
      servicesPrefix: '/serin/services/',
      launchdarkly: noLaunchDarkly,
      environmentsPrefix: NAMES.environmentsPrefix,
      timers: {
        group: NAMES.timerGroup,
        targetArn: NAMES.timerTarget,
        roleArn: NAMES.timerRole,
        deadLetterArn: NAMES.timerDeadLetters,
      },
      secrets: createSecrets({ parameters: readParametersBy(ssm), clock, prefix: secretsPrefix }),
      direct: nobodyDirect,
      slack: { apiUrl: slack.apiUrl, responseUrls: [] },
    }),
  );

  const schedules = async () => {
    const found: { readonly name: string; readonly at: number; readonly input: string }[] = [];
    for await (const { Schedules = [] } of paginateListSchedules(
      { client: scheduler },
      { GroupName: NAMES.timerGroup },
    )) {
      for (const { Name } of Schedules) {
        const one = await scheduler.send(new GetScheduleCommand({ GroupName: NAMES.timerGroup, Name }));
        const at = Date.parse(`${/^at\((.*)\)$/.exec(one.ScheduleExpression ?? '')?.[1]}Z`);
        found.push({ name: Name ?? '', at, input: one.Target?.Input ?? '' });
      }
    }
    return found.sort((one, other) => one.at - other.at);
  };

  let commands = 0;
  return {
    moto,
    clients,
    s3,
    slack,
    /** Brings a `serin.yml` to the account, as `serin apply` does. */
    apply: (text: string) => applyConfig(text, { clients } as never, { client: dynamodb, table: TABLE, clock }),
    /** A person's command over the bus, the rule and the queue to the worker. */
    async say(who: 'alice' | 'bob' | 'carol', body: CommandBody): Promise<void> {
      const { deploys } = slack.channels;
      const user = slack.users[who];
      commands += 1;
      const command = {
        ...{ v: 1 as const, key: `slack:${commands}`, issuedAt: clock.now(), team: SECRETS.teamId, body },
        by: { id: user, name: who },
        origin: { channelId: deploys, channelName: 'deploys' },
        replyTo: { user, channel: deploys, responseUrl: '' },
      };
      await createBus({ put: putEntriesBy(eventbridge), busName: NAMES.bus }).send(sign(command, SECRETS.macKey));
      const events = await queues.take(queue);
      if (events.length !== 1) throw new Error(`The rule delivered ${events.length} events instead of one.`);
      for (const event of events) await functions.worker(event);
    },
    /** Lets time pass, and fires each schedule when it is due: moto keeps them and fires none. */
    async pass(ms: number): Promise<void> {
      const until = clock.now() + ms;
      for (;;) {
        const [next] = await schedules();
        if (next === undefined || next.at > until) break;
        clock.advance(Math.max(0, next.at - clock.now()));
        await scheduler.send(new DeleteScheduleCommand({ GroupName: NAMES.timerGroup, Name: next.name }));
        await functions.timer(JSON.parse(next.input));
      }
      clock.advance(Math.max(0, until - clock.now()));
    },
    async putAlarm(AlarmName: string): Promise<void> {
      const alarm = { Namespace: 'test', MetricName: 'errors', Statistic: 'Sum', Period: 60 } as const;
      const rule = { EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' } as const;
      await cloudwatch.send(new PutMetricAlarmCommand({ AlarmName, ...alarm, ...rule }));
      await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason: 'quiet' }));
    },
    /** Sets an alarm in moto and hands its event over, which moto does not send. */
    async alarm(AlarmName: string, StateValue: 'ALARM' | 'OK'): Promise<void> {
      await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'Threshold Crossed' }));
      const { MetricAlarms: [alarm] = [] } = await cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }),
      );
      const time = new Date(clock.now()).toISOString();
      const state = { value: StateValue, reason: alarm?.StateReason, timestamp: time.replace('Z', '+0000') };
      await functions.alarm({
        ...{ version: '0', id: `e-${time}`, source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' },
        ...{ account: NAMES.account, region: localConfig.region, time, resources: [alarm?.AlarmArn] },
        detail: {
          alarmName: AlarmName,
          state,
          previousState: { ...state, value: 'OK' },
          configuration: { metrics: [] },
        },
      });
    },
    record: (service: string) => createStore({ client: dynamodb, table: TABLE }).load(service),
    stop: () => Promise.all([moto.stop(), slack.stop()]),
  };
}

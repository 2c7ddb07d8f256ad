import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { type CreateScheduleCommandInput, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createRegistry } from '../../src/adapters/aws/dynamodb/registry.ts';
import { createStore } from '../../src/adapters/aws/dynamodb/store.ts';
import { toPackedAttributes } from '../../src/adapters/aws/dynamodb/stored-json.ts';
import { toLoaders } from '../../src/adapters/shared/lazy.ts';
import { wireEngine } from '../../src/compose/functions.ts';
import { emptyRecord } from '../../src/domain/rollout/record.ts';
import type { Service } from '../../src/domain/service.ts';
import { type EngineHandlers, engineHandlers } from '../../src/functions/events/handlers.ts';
import { attach, type Call } from '../../src/sandbox/cloud/attach.ts';
import { createLambdaModel } from '../../src/sandbox/cloud/lambda/lambda.ts';
import { createSsmModel } from '../../src/sandbox/cloud/ssm.ts';
import { localConfig } from '../adapters/aws/support/local-config.ts';
import { startLoopback } from '../adapters/slack/support/loopback.ts';
import { createMemoryDynamoDb, type Items } from '../support/memory-dynamodb.ts';
import { noLaunchDarkly } from '../support/no-launchdarkly.ts';
import { nobodyDirect } from '../support/nobody-direct.ts';
import { readStoredValue } from '../support/stored-value.ts';
import { inspected, running } from './a-running-rollout.ts';

export const START = Date.UTC(2026, 0, 5, 9);
export const MAC_KEY = 'the-key-of-this-test-has-32-signs';
const TABLE = 'serin';
const ALARMS = ['5xx', 'p99', 'joins', 'queue'];
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const nameOf = (n: number) => `svc-${n}x`;
export const alarmsOf = (n: number) => ALARMS.map((alarm) => `${nameOf(n)}-${alarm}`);
const arnOf = (alarm: string) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarm}`;

/** The event of an alarm that fires. */
export const alarmEvent = (alarm: string, at: number) => ({
  ...{ version: '0', id: `event-${alarm}`, source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' },
  ...{ account: '123456789012', region: 'us-east-1', time: new Date(at).toISOString(), resources: [arnOf(alarm)] },
  detail: {
    alarmName: alarm,
    configuration: { metrics: [] },
    previousState: { value: 'OK', reason: 'fine', timestamp: '2026-01-05T08:00:00.000+0000' },
    state: { value: 'ALARM', reason: 'Crossed', timestamp: new Date(at).toISOString().replace('Z', '+0000') },
  },
});

const aService = (name: string): Service => ({
  name,
  channel: `C-${name}`,
  targets: [{ kind: 'lambda-alias', function: `${name}-api`, alias: 'live' }],
  alarms: ALARMS.map((alarm) => `${name}-${alarm}`),
  plan: [
    { kind: 'shift', weight: 10 },
    { kind: 'bake', ms: 3_600_000 },
    { kind: 'shift', weight: 100 },
  ],
  onAlarm: 'rollback',
  missingData: 'hold',
  pipelines: [],
  selfApproval: false,
  rollbackWindow: 0,
  discovery: null,
  environments: null,
  components: [],
  sharedDependencies: [],
});

/** Slack, as far as messages go: what was posted is found again by its key. */
async function startChannel() {
  const posted: {
    readonly channel: string;
    readonly ts: string;
    readonly thread: string;
    readonly metadata: object;
  }[] = [];
  const answer = ({ path, body }: { readonly path: string; readonly body: string }) => {
    const form = new URLSearchParams(body);
    const [channel, thread] = [form.get('channel') ?? '', form.get('thread_ts') ?? ''];
    const ts = `${posted.length + 1}.0`;
    if (path.endsWith('chat.postMessage'))
      posted.push({ channel, ts, thread, metadata: JSON.parse(form.get('metadata') ?? '{}') });
    const place = path.endsWith('replies') ? (form.get('ts') ?? '') : '';
    const messages = posted.filter((message) => message.channel === channel && message.thread === place);
    return { json: { ok: true, channel, ts, permalink: 'https://slack.example/m', messages } };
  };
  const { url, stop } = await startLoopback(answer);
  const keys = () =>
    posted.map(({ metadata }) => String((metadata as { event_payload?: { key?: string } }).event_payload?.key));
  return { apiUrl: `${url}api/`, keys, stop };
}

/** Returns an item under other names. A record in gzip is unpacked for it. */
function renamedItem(item: Record<string, AttributeValue>, renamed: (text: string) => string) {
  const rename = <T>(value: T): T => JSON.parse(renamed(JSON.stringify(value))) as T;
  if (item.record?.B === undefined) return rename(item);
  const { record: _record, schema: _schema, ...keys } = item;
  return { ...rename(keys), ...toPackedAttributes(rename(readStoredValue(item)), 'A record') };
}

/** So many services with a running rollout each, at 10%, with production handlers on models. */
export async function manyServices(count: number) {
  let now = START;
  const calls: string[] = [];
  const timers: { readonly at: number; readonly input: string }[] = [];
  const observer = {
    // As on a wire, an answer does not come in the same turn.
    before: async ({ service, operation }: Omit<Call, 'error'>) => {
      calls.push(`${service} ${operation}`);
      await new Promise(setImmediate);
    },
  };
  const items: Items = new Map();
  const table = createMemoryDynamoDb(undefined, items);
  const lambda = createLambdaModel({ now: () => now });
  const ssm = createSsmModel({ now: () => now });
  const scheduler = {
    CreateSchedule: ({ ScheduleExpression = '', Target }: CreateScheduleCommandInput) => {
      const at = Date.parse(`${/^at\((.*)\)$/.exec(ScheduleExpression)?.[1]}Z`);
      timers.push({ at, input: Target?.Input ?? '' });
      return {};
    },
  };
  const healthy = ({ AlarmNames = [] }: { AlarmNames?: readonly string[] }) => ({
    MetricAlarms: AlarmNames.map((AlarmName) => ({ AlarmName, AlarmArn: arnOf(AlarmName), StateValue: 'OK' })),
  });
  const slack = await startChannel();
  const clients = () => {
    const cloudwatch = attach(new CloudWatchClient(localConfig), 'CloudWatch', { DescribeAlarms: healthy }, observer);
    const functions = attach(new LambdaClient(localConfig), 'Lambda', lambda.model, observer);
    const none = () => Promise.reject(new Error('not needed here'));
    return {
      dynamodb: attach(new DynamoDBClient(localConfig), 'DynamoDB', table, observer),
      ...toLoaders({
        ssm: attach(new SSMClient(localConfig), 'SSM', ssm.model, observer),
        ...{ cloudwatch, cloudwatchUsEast1: cloudwatch, lambda: functions, hooks: functions },
        scheduler: attach(new SchedulerClient(localConfig), 'Scheduler', scheduler, observer),
        route53: attach(new Route53Client(localConfig), 'Route53', {}, observer),
        eventbridge: attach(new EventBridgeClient(localConfig), 'EventBridge', {}, observer),
      }),
      ...{ apiGateway: none, s3: none, keyValueStore: none, elb: none, ecs: none },
    };
  };
  /** A container of its own, as Lambda starts one for each invocation at the same time. */
  const container = (): EngineHandlers =>
    engineHandlers(
      wireEngine({
        clients: clients(),
        ...{
          table: TABLE,
          bus: 'serin',
          region: 'us-east-1',
          log: quiet,
          launchdarkly: noLaunchDarkly,
          direct: nobodyDirect,
        },
        clock: {
          now: () => now,
          wait: () => new Promise(setImmediate),
        },
        ...{ servicesPrefix: '/serin/services/', environmentsPrefix: '/serin/environments/' },
        timers: { group: 'serin', targetArn: 'arn:t', roleArn: 'arn:r', deadLetterArn: 'arn:d' },
        secrets: async () => ({ botToken: 'xoxb-test', macKey: MAC_KEY, teamId: 'T1' }),
        slack: { apiUrl: slack.apiUrl, responseUrls: [] },
      }),
    );

  const local = { client: attach(new DynamoDBClient(localConfig), 'DynamoDB', table), table: TABLE };
  const plain = attach(new LambdaClient(localConfig), 'Lambda', lambda.model);
  const addFunction = (name: string) => {
    lambda.createFunction({ name });
    for (const description of ['v53', 'v54']) lambda.publish(name, { description });
    lambda.createAlias(name, 'live', '1');
  };
  /** The first one is made as a start makes it; the others are copies under other names. */
  const service = aService(nameOf(0));
  addFunction(`${service.name}-api`);
  const [config] = service.targets;
  const targets = [
    await inspected({ ...clients(), lambda: async () => plain }, config as Service['targets'][number], START),
  ];
  const rollout = running(service, targets, START);
  await createRegistry(local).register({
    service: service.name,
    alarmArns: service.alarms.map(arnOf),
    targets: targets.map(({ name }) => name),
  });
  const wake = { seq: 1, at: START + 60_000 };
  await createStore(local).save({ ...emptyRecord(service.name), revision: 1, rollout, wake });
  const addTimer = (of: string) => {
    const input = { service: of, rollout: rollout.id, ...{ step: 0, generation: 1 }, ...wake };
    timers.push({ at: wake.at, input: JSON.stringify(input) });
  };
  addTimer(service.name);
  const first = [...items].map(([pk, those]) => [pk, [...those]] as const);
  for (let n = 1; n < count; n += 1) {
    const renamed = (text: string) => text.replaceAll(nameOf(0), nameOf(n));
    addFunction(`${nameOf(n)}-api`);
    addTimer(nameOf(n));
    for (const [pk, those] of first) {
      const under = items.get(renamed(pk)) ?? new Map();
      for (const [sk, item] of those) under.set(renamed(sk), renamedItem(item, renamed));
      items.set(renamed(pk), under);
    }
  }
  return {
    calls,
    slack,
    lambda,
    container,
    record: (n: number) => createStore(local).load(nameOf(n)),
    now: () => now,
    /** Takes the schedules that are due by then; time is theirs from now on. */
    due(until: number): readonly unknown[] {
      now = until;
      const those = timers.filter(({ at }) => at <= until);
      timers.splice(0, timers.length, ...timers.filter(({ at }) => at > until));
      return those.map(({ input }) => JSON.parse(input));
    },
    stop: slack.stop,
  };
}

/**
 * A function with reserved concurrency, as Lambda runs it for events: never more than so many at once, the others wait; one
 * that fails is tried twice more, later. What then has still failed is lost.
 */
export async function invoked(
  concurrency: number,
  start: () => (event: unknown) => Promise<unknown>,
  events: readonly unknown[],
) {
  const waiting = events.map((event) => ({ event, tries: 0 }));
  const lost: unknown[] = [];
  const seen = { most: 0, invocations: 0 };
  let runs = 0;
  const containers = Array.from({ length: concurrency }, async () => {
    const handler = start();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      runs += 1;
      seen.invocations += 1;
      seen.most = Math.max(seen.most, runs);
      const { event, tries } = next;
      try {
        await handler(structuredClone(event));
      } catch {
        if (tries < 2) waiting.push({ event, tries: tries + 1 });
        else lost.push(event);
      }
      runs -= 1;
    }
  });
  await Promise.all(containers);
  return { ...seen, lost };
}

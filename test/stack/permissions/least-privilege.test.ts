import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ResourceNotFoundException, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { ChangeResourceRecordSetsCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signalToken } from '../../../src/command/signal-token.ts';
import { NAMES } from '../../../src/sandbox/account/account.ts';
import type { Call } from '../../../src/sandbox/cloud/attach.ts';
import { runningFunction } from '../../../src/sandbox/functions/function.ts';
import { openSandbox } from '../../../src/sandbox/outside.ts';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';
import { readStoredValue } from '../../support/stored-value.ts';
import { EVERY_KIND, NAMES_OF } from '../every-kind.ts';
import { packageStack } from '../packaged.ts';
import { named, statementsOf, type Template } from '../templates/template.ts';
import { type Grant, grantsOf, type Need, partsOf, usedBy } from './iam.ts';
import { ACCOUNT, needsOf, queue, REGION } from './needs.ts';

const FUNCTIONS = ['slack', 'discovery', 'signals', 'worker', 'alarm', 'timer'] as const;
type Name = (typeof FUNCTIONS)[number];

let folder: string;
let sandbox: ASandbox;
let template: Template;
/** What each function needed, each once. */
const needed = new Map<string, Map<string, Need>>(FUNCTIONS.map((name) => [`serin-${name}`, new Map()]));

/** A narrowed parameter stands in the template for the one thing that it names; so it does in what calls are about. */
const mark = (param: string) => `the-${param}`;
function marked(resource: string): string {
  return Object.entries(NAMES_OF).reduce(
    (text, [param, names]) => text.replace(new RegExp(`(?<=[:/])(${names.join('|')})(?=[:/]|$)`), mark(param)),
    resource,
  );
}

/** Records calls; those outside of functions are somebody else's. */
function record(call: Call): void {
  const needs = needed.get(runningFunction() ?? '');
  if (needs === undefined) return;
  for (const need of needsOf(call)) {
    const it = { ...need, resource: marked(need.resource) };
    needs.set(JSON.stringify(it), it);
  }
}

/** What the template refers to, in the sandbox. */
const RESOURCES: Readonly<Record<string, string>> = {
  Table: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/serin-sandbox`,
  Bus: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${NAMES.bus}`,
  WorkerDeadLetters: queue('serin-worker-dead-letters'),
  AlarmDeadLetters: queue('serin-alarm-dead-letters'),
  TimerDeadLetters: queue('serin-timer-dead-letters'),
  TimerCallerRole: NAMES.timerRole,
  TimerGroup: NAMES.timerGroup,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
};

function resolve(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Sub': text } = value as { readonly 'Fn::Sub'?: string };
  if (text === undefined) return RESOURCES[named(value)] ?? named(value);
  return text.replace(/\$\{([\w:]+)\}/g, (_, name) => RESOURCES[name] ?? name);
}

function grants(name: Name): readonly Grant[] {
  const id = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  return grantsOf(statementsOf(template.Resources[`${id}Role`]), resolve);
}

const needsOfFunction = (name: Name): readonly Need[] => [...(needed.get(`serin-${name}`)?.values() ?? [])];

/** Lets AWS fail for one function in the calls that `is` tells, until the function that is returned is called. */
function failing(by: Name, is: (call: Omit<Call, 'error'>) => boolean): () => void {
  return sandbox.world.observe({
    before: (call) => {
      if (runningFunction() === `serin-${by}` && is(call)) throw new Error(`${call.service} is away`);
    },
  });
}

const clients = () => sandbox.world.account.clients;
const statuses = async () => {
  const { services } = await sandbox.state();
  return Object.fromEntries(Object.entries(services).map(([name, { rollout }]) => [name, rollout?.status]));
};
const setAlarm = (AlarmName: string, StateValue: 'ALARM' | 'INSUFFICIENT_DATA') =>
  clients().cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'tried' }));
const noSessions = async () => {
  for (const Value of ['primary', 'canary']) {
    const datum = { MetricName: 'Sessions', Dimensions: [{ Name: 'Identifier', Value }], Value: 0 };
    const MetricData = [{ ...datum, Timestamp: new Date(sandbox.world.clock.now()) }];
    await clients().cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Calls', MetricData }));
  }
};
/** What is rolled out after everything was completed. */
const BACK = { cart: 'v3', calls: 'primary', web: 'v55' };
const API = 'a1b2c3d4e5';
const SERVICES = { checkout: 'v61', calls: 'canary', shop: 'v54', web: 'v54', cart: 'v2', orders: 'v2' };
const ALARMS = [
  'checkout-5xx',
  'calls-failed-joins',
  'shop-failed-joins',
  'web-failed-pages',
  'cart-failures',
  'orders-5xx',
];
const allOf = (status: string) => Object.fromEntries(Object.keys(SERVICES).map((name) => [name, status]));
const startAll = async () => {
  for (const [service, label] of Object.entries(SERVICES)) await sandbox.type('alice', `start ${service} ${label}`);
};

/** Lets Lambda answer as where an alias has no policy, until the function that is returned is called. */
function withoutPolicies(): () => void {
  return sandbox.world.observe({
    before: ({ operation }) => {
      if (operation !== 'GetPolicy') return;
      throw new ResourceNotFoundException({ Type: 'User', Message: 'no policy', message: 'no policy', $metadata: {} });
    },
  });
}

/** A deployment to the fallback: the functions, the API and the front end; of the other one nothing was built yet. */
async function deployToA(FunctionVersion: string, label: string): Promise<void> {
  const { apiGateway, s3 } = sandbox.world.account;
  await clients().lambda.send(new UpdateAliasCommand({ FunctionName: 'shop-api', Name: 'env-a', FunctionVersion }));
  const deploymentId = apiGateway.deploy(API, label);
  apiGateway.putStage(API, 'env-a', { deploymentId, variables: { alias: 'env-a' } });
  s3.put('shop-web-a', 'version.json', JSON.stringify({ version: label }));
  s3.removeBucket('shop-web-b');
  s3.createBucket('shop-web-b');
}

/** Gives the canary of calls a health check. */
async function checkHealthOfCanary(): Promise<void> {
  const zone = { HostedZoneId: 'Z0CALLS' };
  const { route53 } = clients();
  sandbox.world.account.route53.createHealthCheck('h-1');
  const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand(zone));
  const Changes = ResourceRecordSets.filter(({ SetIdentifier }) => SetIdentifier === 'canary').map((known) => ({
    Action: 'UPSERT' as const,
    ResourceRecordSet: { ...known, HealthCheckId: 'h-1' },
  }));
  await route53.send(new ChangeResourceRecordSetsCommand({ ...zone, ChangeBatch: { Changes } }));
}

type Made = Omit<Call, 'error'>;
/** The save that claims the call of a hook. */
const isClaim = ({ operation, input }: Made) => {
  const { Item } = input as { readonly Item?: Parameters<typeof readStoredValue>[0] };
  return (
    operation === 'PutItem' &&
    Item?.record !== undefined &&
    /state\W+called/.test(JSON.stringify(readStoredValue(Item)))
  );
};
const isBuild = ({ input }: Made) => JSON.stringify(input).includes('Build Requested');
const isMove = ({ operation, input }: Made) =>
  operation === 'UpdateStage' || (operation === 'UpdateAlias' && JSON.stringify(input).includes('shop-api'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-least-'));
  await writeFile(join(folder, 'serin.yml'), EVERY_KIND);
  const params = Object.fromEntries(Object.keys(NAMES_OF).map((param) => [param, mark(param)]));
  const [packaged, started] = await Promise.all([
    packageStack(params),
    aSandbox({ config: join(folder, 'serin.yml') }),
  ]);
  template = packaged.template;
  sandbox = started;
  const { lambda } = sandbox.world.account;
  for (const Name of ['/shop/a/db-url', '/shop/b/db-url'])
    await clients().ssm.send(new PutParameterCommand({ Name, Value: 'postgres', Type: 'SecureString' }));
  for (const description of ['v60', 'v61', 'v62'])
    lambda.publish('checkout-api', { description, variables: { DB_URL: 'd' } });
  lambda.createAlias('checkout-api', 'live', '4');
  lambda.publish('shop-api', { description: 'v56' });
  await checkHealthOfCanary();
  sandbox.world.observe({ after: record });
  await sandbox.advance('3m');
}, 300_000);
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

it('rolls back every kind of target when alarms fire', async () => {
  await startAll();
  await sandbox.advance('4m');
  for (const alarm of ALARMS) await setAlarm(alarm, 'ALARM');
  await sandbox.advance('10m');
  expect(await statuses()).toEqual(allOf('rolled-back'));
});

it('tells of an alarm of a service without a rollout', async () => {
  // Of calls it is still followed who leaves, so that a timer stands already.
  await setAlarm('cart-failures', 'ALARM');
  await sandbox.advance('5m');
  expect(JSON.stringify(await sandbox.messages())).toContain('cart-failures');
});

it('keeps what another system says of the health of a service', async () => {
  const open = await openSandbox(sandbox.url, 'pipeline');
  const { key } = await open.token(NAMES.installation);
  const authorization = `Bearer ${signalToken({ service: 'cart', generation: 1 }, await key())}`;
  const body = JSON.stringify({ name: 'own-check', health: 'healthy' });
  const { status } = await fetch(`${sandbox.url}/signals/cart`, { method: 'PUT', headers: { authorization }, body });
  expect(status).toBe(202);
  await sandbox.advance('10s');
  const written = needsOfFunction('alarm').filter(({ action }) => action === 'dynamodb:PutItem');
  expect(JSON.stringify(written)).toContain('signal#cart');
});

it('brings components in step: the worker, the timer where the worker could not, and an alarm where neither could', async () => {
  const sync = async () => {
    await sandbox.type('alice', 'sync shop');
    await sandbox.click('alice', 'sync');
  };
  await deployToA('2', 'v54');
  await sync();
  await sandbox.advance('6m');

  await deployToA('3', 'v55');
  const stops = [failing('worker', isBuild), failing('worker', isMove)];
  await sync();
  await sandbox.advance('6m');
  for (const stop of stops) stop();

  await deployToA('4', 'v56');
  const others = [failing('worker', isBuild), failing('timer', isBuild)];
  await sync();
  await sandbox.advance('2m');
  await setAlarm('shop-failed-joins', 'INSUFFICIENT_DATA');
  await sandbox.advance('6m');
  for (const stop of others) stop();
  const { components } = await sandbox.state();
  expect(components.shop).toMatchObject({
    'lambda-functions shop-api': { a: '4 (v56)', b: '4 (v56)' },
    'frontend shop-web-a/shop-web-b': { a: 'v56', b: 'v56' },
  });
});

it('starts every kind of target at the moment that somebody scheduled', async () => {
  const at = new Date(sandbox.world.clock.now() + 10 * 60_000).toISOString().slice(11, 16);
  for (const [service, label] of Object.entries(SERVICES))
    await sandbox.type('alice', `start ${service} ${label} at="${at}"`);
  const stop = withoutPolicies();
  await sandbox.advance('13m');
  stop();
  for (const service of Object.keys(SERVICES)) await sandbox.type('alice', `rollback ${service} seen enough`);
  await sandbox.advance('10m');
  expect(await statuses()).toEqual(allOf('rolled-back'));
  const reads = needsOfFunction('timer').map(({ action }) => action);
  expect(reads).toContain('lambda:ListVersionsByFunction');
});

it('completes every kind of plan', async () => {
  const stop = withoutPolicies();
  await startAll();
  stop();
  await sandbox.advance('15m');
  await noSessions();
  await sandbox.advance('4m');
  await noSessions();
  await sandbox.advance('10m');
  expect(await statuses()).toEqual(allOf('completed'));
});

it('calls the hook that another function could not claim when any alarm comes, and goes on', async () => {
  await clients().lambda.send(
    new UpdateAliasCommand({ FunctionName: 'shop-orders', Name: 'env-a', FunctionVersion: '3' }),
  );
  const stops = [failing('worker', isClaim), failing('timer', isClaim)];
  await sandbox.type('alice', 'freeze all 1m');
  await sandbox.type('alice', 'unfreeze all');
  await sandbox.type('alice', 'start checkout v62');
  await sandbox.type('alice', 'start shop v55');
  await sandbox.advance('20s');
  for (const alarm of ['checkout-5xx', 'shop-failed-joins']) await setAlarm(alarm, 'INSUFFICIENT_DATA');
  await sandbox.advance('7m');
  await setAlarm('checkout-5xx', 'INSUFFICIENT_DATA');
  await sandbox.advance('1s');
  for (const stop of stops) stop();
  await sandbox.advance('10m');
  expect(await statuses()).toMatchObject({ checkout: 'completed', shop: 'completed' });
});

it('tells who changed what a rollout left', async () => {
  const alias = { FunctionName: 'checkout-api', Name: 'live' };
  await clients().lambda.send(new UpdateAliasCommand({ ...alias, FunctionVersion: '4' }));
  const event = {
    ...{ source: 'aws.lambda', 'detail-type': 'AWS API Call via CloudTrail' },
    detail: {
      ...{ eventName: 'UpdateAlias20150331', eventTime: new Date(sandbox.world.clock.now()).toISOString() },
      requestParameters: { functionName: alias.FunctionName, name: alias.Name },
      userIdentity: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/terraform/apply` },
    },
  };
  const Payload = Buffer.from(JSON.stringify(event));
  await sandbox.world.aws('Lambda', 'Invoke', { FunctionName: 'serin-timer', InvocationType: 'Event', Payload });
  await sandbox.advance('10s');
  const told = (await sandbox.messages()).filter(({ text }) => text.includes('somebody changed what the rollout left'));
  expect(told.map(({ text }) => text)).toEqual([expect.stringContaining('changed by role/terraform (apply)')]);
});

it('tells of earlier rollouts when Slack is back, whoever comes first', async () => {
  sandbox.world.workspace.setDown(true);
  for (const text of ['start', 'rollback']) {
    for (const [service, label] of Object.entries(BACK)) await sandbox.type('alice', `${text} ${service} ${label}`);
  }
  // The answer to a click in the App Home is delivered by whoever comes first, too.
  for (const service of Object.keys(BACK)) {
    const value = JSON.stringify({ service, rollout: 'gone', step: 0, since: 0 });
    await sandbox.clickHome('alice', 'pause', value);
  }
  await sandbox.advance('5m');
  for (const [service, label] of Object.entries(BACK)) await sandbox.type('alice', `start ${service} ${label}`);
  const stop = failing('timer', () => true);
  // A worker stays half a minute to see a name spread, and what failed is not tried again for 20 s.
  await sandbox.advance('35s');
  sandbox.world.workspace.setDown(false);
  await sandbox.advance('21s');
  await setAlarm('web-failed-pages', 'INSUFFICIENT_DATA');
  await sandbox.type('alice', 'pause cart');
  stop();
  await sandbox.advance('3m');
  const told = (await sandbox.messages()).flatMap(({ text, thread }) => [text, ...thread.map((reply) => reply.text)]);
  expect(told.filter((text) => text.includes('Rollback verified')).length).toBeGreaterThanOrEqual(3);
});

it('answers who asks', async () => {
  for (const text of ['list', 'status shop', 'env shop', 'start nonsense v1', 'baseline checkout'])
    await sandbox.type('bob', text);
  expect(JSON.stringify(await sandbox.openHome('bob'))).toContain('Services');
  expect((await fetch(`${sandbox.url}/discovery/checkout?user=alice`)).status).toBe(200);
  expect(sandbox.world.deadLetters).toEqual([]);
});

it('tells what no function took, whichever it was for', async () => {
  const wake = { service: 'cart', rollout: '', seq: 1, step: 0, generation: 0, at: 5 };
  const QueueUrl = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/serin-timer-dead-letters`;
  await sandbox.world.aws('SQS', 'SendMessage', { QueueUrl, MessageBody: JSON.stringify(wake) });
  const isStored = ({ service }: Made): boolean => service === 'DynamoDB';
  const stops = [failing('worker', isStored), failing('alarm', isStored)];
  await sandbox.type('alice', 'pause cart');
  await setAlarm('cart-failures', 'ALARM');
  await sandbox.advance('10m');
  for (const stop of stops) stop();
  const told = (await sandbox.messages()).map(({ text }) => text).filter((text) => text.includes('could not process'));
  for (const what of ['a timer of cart', 'the command pause of cart', 'the alarm cart-failures'])
    expect(told.filter((text) => text.includes(what))).toHaveLength(1);
});

/** What is allowed and never seen here, and why it is allowed. */
const UNSEEN: readonly (readonly [RegExp, string])[] = [
  [/^Logs: /, 'Lambda writes the log, with the role of the function'],
  [/^DeadLetters: /, 'Lambda hands over what failed for good, with the role of the function'],
  [/UpdateKeys/, 'writes several splits of one store on the way back; each service here has one in its store'],
  [/^AllRecords: /, 'any function may deliver an answer in the Home; here it is never the alarm function'],
  [/^Deployments: |^Looks: .*ecs:/, 'no service of these stories is one of ECS'],
  [/RecordTypes AAAA$/, 'no story has such a record; it is one like A'],
];

for (const name of FUNCTIONS) {
  it(`lets ${name} do what it did`, () => {
    const all = grants(name);
    const denied = needsOfFunction(name).filter((need) => !all.some((grant) => usedBy(grant, need).length > 0));
    expect(denied).toEqual([]);
  });

  it(`lets ${name} do nothing that it never did, but for what has a reason`, () => {
    const all = grants(name);
    const used = new Set(needsOfFunction(name).flatMap((need) => all.flatMap((grant) => usedBy(grant, need))));
    const unused = all.flatMap(partsOf).filter((part) => !used.has(part));
    expect(unused.filter((part) => !UNSEEN.some(([known]) => known.test(part)))).toEqual([]);
  });
}

it('has no reason for something that was seen, or is not allowed', () => {
  const used = (name: Name) =>
    new Set(needsOfFunction(name).flatMap((need) => grants(name).flatMap((grant) => usedBy(grant, need))));
  const unseen = FUNCTIONS.flatMap((name) => {
    const seen = used(name);
    return grants(name)
      .flatMap(partsOf)
      .filter((part) => !seen.has(part));
  });
  expect(UNSEEN.filter(([known]) => !unseen.some((part) => known.test(part)))).toEqual([]);
});

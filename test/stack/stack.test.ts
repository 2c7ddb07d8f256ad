import { createHash } from 'node:crypto';
import { type CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable } from '../../src/adapters/aws/dynamodb/table.ts';
import { DEPLOYMENT } from '../../src/cli/commands/doctor/deployment-actions.ts';
import { signalToken } from '../../src/command/signal-token.ts';
import {
  deadLetterAlarm,
  deadLetterQueueName,
  functionName,
  functionNames,
  installation,
} from '../../src/compose/installation.ts';
import { letterQueues } from '../../src/domain/dead-letter.ts';
import { FUNCTION_TIMEOUT_MS } from '../../src/domain/timing.ts';
import { attach } from '../../src/sandbox/cloud/attach.ts';
import { type Loopback, startLoopback } from '../adapters/slack/support/loopback.ts';
import { keys, slackRequest, slashBody } from '../adapters/slack/support/slack-request.ts';
import { aRequest } from '../discovery/a-request.ts';
import { aRequest as aSignal, KEY } from '../signals/a-signal.ts';
import { boot } from './boot.ts';
import { filesIn, type Packaged, packageStack } from './packaged.ts';
import { callsOf, permissionOf } from './permissions/permissions.ts';
import { impossible } from './references.ts';
import { complaints } from './specification.ts';
import { readTemplate } from './templates/read-template.ts';
import { actionsOf, listed, named, ofType, type Resource, statementsOf, type Template } from './templates/template.ts';

/**
 * What each zip may weigh, in bytes. The parts of alarm, timer and worker that are read when they are needed are in files of their own,
 * and a zip compresses each file by itself.
 */
const BUDGETS: Readonly<Record<string, number>> = {
  slack: 175_000,
  discovery: 121_000,
  signals: 37_000,
  worker: 590_000,
  alarm: 530_000,
  timer: 570_000,
};
const FUNCTIONS = Object.keys(BUDGETS);
const ENGINE = ['worker', 'alarm', 'timer'];

let stack: Packaged;
let again: Packaged;
let template: Template;
beforeAll(async () => {
  [stack, again] = await Promise.all([packageStack(), packageStack()]);
  template = stack.template;
}, 300_000);

const capital = (name: string) => name[0]?.toUpperCase() + name.slice(1);
const resource = (id: string): Resource => template.Resources[id] ?? { Type: 'missing', Properties: {} };
const lambda = (name: string) => resource(`${capital(name)}LambdaFunction`).Properties;
const role = (name: string) => resource(named(lambda(name).Role));

describe('packaging', () => {
  it('gives the same bytes twice in a row', () => {
    const hashes = ({ zips, text }: Packaged) =>
      [...Object.entries(zips), ['template', text] as const].map(([name, bytes]) => [
        name,
        createHash('sha256').update(bytes).digest('hex'),
      ]);
    expect(hashes(again)).toEqual(hashes(stack));
  });

  it.each(FUNCTIONS)('puts the files of its bundle into the zip of %s, within its budget', (name) => {
    const { metafile } = stack.bundles.find((bundle) => bundle.name === name) ?? {};
    expect(Object.keys(filesIn(stack.zips[name])).sort()).toEqual(Object.keys(metafile?.outputs ?? {}).sort());
    expect(stack.zips[name]?.length).toBeLessThan(BUDGETS[name] as number);
  });

  it('brings nothing of the sandbox or the command line into a bundle', () => {
    const sources = stack.bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
    expect(sources.filter((path) => /src\/(sandbox|cli)\//.test(path))).toEqual([]);
  });
});

describe('the template', () => {
  it("has only types and properties of CloudFormation's specification", () => {
    expect(complaints(template)).toEqual([]);
  });

  it('is checked by something that can fail', () => {
    const { CommandRule, Table } = template.Resources as Record<'CommandRule' | 'Table', Resource>;
    const wrong: Template = {
      Resources: {
        Rule: { ...CommandRule, Properties: { ...CommandRule.Properties, Targets: [{ Id: 1, Ann: 'arn' }] } },
        Queue: { Type: 'AWS::SQS::Kew', Properties: {} },
        Table: { ...Table, Properties: { KeySchema: Table.Properties.KeySchema, BillingMode: 3 } },
      },
    };
    expect(complaints(wrong)).toEqual([
      'Rule.Targets[0]: Arn is missing',
      'Rule.Targets[0].Id: is no text',
      'Rule.Targets[0]: there is no Ann',
      'Queue: there is no type AWS::SQS::Kew',
      'Table.BillingMode: is no text',
    ]);
  });

  it('calls things what serin doctor and serin apply call them', () => {
    const names = installation('serin');
    const { TableName } = resource('Table').Properties;
    const own = Object.values(ofType(template, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmName);
    expect(TableName).toBe(names.table);
    expect(resource('Bus').Properties.Name).toBe(names.bus);
    expect(resource('TimerGroup').Properties.Name).toBe(names.timerGroup);
    expect(resource('CommandRule').Properties.Name).toBe(names.commandRule);
    expect(resource('AlarmRule').Properties.Name).toBe(names.alarmRule);
    expect(lambda('worker').Environment.Variables).toMatchObject({
      SERIN_NAME: names.name,
      SERIN_SECRETS_PREFIX: names.secretsPrefix,
      SERIN_SERVICES_PREFIX: names.servicesPrefix,
      SERIN_ENVIRONMENTS_PREFIX: names.environmentsPrefix,
    });
    expect(own.filter((name) => !name.startsWith(names.ownAlarms))).toEqual([]);
    for (const which of functionNames) {
      expect(lambda(which).FunctionName).toBe(functionName('serin', which));
    }
  });

  it('refers to what is there, and makes nothing wait for itself', () => {
    expect(impossible(template)).toEqual([]);
    const ring: Template = {
      Resources: {
        A: { Type: 'A', Properties: { b: { Ref: 'B' } } },
        B: { Type: 'B', Properties: { a: { 'Fn::GetAtt': ['A', 'Arn'] }, c: [{ Ref: 'C' }] } },
      },
    };
    expect(impossible(ring)).toEqual(['B: there is no C', 'A: waits for itself', 'B: waits for itself']);
  });

  it('names no account', () => {
    expect(stack.text).not.toMatch(/\b\d{12}\b/);
  });

  it('makes the table as the code makes it', async () => {
    let made: object | null = null;
    const client = attach(new DynamoDBClient({ region: 'us-east-1' }), 'DynamoDB', {
      CreateTable: (input: CreateTableCommand['input']) => {
        made = input;
        return {};
      },
      DescribeTable: () => ({ Table: { TableStatus: 'ACTIVE' } }),
    });
    await createTable(client, 'serin');
    expect(resource('Table').Properties).toEqual({
      ...(made ?? {}),
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(resource('Table')).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it.each(ENGINE)('gives %s the time that the engine counts with', (name) => {
    expect(lambda(name).Timeout * 1000).toBe(FUNCTION_TIMEOUT_MS);
  });

  it.each(FUNCTIONS)(
    'runs %s on arm64 with Node 24, a log group that ends, and alarms on errors and throttles',
    (name) => {
      expect(lambda(name)).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(resource(`${capital(name)}LogGroup`).Properties.RetentionInDays).toBeGreaterThan(0);
      const watched = Object.values(ofType(template, 'AWS::CloudWatch::Alarm'))
        .filter(
          ({ Properties: { Dimensions } }) => named(Dimensions?.[0].Value ?? {}) === `${capital(name)}LambdaFunction`,
        )
        .map(({ Properties }) => Properties.MetricName);
      expect(watched).toEqual(['Errors', 'Throttles']);
    },
  );

  it('keeps the events of its own alarms away from the function that takes alarms, but for those on dead letters', () => {
    const names = Object.values(ofType(template, 'AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties.AlarmName,
    );
    const [{ 'anything-but': left }, ...passed] = resource('AlarmRule').Properties.EventPattern.detail.alarmName;
    expect(names.filter((name) => !name.startsWith(left.prefix))).toEqual([]);
    expect(passed).toEqual(letterQueues.map((queue) => deadLetterAlarm('serin', queue)));
    expect(names).toEqual(expect.arrayContaining(passed));
  });
});

describe('the addresses of discovery and of health signals', () => {
  it('take more requests than that of Slack, which a flood of them leaves alone', () => {
    const { Properties, DependsOn } = resource('HttpApiStage');
    const { DefaultRouteSettings, RouteSettings } = Properties;
    const limits = Object.entries<{ ThrottlingRateLimit: number }>(RouteSettings);
    const routes = ofType(template, 'AWS::ApiGatewayV2::Route');
    expect(limits.map(([route]) => route)).toEqual(['ANY /discovery/{service}', 'ANY /signals/{service}']);
    for (const [route, { ThrottlingRateLimit: rate }] of limits) {
      const [id] = Object.entries(routes).find(([, each]) => each.Properties.RouteKey === route) ?? [];
      expect(DependsOn).toContain(id);
      expect(rate).toBeGreaterThan(DefaultRouteSettings.ThrottlingRateLimit);
    }
  });

  it('are told by the stack', () => {
    const outputs = JSON.stringify(template.Outputs);
    for (const path of ['/slack/events', '/discovery/<service>', '/signals/<service>']) expect(outputs).toContain(path);
  });

  it('are, of signals, answered by a function that reads its own key and no secret of Slack, and sends health signals only', () => {
    const [, key, services, events, ...others] = statementsOf(role('signals'));
    const rule = resource('HealthSignalRule').Properties.EventPattern;
    expect(others).toEqual([]);
    expect(JSON.stringify([key?.Resource, services?.Resource])).toMatch(/\/serin\/signals\/\*.*\/serin\/services\/\*/);
    expect(JSON.stringify(role('signals'))).not.toContain('/slack/');
    expect(events).toMatchObject({
      Action: 'events:PutEvents',
      Condition: {
        StringEquals: { 'events:detail-type': rule['detail-type'][0], 'events:source': rule.source[0] },
      },
    });
    const { Variables } = lambda('signals').Environment;
    expect([Variables.SERIN_SIGNALS_PREFIX, Variables.SERIN_SERVICES_PREFIX]).toEqual([
      installation('serin').signalsPrefix,
      installation('serin').servicesPrefix,
    ]);
  });

  it('are, of discovery, answered by a function that may read, of the table only records, and write nothing', () => {
    const [table] = statementsOf(role('discovery')).filter(({ Action }) => listed(Action).includes('dynamodb:GetItem'));
    expect(table).toMatchObject({
      Action: 'dynamodb:GetItem',
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['service#*'] } },
    });
    expect(actionsOf(role('discovery')).filter((action) => !/:Get|^logs:/.test(action))).toEqual([]);
  });
});

it('reserves no concurrency by default, so that it can be deployed in a new account', () => {
  const functions = Object.values(ofType(template, 'AWS::Lambda::Function'));
  const reserved = functions.flatMap(({ Properties }) => Properties.ReservedConcurrentExecutions ?? []);
  expect(reserved).toEqual(Array(4).fill({ Ref: 'AWS::NoValue' }));
});

describe('what cannot be delivered or fails', () => {
  it.each(ENGINE)('goes from %s to its dead letters, after a stated number of tries and age', (name) => {
    const { DestinationConfig, ...limits } = resource(`${capital(name)}LambdaEvConf`).Properties;
    const queue = named(DestinationConfig.OnFailure.Destination);
    expect(resource(queue).Type).toBe('AWS::SQS::Queue');
    expect(limits).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 });
    const may = statementsOf(role(name)).filter(({ Action }) => Action === 'sqs:SendMessage');
    expect(may.map((statement) => named(statement.Resource))).toEqual([queue]);
  });

  it('is in queues that serin replay knows by name, and that the alarm function may look into but not empty', () => {
    const queues = letterQueues.map((queue) => `${capital(queue)}DeadLetters`);
    expect(queues.map((id) => resource(id).Properties.QueueName)).toEqual(
      letterQueues.map((queue) => deadLetterQueueName('serin', queue)),
    );
    const may = statementsOf(role('alarm')).filter(({ Action }) => Action === 'sqs:ReceiveMessage');
    expect(may.map(({ Resource }) => listed(Resource).map(named))).toEqual([queues]);
    const urls = letterQueues.map(
      (queue) => lambda('alarm').Environment.Variables[`SERIN_${queue.toUpperCase()}_LETTERS_URL`],
    );
    expect(urls).toEqual(queues.map((Ref) => ({ Ref })));
  });

  it('is watched in every queue', () => {
    const watched = Object.values(ofType(template, 'AWS::CloudWatch::Alarm'))
      .filter(({ Properties }) => Properties.Namespace === 'AWS/SQS')
      .map(({ Properties }) => named(Properties.Dimensions[0].Value));
    expect(watched.sort()).toEqual(Object.keys(ofType(template, 'AWS::SQS::Queue')).sort());
  });

  it.each([
    ['the stack', () => template],
    ['the stack of us-east-1', () => readTemplate('stack/us-east-1.yml')],
  ])(
    'is tried for a day and kept for every target of every rule of %s, in a queue that lets the rule write',
    (_, of) => {
      const { Resources } = of();
      const rules = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::Events::Rule');
      expect(rules.length).toBeGreaterThan(0);
      for (const [rule, { Properties }] of rules) {
        for (const target of Properties.Targets) {
          expect(target.RetryPolicy).toEqual({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 });
          const queue = named(target.DeadLetterConfig.Arn);
          const letting = Object.values(Resources)
            .filter(({ Type }) => Type === 'AWS::SQS::QueuePolicy')
            .filter((policy) => named(policy.Properties.Queues[0]) === queue)
            .flatMap((policy) => policy.Properties.PolicyDocument.Statement);
          const own = letting.filter(({ Condition }) => named(Condition.ArnEquals['aws:SourceArn']) === rule);
          expect(own).toMatchObject([{ Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' }]);
        }
      }
    },
  );

  it('of a timer may be written to its queue by the role that calls the timer, which may call nothing else', () => {
    const caller = resource('TimerCallerRole');
    expect(actionsOf(caller)).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
    expect(statementsOf(caller)[0]?.Resource).toEqual(lambda('worker').Environment.Variables.SERIN_TIMER_TARGET);
  });
});

describe('permissions', () => {
  it('are in one role for each function', () => {
    const roles = FUNCTIONS.map((name) => named(lambda(name).Role));
    expect(new Set(roles).size).toBe(FUNCTIONS.length);
    const all = Object.keys(ofType(template, 'AWS::IAM::Role'));
    expect(all.sort()).toEqual([...roles, 'TimerCallerRole'].sort());
  });

  it.each(FUNCTIONS)('of %s are those of the calls in its bundle, and of nothing else', (name) => {
    const calls = callsOf(stack.bundles.find((bundle) => bundle.name === name)!);
    expect([...new Set(actionsOf(role(name)))].sort()).toEqual([...permissionOf(name, calls)].sort());
  });

  it.each(['worker', 'alarm', 'timer'] as const)('let %s write no parameter but control centers', (name) => {
    const writes = statementsOf(role(name)).filter(({ Action }) => listed(Action).includes('ssm:PutParameter'));
    expect(JSON.stringify(writes.map(({ Resource }) => Resource))).toMatch(
      /^[^,]*:parameter\/serin\/environments\/\*"}\]$/,
    );
  });

  it.each(FUNCTIONS)(
    'of %s have no wildcard in an action, and are for everything only where AWS knows no less',
    (name) => {
      expect(actionsOf(role(name)).filter((action) => action.includes('*'))).toEqual([]);
      const anywhere = statementsOf(role(name)).filter(({ Resource }) => listed(Resource).includes('*'));
      const known = [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:GetMetricData',
        ...['ecs:DescribeTaskDefinition', 'ecs:ListTaskDefinitions'],
        'lambda:ListEventSourceMappings',
        'route53:ListHostedZonesByName',
        ...['Listeners', 'Rules', 'TargetHealth', 'TargetGroups', 'TargetGroupAttributes', 'Tags'].map(
          (what) => `elasticloadbalancing:Describe${what}`,
        ),
      ];
      expect(anywhere.flatMap(({ Action }) => listed(Action)).filter((action) => !known.includes(action))).toEqual([]);
    },
  );

  it.each(FUNCTIONS)('let %s write to its own log only', (name) => {
    const logs = statementsOf(role(name)).filter(({ Action }) => listed(Action).includes('logs:PutLogEvents'));
    expect(logs.map((statement) => named(statement.Resource))).toEqual([`${capital(name)}LogGroup`]);
  });
});

describe('each function of the package', () => {
  let aws: Loopback;
  beforeAll(async () => {
    const stored: Readonly<Record<string, string>> = {
      'signing-secret': keys.signingSecret,
      'mac-key': keys.macKey,
      'team-id': keys.teamId,
      'app-id': keys.appId,
      'bot-token': 'xoxb-test',
      'bot-id': 'B1',
      'bot-user-id': 'U0',
      'signal-key': KEY,
      order: JSON.stringify(aDiscoverable),
    };
    aws = await startLoopback(({ body }) => {
      const { Names, Name, Path, Entries } = JSON.parse(body) as Readonly<Record<string, string[]>>;
      if (Path !== undefined) return { json: { Parameters: [{ Name: '/serin/services/order' }] } };
      if (Name !== undefined) return { json: { Parameter: { Value: JSON.stringify(aDiscoverable) } } };
      if (Entries !== undefined) return { json: { FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] } };
      if (Names === undefined) return { json: { Items: [], Count: 0 } };
      return { json: { Parameters: Names.map((Name) => ({ Name, Value: stored[Name.split('/').at(-1) ?? ''] })) } };
    });
  });
  afterAll(() => aws.stop());

  const pseudo: Readonly<Record<string, string>> = { 'AWS::AccountId': '123456789012' };

  /** What a function's environment is on AWS, as far as its form matters. */
  const environment = (name: string) => ({
    ...Object.fromEntries(
      Object.entries(lambda(name).Environment.Variables).map(([key, value]) => [
        key,
        typeof value === 'string'
          ? value
          : (pseudo[named(value)] ?? `${key.endsWith('_URL') ? 'https://' : 'arn:aws:'}made:${named(value)}`),
      ]),
    ),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_ENDPOINT_URL: aws.url,
  });

  const invoke = async (name: string, event: object, changed: Readonly<Record<string, string>> = {}) => {
    const before = aws.received.length;
    const { Handler: handler } = lambda(name);
    const booted = { files: filesIn(stack.zips[name]), handler, environment: { ...environment(name), ...changed } };
    const { out, err, code } = await boot(booted, event);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    return { out, calls: aws.received.slice(before).map(({ body }) => JSON.parse(body)) };
  };

  it('slack answers a signed command and puts it on the bus', async () => {
    const { out, calls } = await invoke('slack', slackRequest(slashBody('status checkout'), { at: Date.now() }));
    expect(JSON.parse(out.split('\n').at(-1) ?? '').statusCode).toBe(200);
    expect(calls.at(-1).Entries[0]).toMatchObject({ Source: 'serin', DetailType: 'Command' });
  });

  it('worker takes what the rule lets through, and drops what nobody signed', async () => {
    const command = {
      v: 1,
      key: 'k',
      issuedAt: 1,
      by: { id: 'U1', name: 'alice' },
      team: 'T1',
      origin: { channelId: 'C1', channelName: 'deploys' },
      replyTo: { user: 'U1', channel: 'C1', responseUrl: '' },
      body: { name: 'list' },
    };
    const { out, calls } = await invoke('worker', { source: 'serin', detail: { command, mac: '0'.repeat(64) } });
    expect(calls[0].Names).toContain('/serin/slack/mac-key');
    expect(out).toContain('forged-command');
  });

  it('worker takes the answer of a hook that the rule lets through, and drops one whose token does not fit', async () => {
    const { source, 'detail-type': type } = resource('CommandRule').Properties.EventPattern;
    expect([source, type]).toEqual([expect.arrayContaining(['serin.hook']), expect.arrayContaining(['Hook Answer'])]);
    const detail = { v: 1, service: 'checkout', rollout: 'r-1', step: 1, call: 1, ok: true, token: '0'.repeat(64) };
    const { out } = await invoke('worker', { source: 'serin.hook', 'detail-type': 'Hook Answer', detail });
    expect(out).toContain('forged-hook-answer');
    expect(out).not.toContain(detail.token);
  });

  it('worker answers a direct call that is no command, and reads nothing for it', async () => {
    const { out, calls } = await invoke('worker', { serin: { v: 1, command: { body: { name: 'approve' } } } });
    expect(calls).toEqual([]);
    expect(JSON.parse(out.split('\n').at(-1) ?? '')).toMatchObject({ v: 1, tone: 'refused', code: 'malformed-call' });
  });

  it('alarm looks up who watches the alarm that changed', async () => {
    const { calls } = await invoke('alarm', anAlarmEvent);
    expect(calls).toMatchObject([{ ExpressionAttributeValues: { ':pk': { S: `alarm#${ARN}` } } }]);
  });

  it('alarm takes a health signal that the rule lets through, and drops one that has not its shape', async () => {
    const { source, 'detail-type': type } = resource('HealthSignalRule').Properties.EventPattern;
    expect([source, type]).toEqual([['serin.signal'], ['Health Signal']]);
    const [{ Arn }] = resource('HealthSignalRule').Properties.Targets;
    expect(named(Arn)).toBe('AlarmLambdaFunction');
    const detail = { v: 1, service: 'checkout', name: 'datadog', health: 'broken' };
    const event = { source: 'serin.signal', 'detail-type': 'Health Signal', time: '2026-01-05T09:00:00Z', detail };
    const { out, calls } = await invoke('alarm', event);
    expect(calls).toEqual([]);
    expect(out).toContain('malformed-health-signal');
  });

  it('discovery answers a client, from a record that it reads by its key', async () => {
    const { out, calls } = await invoke('discovery', aRequest());
    const { statusCode, body } = JSON.parse(out.split('\n').at(-1) ?? '');
    expect([statusCode, JSON.parse(body).actions]).toEqual([200, { pay: 'https://a.example' }]);
    expect(calls.at(-1)).toMatchObject({ Key: { pk: { S: 'service#order' } } });
  });

  it('signals puts a signal on the bus that the rule lets through, and refuses one with another token', async () => {
    const token = signalToken({ service: 'order', generation: 1 }, KEY);
    const { out, calls } = await invoke('signals', aSignal({ path: '/signals/order', token }));
    expect(JSON.parse(out.split('\n').at(-1) ?? '').statusCode).toBe(202);
    const { source, 'detail-type': type } = resource('HealthSignalRule').Properties.EventPattern;
    expect(calls.at(-1).Entries[0]).toMatchObject({ Source: source[0], DetailType: type[0] });
    const refused = await invoke('signals', aSignal({ path: '/signals/order', token: `${token.slice(0, -1)}z` }));
    expect(JSON.parse(refused.out.split('\n').at(-1) ?? '').statusCode).toBe(401);
    expect([refused.out, out].join()).not.toContain(token);
  });

  it('signals answers 503 while AWS does not answer, and writes the one line that the filter of an alarm counts', async () => {
    const { LogGroupName, FilterPattern, MetricTransformations } = resource('SignalsFailures').Properties;
    const [{ MetricNamespace: Namespace, MetricName }] = MetricTransformations;
    expect(resource('SignalsUnavailableAlarm').Properties).toMatchObject({ Namespace, MetricName });
    expect(named(LogGroupName)).toBe('SignalsLogGroup');
    const { out } = await invoke('signals', aSignal({ path: '/signals/order' }), {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });
    const lines = out.split('\n').filter((line) => line !== '');
    expect(JSON.parse(lines.at(-1) ?? '').statusCode).toBe(503);
    const [, level] = /^\{ \$\.level = "(\w+)" \}$/.exec(FilterPattern) ?? [];
    expect(lines.filter((line) => JSON.parse(line).level === level)).toHaveLength(1);
  });

  it('timer loads the record of its service', async () => {
    const { calls } = await invoke('timer', { service: 'gone', rollout: 'r', seq: 1, step: 0, generation: 1, at: 1 });
    expect(calls).toMatchObject([{ Key: { pk: { S: 'service#gone' } } }]);
  });
});

it('has no type of resource whose actions serin doctor --before does not ask IAM about', () => {
  const ofOsls = new Set(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']);
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  expect([...types].filter((type) => !ofOsls.has(type) && !(type in DEPLOYMENT))).toEqual([]);
  expect(Object.keys(DEPLOYMENT).filter((type) => !types.has(type))).toEqual(['AWS::CloudFormation::Stack']);
});

describe('the stack of us-east-1', () => {
  it("has only types and properties of CloudFormation's specification", () => {
    expect(complaints(readTemplate('stack/us-east-1.yml'))).toEqual([]);
  });

  it('passes on the events that the alarm function listens to', () => {
    const { source, 'detail-type': type } = resource('AlarmRule').Properties.EventPattern;
    const passed = readTemplate('stack/us-east-1.yml').Resources.AlarmRule?.Properties.EventPattern;
    expect(passed).toEqual({ source, 'detail-type': type });
  });
});

const aDiscoverable = {
  name: 'order',
  signals: [{ name: 'own-check', expires: 300_000 }],
  discovery: { actions: { pay: { stable: 'https://a.example', canary: 'https://b.example' } }, origins: [] },
};

const ARN = 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:checkout-5xx';
const anAlarmEvent = {
  version: '0',
  id: 'e-1',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '000000000000',
  time: '2026-01-05T09:00:00Z',
  region: 'eu-west-1',
  resources: [ARN],
  detail: {
    alarmName: 'checkout-5xx',
    configuration: { metrics: [] },
    previousState: { value: 'OK', reason: 'fine', timestamp: '2026-01-05T08:00:00.000+0000' },
    state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-01-05T09:00:00.000+0000' },
  },
};

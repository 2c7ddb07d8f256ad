import {
  CloudWatchClient,
  PutCompositeAlarmCommand,
  PutLogAlarmCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { type ResourceRecordSet, Route53Client } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';
import { createSurvey } from '../../../src/adapters/aws/survey.ts';
import { attach, type Call } from '../../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import { createLambdaModel } from '../../../src/sandbox/cloud/lambda/lambda.ts';
import { createRoute53Model } from '../../../src/sandbox/cloud/route53/route53.ts';

const SOMEWHERE = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' }, maxAttempts: 1 };
const ignored = () => undefined;

/** An account; calls that `denied` names are refused as AWS refuses them. */
function anAccount(denied: (call: Omit<Call, 'error'>) => boolean = () => false) {
  const now = () => 0;
  const observer = {
    before(call: Omit<Call, 'error'>) {
      if (denied(call)) throw Object.assign(new Error('User is not authorized'), { name: 'AccessDeniedException' });
    },
  };
  const lambda = createLambdaModel({ now });
  const route53 = createRoute53Model({ now });
  const cloudwatchOf = (region: string) => {
    const { model } = createCloudWatchModel({ now, emit: ignored, region });
    return attach(new CloudWatchClient({ ...SOMEWHERE, region }), 'CloudWatch', model, observer);
  };
  const [cloudwatch, cloudwatchUsEast1] = ['eu-west-1', 'us-east-1'].map(cloudwatchOf) as [
    CloudWatchClient,
    CloudWatchClient,
  ];
  const survey = createSurvey({
    lambda: attach(new LambdaClient(SOMEWHERE), 'Lambda', lambda.model, observer),
    route53: attach(new Route53Client(SOMEWHERE), 'Route53', route53.model, observer),
    cloudwatch,
    cloudwatchUsEast1,
  });
  return { lambda, route53, cloudwatch, cloudwatchUsEast1, survey };
}

function putFunctions(lambda: ReturnType<typeof createLambdaModel>, names: readonly string[]): void {
  for (const name of names) {
    lambda.createFunction({ name });
    lambda.publish(name);
    lambda.createAlias(name, 'live', '1');
  }
}

function weighted(Name: string, SetIdentifier: string): ResourceRecordSet {
  return { Name, Type: 'A', SetIdentifier, Weight: 1, TTL: 60, ResourceRecords: [{ Value: '1.2.3.4' }] };
}

describe('a survey of an account', () => {
  it('finds every function with its aliases, page by page', async () => {
    const { lambda, survey } = anAccount();
    const names = Array.from({ length: 120 }, (_, index) => `f-${String(index).padStart(3, '0')}`);
    putFunctions(lambda, names);
    const seen: number[] = [];
    const { found, leftOut } = await survey.functions([], (count) => seen.push(count));
    expect(found).toEqual(names.map((name) => ({ name, aliases: [{ name: 'live', version: '1' }] })));
    expect({ leftOut, seen }).toEqual({ leftOut: [], seen: [50, 100, 120] });
  });

  it('asks for the aliases of the wanted functions only', async () => {
    const asked: unknown[] = [];
    const { lambda, survey } = anAccount(({ operation, input }) => {
      if (operation === 'ListAliases') asked.push(input);
      return false;
    });
    putFunctions(lambda, ['checkout-api', 'calls', 'other']);
    const { found } = await survey.functions(['checkout-', 'ca'], ignored);
    expect(found.map(({ name }) => name)).toEqual(['checkout-api', 'calls']);
    expect(asked).toHaveLength(2);
  });

  it('finds the weighted records of every zone by name and type, and no other records', async () => {
    const { route53, survey } = anAccount();
    route53.createZone({ id: 'Z1', name: 'example.com' });
    route53.createZone({ id: 'Z2', name: 'example.org' });
    for (let index = 0; index < 310; index++) {
      const { SetIdentifier: _, Weight: __, ...simple } = weighted(`a${index}.example.com`, 'x');
      route53.createRecord('Z1', simple);
    }
    for (const id of ['canary', 'primary']) route53.createRecord('Z1', weighted('www.example.com', id));
    for (const id of ['one', 'two'])
      route53.createRecord('Z2', { ...weighted('*.example.org', id), HealthCheckId: id });
    expect((await survey.records(ignored)).found).toEqual([
      { zone: 'Z1', record: 'www.example.com', type: 'A', identifiers: ['canary', 'primary'], healthChecks: [] },
      { zone: 'Z2', record: '*.example.org', type: 'A', identifiers: ['one', 'two'], healthChecks: ['one', 'two'] },
    ]);
  });

  it('finds metric alarms of both regions with the dimensions and the metric math that they look at', async () => {
    const { cloudwatch, cloudwatchUsEast1, survey } = anAccount();
    const rule = { EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' } as const;
    const Dimensions = [{ Name: 'FunctionName', Value: 'checkout-api' }];
    const metric = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions };
    await cloudwatch.send(
      new PutMetricAlarmCommand({ ...rule, ...metric, AlarmName: 'plain', Statistic: 'Sum', Period: 60 }),
    );
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        ...rule,
        AlarmName: 'math',
        Metrics: [
          { Id: 'e', MetricStat: { Metric: metric, Stat: 'Sum', Period: 60 }, ReturnData: false },
          { Id: 'rate', Expression: 'e * 2' },
        ],
      }),
    );
    const [Name, Value] = ['HostedZoneId', 'Z1'];
    const queries = { Namespace: 'AWS/Route53', MetricName: 'DNSQueries', Dimensions: [{ Name, Value }] };
    await cloudwatchUsEast1.send(
      new PutMetricAlarmCommand({ ...rule, ...queries, AlarmName: 'dns', Statistic: 'Sum', Period: 60 }),
    );
    expect((await survey.alarms(ignored)).found).toEqual([
      { name: 'math', metrics: [{}, { FunctionName: 'checkout-api' }, {}], expressions: ['e * 2'], alarms: [] },
      { name: 'plain', metrics: [{ FunctionName: 'checkout-api' }], expressions: [], alarms: [] },
      { name: 'us-east-1:dns', metrics: [{ HostedZoneId: 'Z1' }], expressions: [], alarms: [] },
    ]);
  });

  it('finds composite alarms with the alarms of their rule, and log alarms with their query and their log groups', async () => {
    const { cloudwatch, cloudwatchUsEast1, survey } = anAccount();
    const QueryString = 'filter level = "error" | stats count() as errors';
    const ScheduledQueryConfiguration = {
      QueryString,
      LogGroupIdentifiers: ['/aws/lambda/checkout-api'],
      ScheduledQueryRoleARN: 'arn:aws:iam::123456789012:role/queries',
      ScheduleConfiguration: { ScheduleExpression: 'rate(1 minute)', StartTimeOffset: 300 },
      AggregationExpression: 'sum(errors)',
    };
    await cloudwatch.send(
      new PutLogAlarmCommand({
        AlarmName: 'errors in logs',
        ScheduledQueryConfiguration,
        QueryResultsToEvaluate: 1,
        QueryResultsToAlarm: 1,
        Threshold: 5,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
    const AlarmRule = '(ALARM("errors in logs") OR ALARM(plain)) AND NOT OK( "night" )';
    await cloudwatch.send(new PutCompositeAlarmCommand({ AlarmName: 'whole', AlarmRule }));
    const arn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:dns';
    await cloudwatchUsEast1.send(new PutCompositeAlarmCommand({ AlarmName: 'above', AlarmRule: `ALARM("${arn}")` }));
    expect((await survey.alarms(ignored)).found).toEqual([
      { name: 'whole', metrics: [{}], expressions: [], alarms: ['errors in logs', 'plain', 'night'] },
      {
        name: 'errors in logs',
        metrics: [{}],
        expressions: [QueryString, '/aws/lambda/checkout-api'],
        alarms: [],
      },
      { name: 'us-east-1:above', metrics: [{}], expressions: [], alarms: ['us-east-1:dns'] },
    ]);
  });

  it('notes what it was not allowed to look at, and goes on', async () => {
    const { lambda, route53, survey } = anAccount(
      ({ operation, input }) =>
        operation === 'DescribeAlarms' ||
        operation === 'ListHostedZones' ||
        (input as { FunctionName?: string }).FunctionName === 'secret',
    );
    putFunctions(lambda, ['checkout-api', 'secret']);
    route53.createZone({ id: 'Z1', name: 'example.com' });
    const functions = await survey.functions([], ignored);
    expect(functions.found.map(({ name }) => name)).toEqual(['checkout-api']);
    expect(functions.leftOut).toEqual(['lambda:ListAliases of secret']);
    expect(await survey.records(ignored)).toEqual({ found: [], leftOut: ['route53:ListHostedZones'] });
    expect(await survey.alarms(ignored)).toEqual({
      found: [],
      leftOut: ['cloudwatch:DescribeAlarms in eu-west-1', 'cloudwatch:DescribeAlarms in us-east-1'],
    });
  });

  it('fails where AWS fails for another reason', async () => {
    const { survey } = anAccount(() => {
      throw Object.assign(new Error('expired'), { name: 'ExpiredTokenException' });
    });
    await expect(survey.functions([], ignored)).rejects.toThrow('expired');
  });
});

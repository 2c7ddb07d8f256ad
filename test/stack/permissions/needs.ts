import type { Call } from '../../../src/sandbox/cloud/attach.ts';
import type { Need } from './iam.ts';

/** The account and the region of the sandbox. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const gateway = (path: string) => `arn:aws:apigateway:${REGION}::${path}`;
/** A queue by its name. */
export const queue = (name: string) => arn('sqs', name);
const healthCheck = (id: unknown) => `arn:aws:route53:::healthcheck/${id}`;
const zone = (id: unknown) => `arn:aws:route53:::hostedzone/${id}`;
/** Parameters begin with a slash, and one of their versions is named behind a colon. */
const parameter = (name: unknown) => arn('ssm', `parameter${String(name).split(':')[0]}`);

/** A function by its name, without what is behind it. */
function functionOf({ FunctionName, Resource }: Input): string {
  const name = String(FunctionName ?? Resource);
  return name.startsWith('arn:') ? name : arn('lambda', `function:${name}`);
}

type Input = Readonly<Record<string, unknown>>;
type NeedsOf = (input: Input, error: string | null) => readonly Need[];

const one = (action: string, resource: string, context?: Need['context']): readonly Need[] => [
  { action, resource, ...(context !== undefined && { context }) },
];

const onFunction =
  (operation: string): NeedsOf =>
  (input) =>
    one(`lambda:${operation}`, functionOf(input));

/**
 * With a qualifier AWS asks for the ARN that has it; of these operations its documents also say that they are about the
 * function, so that both have to be allowed.
 */
const onQualified =
  (operation: string): NeedsOf =>
  (input) => {
    const name = functionOf(input);
    return [name, ...(input.Qualifier === undefined ? [] : [`${name}:${input.Qualifier}`])].map((resource) => ({
      action: `lambda:${operation}`,
      resource,
    }));
  };

const onItem =
  (operation: string, keyOf: (input: Input) => unknown): NeedsOf =>
  (input) =>
    one(`dynamodb:${operation}`, arn('dynamodb', `table/${input.TableName}`), {
      'dynamodb:LeadingKeys': [String((keyOf(input) as { readonly S?: string } | undefined)?.S)],
    });

const inside = (input: Input, field: string) => input[field] as Readonly<Record<string, unknown>> | undefined;

const onStore =
  (operation: string): NeedsOf =>
  ({ KvsARN }) =>
    one(`cloudfront-keyvaluestore:${operation}`, String(KvsARN));

/** What the operations need that Serin's functions call (Service Authorization Reference of each service). */
const NEEDS: Readonly<Record<string, NeedsOf>> = {
  'DynamoDB GetItem': onItem('GetItem', (input) => inside(input, 'Key')?.pk),
  'DynamoDB BatchGetItem': ({ RequestItems }) =>
    Object.entries(
      RequestItems as Readonly<Record<string, { readonly Keys: readonly { readonly pk: { S: string } }[] }>>,
    ).flatMap(([table, { Keys }]) =>
      one('dynamodb:BatchGetItem', arn('dynamodb', `table/${table}`), {
        'dynamodb:LeadingKeys': Keys.map(({ pk }) => pk.S),
      }),
    ),
  'DynamoDB PutItem': onItem('PutItem', (input) => inside(input, 'Item')?.pk),
  'DynamoDB Query': onItem('Query', (input) => inside(input, 'ExpressionAttributeValues')?.[':pk']),

  'SSM GetParameter': ({ Name }) => one('ssm:GetParameter', parameter(Name)),
  'SSM PutParameter': ({ Name }) => one('ssm:PutParameter', parameter(Name)),
  'SSM GetParameters': ({ Names }) =>
    (Names as readonly string[]).flatMap((name) => one('ssm:GetParameters', parameter(name))),
  'SSM GetParametersByPath': ({ Path }) => one('ssm:GetParametersByPath', parameter(Path)),

  'CloudWatch DescribeAlarms': () => one('cloudwatch:DescribeAlarms', '*'),
  'CloudWatch GetMetricData': () => one('cloudwatch:GetMetricData', '*'),

  'SQS ReceiveMessage': ({ QueueUrl }) => one('sqs:ReceiveMessage', queue(String(QueueUrl).split('/').at(-1) ?? '')),

  'EventBridge PutEvents': ({ Entries }) =>
    (Entries as readonly Readonly<Record<string, string>>[]).flatMap(({ EventBusName, DetailType = '', Source = '' }) =>
      one('events:PutEvents', arn('events', `event-bus/${EventBusName}`), {
        'events:detail-type': [DetailType],
        'events:source': [Source],
      }),
    ),

  'Scheduler CreateSchedule': (input) => [
    ...one('scheduler:CreateSchedule', arn('scheduler', `schedule/${input.GroupName}/${input.Name}`)),
    ...one('iam:PassRole', String(inside(input, 'Target')?.RoleArn), {
      'iam:PassedToService': ['scheduler.amazonaws.com'],
    }),
  ],

  'Lambda GetAlias': onFunction('GetAlias'),
  'Lambda UpdateAlias': onFunction('UpdateAlias'),
  'Lambda ListAliases': onFunction('ListAliases'),
  'Lambda ListVersionsByFunction': onFunction('ListVersionsByFunction'),
  'Lambda ListTags': onFunction('ListTags'),
  'Lambda ListEventSourceMappings': () => one('lambda:ListEventSourceMappings', '*'),
  'Lambda GetFunctionConfiguration': onQualified('GetFunctionConfiguration'),
  'Lambda GetPolicy': onQualified('GetPolicy'),
  // These two are about the alias or version where one is named, and about nothing else.
  'Lambda GetProvisionedConcurrencyConfig': (input) =>
    one('lambda:GetProvisionedConcurrencyConfig', `${functionOf(input)}:${input.Qualifier}`),
  'Lambda Invoke': (input) =>
    one('lambda:InvokeFunction', functionOf(input) + (input.Qualifier === undefined ? '' : `:${input.Qualifier}`)),

  'Route53 ListResourceRecordSets': ({ HostedZoneId }) => one('route53:ListResourceRecordSets', zone(HostedZoneId)),
  'Route53 ChangeResourceRecordSets': (input) => {
    const changes = inside(input, 'ChangeBatch')?.Changes as readonly { ResourceRecordSet: { Type: string } }[];
    const types = [...new Set(changes.map(({ ResourceRecordSet }) => ResourceRecordSet.Type))];
    const context = { 'route53:ChangeResourceRecordSetsRecordTypes': types };
    return one('route53:ChangeResourceRecordSets', zone(input.HostedZoneId), context);
  },
  'Route53 GetChange': ({ Id }) =>
    one('route53:GetChange', `arn:aws:route53:::change/${String(Id).replace('/change/', '')}`),
  'Route53 GetHealthCheck': ({ HealthCheckId }) => one('route53:GetHealthCheck', healthCheck(HealthCheckId)),
  'Route53 GetHealthCheckStatus': ({ HealthCheckId }) =>
    one('route53:GetHealthCheckStatus', healthCheck(HealthCheckId)),
  'Route53 GetHostedZone': ({ Id }) => one('route53:GetHostedZone', zone(Id)),
  'Route53 ListHostedZonesByName': () => one('route53:ListHostedZonesByName', '*'),

  'APIGateway GetStage': (input) =>
    one('apigateway:GET', gateway(`/restapis/${input.restApiId}/stages/${input.stageName}`)),
  'APIGateway UpdateStage': (input) =>
    one('apigateway:PATCH', gateway(`/restapis/${input.restApiId}/stages/${input.stageName}`)),
  'APIGateway GetDeployment': (input) =>
    one('apigateway:GET', gateway(`/restapis/${input.restApiId}/deployments/${input.deploymentId}`)),
  'APIGateway GetBasePathMapping': (input) =>
    one('apigateway:GET', gateway(`/domainnames/${input.domainName}/basepathmappings/${input.basePath}`)),

  // Without s3:ListBucket S3 answers that a missing object is forbidden.
  'S3 GetObject': ({ Bucket, Key }, error) => [
    ...one('s3:GetObject', `arn:aws:s3:::${Bucket}/${Key}`),
    ...(error === 'NoSuchKey' ? one('s3:ListBucket', `arn:aws:s3:::${Bucket}`) : []),
  ],

  'ELBv2 DescribeListeners': () => one('elasticloadbalancing:DescribeListeners', '*'),
  'ELBv2 DescribeRules': () => one('elasticloadbalancing:DescribeRules', '*'),
  'ELBv2 DescribeTargetHealth': () => one('elasticloadbalancing:DescribeTargetHealth', '*'),
  'ELBv2 DescribeTargetGroups': () => one('elasticloadbalancing:DescribeTargetGroups', '*'),
  'ELBv2 DescribeTargetGroupAttributes': () => one('elasticloadbalancing:DescribeTargetGroupAttributes', '*'),
  'ELBv2 DescribeTags': () => one('elasticloadbalancing:DescribeTags', '*'),
  'ELBv2 ModifyListener': ({ ListenerArn }) => one('elasticloadbalancing:ModifyListener', String(ListenerArn)),
  'ELBv2 ModifyRule': ({ RuleArn }) => one('elasticloadbalancing:ModifyRule', String(RuleArn)),

  'KeyValueStore DescribeKeyValueStore': onStore('DescribeKeyValueStore'),
  'KeyValueStore GetKey': onStore('GetKey'),
  'KeyValueStore PutKey': onStore('PutKey'),
  'KeyValueStore UpdateKeys': onStore('UpdateKeys'),
};

/** What a call needs to be allowed. @throws for an operation that is not known here */
export function needsOf({ service, operation, input, error }: Call): readonly Need[] {
  const needs = NEEDS[`${service} ${operation}`];
  if (needs === undefined)
    throw new TypeError(`It is not said in test/stack/permissions/needs.ts what ${service} ${operation} needs.`);
  return needs(input as Input, error);
}

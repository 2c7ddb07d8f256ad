import type { Caller, NeededActions } from './deployment-site.ts';

type Place = Caller & { readonly partition: string; readonly name: string };

/** The actions with which CloudFormation creates a type of resource, and the ARN of one that the stack has. */
interface Creation {
  readonly actions: readonly string[];
  resource(place: Place): string;
}

const regional =
  (service: string, rest: string) =>
  ({ partition, region, account, name }: Place): string =>
    `arn:${partition}:${service}:${region}:${account}:${rest.replaceAll('NAME', name)}`;

const api = ({ partition, region }: Place): string => `arn:${partition}:apigateway:${region}::/apis`;
const role = ({ partition, account, name }: Place): string =>
  `arn:${partition}:iam::${account}:role/${name}-WorkerRole`;

/**
 * The actions of a deployment, by the type of resource. A test compares the types with those of the released template. Source: the
 * handlers' permissions in the resource schemas of CloudFormation.
 */
export const DEPLOYMENT: Readonly<Record<string, Creation>> = {
  'AWS::CloudFormation::Stack': {
    actions: ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet', 'cloudformation:DescribeStacks'],
    resource: regional('cloudformation', 'stack/NAME/*'),
  },
  'AWS::ApiGatewayV2::Api': { actions: ['apigateway:POST'], resource: api },
  'AWS::ApiGatewayV2::Integration': {
    actions: ['apigateway:POST'],
    resource: (place) => `${api(place)}/*/integrations`,
  },
  'AWS::ApiGatewayV2::Route': { actions: ['apigateway:POST'], resource: (place) => `${api(place)}/*/routes` },
  'AWS::ApiGatewayV2::Stage': { actions: ['apigateway:POST'], resource: (place) => `${api(place)}/*/stages` },
  'AWS::CloudWatch::Alarm': {
    actions: ['cloudwatch:PutMetricAlarm'],
    resource: regional('cloudwatch', 'alarm:NAME-own-worker-errors'),
  },
  'AWS::DynamoDB::Table': {
    actions: ['dynamodb:CreateTable', 'dynamodb:UpdateTimeToLive', 'dynamodb:UpdateContinuousBackups'],
    resource: regional('dynamodb', 'table/NAME'),
  },
  'AWS::Events::EventBus': { actions: ['events:CreateEventBus'], resource: regional('events', 'event-bus/NAME') },
  'AWS::Events::Rule': {
    actions: ['events:PutRule', 'events:PutTargets'],
    resource: regional('events', 'rule/NAME/NAME-commands'),
  },
  'AWS::IAM::Role': { actions: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PassRole'], resource: role },
  'AWS::Lambda::EventInvokeConfig': {
    actions: ['lambda:PutFunctionEventInvokeConfig'],
    resource: regional('lambda', 'function:NAME-worker'),
  },
  'AWS::Lambda::Function': { actions: ['lambda:CreateFunction'], resource: regional('lambda', 'function:NAME-worker') },
  'AWS::Lambda::Permission': {
    actions: ['lambda:AddPermission'],
    resource: regional('lambda', 'function:NAME-worker'),
  },
  'AWS::Logs::LogGroup': {
    actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
    resource: regional('logs', 'log-group:/aws/lambda/NAME-worker:*'),
  },
  'AWS::Logs::MetricFilter': {
    actions: ['logs:PutMetricFilter', 'logs:DescribeMetricFilters'],
    resource: regional('logs', 'log-group:/aws/lambda/NAME-signals:*'),
  },
  'AWS::SNS::Topic': { actions: ['sns:CreateTopic'], resource: regional('sns', 'NAME-trouble') },
  'AWS::SQS::Queue': { actions: ['sqs:CreateQueue'], resource: regional('sqs', 'NAME-worker-dead-letters') },
  'AWS::SQS::QueuePolicy': {
    actions: ['sqs:SetQueueAttributes'],
    resource: regional('sqs', 'NAME-worker-dead-letters'),
  },
  'AWS::Scheduler::ScheduleGroup': {
    actions: ['scheduler:CreateScheduleGroup'],
    resource: regional('scheduler', 'schedule-group/NAME'),
  },
};

/** Returns the actions that a deployment of an installation takes, each with a resource that it has. */
export function neededActions(caller: Caller, name: string): readonly NeededActions[] {
  const [, partition = 'aws'] = caller.arn.split(':');
  return Object.values(DEPLOYMENT).map(({ actions, resource }) => ({
    actions,
    resource: resource({ ...caller, partition, name }),
  }));
}

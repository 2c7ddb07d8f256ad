import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Bundle } from '../../../src/build/functions.ts';

/** What IAM calls the service of each SDK client. */
const PREFIXES: Readonly<Record<string, string>> = {
  'api-gateway': 'apigateway',
  'cloudfront-keyvaluestore': 'cloudfront-keyvaluestore',
  cloudwatch: 'cloudwatch',
  dynamodb: 'dynamodb',
  ecs: 'ecs',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  eventbridge: 'events',
  lambda: 'lambda',
  'route-53': 'route53',
  s3: 's3',
  scheduler: 'scheduler',
  sqs: 'sqs',
  ssm: 'ssm',
};

/** API Gateway's actions are called as the methods of its HTTP API. */
function actionOf(client: string, operation: string): string {
  const method = operation.startsWith('Get') ? 'GET' : 'PATCH';
  return `${PREFIXES[client]}:${client === 'api-gateway' ? method : operation}`;
}
/** Operations that IAM calls otherwise. */
const RENAMED: Readonly<Record<string, string>> = { 'lambda:Invoke': 'lambda:InvokeFunction' };

const IMPORT = /import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g;
const CALL = /\b(?:([A-Z]\w+)Command|paginate([A-Z]\w+))\b/g;

/** A file that signs its calls itself: the name of the service, and each operation (src/adapters/aws/json-calls.ts). */
const SIGNED_SERVICE = /createJsonCalls\(\{ name: '([\w-]+)'/;
const SIGNED_CALL = /\bcall\('([A-Z]\w+)'/g;

function signedCallsIn(text: string): readonly string[] {
  const service = SIGNED_SERVICE.exec(text)?.[1];
  return service === undefined ? [] : [...text.matchAll(SIGNED_CALL)].map(([, operation]) => `${service}:${operation}`);
}

/** Every operation of AWS that our own sources in a bundle can call, as IAM names the action. */
export function callsOf({ metafile }: Bundle): ReadonlySet<string> {
  const sources = Object.keys(metafile.inputs)
    .map((path) => relative('.', path))
    .filter((path) => path.startsWith('src/'));
  const texts = sources.map((path) => readFileSync(path, 'utf8'));
  const actions = texts.flatMap((text) => [
    ...[...text.matchAll(IMPORT)].flatMap(([, names = '', client = '']) =>
      [...names.matchAll(CALL)].map(([, command, pages]) => actionOf(client, command ?? pages ?? '')),
    ),
    ...signedCallsIn(text),
  ]);
  return new Set(actions.map((action) => RENAMED[action] ?? action));
}

/** What every function needs for itself. */
const OWN = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** What the functions that run the engine need beyond their calls: to let their failures be kept, and to hand on a role. */
const ENGINE = ['sqs:SendMessage', 'iam:PassRole'];

/** Calls that are in the bundle and never made in a function: only `serin apply` lets go of targets and of control centers. */
const NEVER = ['dynamodb:DeleteItem', 'ssm:DeleteParameter'];

/** Calls of a start, to find versions and what stands in the way: of the worker, and of the timer, where what waited begins. */
const START = [
  'lambda:ListAliases',
  'lambda:ListVersionsByFunction',
  'lambda:GetPolicy',
  'lambda:ListEventSourceMappings',
  'lambda:GetProvisionedConcurrencyConfig',
  'lambda:ListTags',
  'elasticloadbalancing:DescribeTargetHealth',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeTags',
  'route53:GetHealthCheck',
  'route53:GetHealthCheckStatus',
  'route53:GetHostedZone',
  'route53:ListHostedZonesByName',
  'ecs:DescribeTaskDefinition',
  'ecs:ListTaskDefinitions',
];

/** Calls about components, which alarms have nothing to do with. */
const COMPONENTS = ['lambda:GetFunctionConfiguration', 'apigateway:GET', 'apigateway:PATCH', 's3:GetObject'];

/** The actions that a function must be allowed, and no others. */
export function permissionOf(name: string, calls: ReadonlySet<string>): readonly string[] {
  if (['slack', 'discovery', 'signals'].includes(name)) return [...OWN, ...calls];
  const never = new Set([...NEVER, ...(name === 'alarm' ? [...COMPONENTS, ...START] : [])]);
  // To tell a version file that is not there from one that may not be read.
  const missing = name === 'alarm' ? [] : ['s3:ListBucket'];
  return [...OWN, ...ENGINE, ...missing, ...[...calls].filter((action) => !never.has(action))];
}

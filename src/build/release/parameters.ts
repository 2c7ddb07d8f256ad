/** A parameter of the released template, as CloudFormation takes it. */
export interface TemplateParameter {
  readonly Type: 'String' | 'Number' | 'CommaDelimitedList';
  readonly Description: string;
  readonly Default?: string | number;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
}

/**
 * The most entries of a list. CloudFormation cannot map a list, so the template has each place of it; with more, the worker's role
 * would be longer than the 10,240 characters that IAM takes.
 */
export const MAX_ENTRIES = 3;

const WILDCARDS = '* stands for any characters, ? for one.';
const NAME = '^[\\w.*?-]+$';

const list = (Description: string, example: string): TemplateParameter => ({
  Type: 'CommaDelimitedList',
  Description: `${Description}, up to ${MAX_ENTRIES}, with commas between them. ${WILDCARDS}`,
  Default: '*',
  AllowedPattern: NAME,
  ConstraintDescription: `names or patterns like ${example}, no ARNs`,
});

const one = (Description: string, Default: string, AllowedPattern: string, example: string): TemplateParameter => ({
  Type: 'String',
  Description: `${Description}. ${WILDCARDS}`,
  Default,
  AllowedPattern,
  ConstraintDescription: `one name or one pattern like ${example}, no ARN`,
});

/** The retention times that CloudWatch Logs takes, in days (API reference, PutRetentionPolicy). */
const LOG_DAYS = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

/**
 * The parameters of the released template that are parameters of serverless.yml too, by their name there. A test compares the two
 * lists and their defaults.
 */
export const SHARED_PARAMETERS: Readonly<Record<string, TemplateParameter>> = {
  name: {
    Type: 'String',
    Description: 'The name of the installation: of its table and its bus, and the first part of all other names.',
    Default: 'serin',
    AllowedPattern: '^[a-z][a-z0-9-]{1,30}$',
    ConstraintDescription: 'small letters, digits and hyphens, at most 31',
  },
  functions: list('Lambda functions whose aliases Serin may move', 'checkout-*'),
  hooks: { ...list('Functions that the hook steps of plans may call', 'shop-*'), Default: 'no.hooks' },
  shared: one(
    'The parameters of SSM that sharedDependencies may compare: a path without its first /',
    'no/parameters',
    '^[\\w.*?-]+(/[\\w.*?-]+)*$',
    'shop/*',
  ),
  zones: list('Route 53 zones in which Serin may move weights', 'Z0123456789ABCDEFGHIJ'),
  apis: one('REST APIs of API Gateway whose stages Serin may move: an id', '*', NAME, 'a1b2c3d4e5'),
  buckets: one('Buckets that have front-end builds: a name', '*', NAME, 'shop-web-*'),
  versionFiles: one('The keys in them that Serin may read', 'version.json', '^[^,\\s]+$', '*/version.json'),
  stores: list('KeyValueStores in which Serin may move users at the edge', '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'),
  loadBalancers: list('Application Load Balancers whose listeners and rules Serin may move', 'orders-*'),
  clusters: one('Clusters of ECS in which Serin may decide on deployments: a name', '*', NAME, 'prod'),
  concurrency: {
    Type: 'String',
    Description:
      "reserved: 30 of the account's concurrency are Serin's alone, in an account with 130 or more. Else shared.",
    Default: 'shared',
    AllowedValues: ['shared', 'reserved'],
  },
  metrics: {
    Type: 'String',
    Description:
      'on: the functions measure rollouts for CloudWatch, in the namespace Serin; each metric costs 0.30 USD a month.',
    Default: 'off',
    AllowedValues: ['off', 'on'],
  },
  trail: {
    Type: 'String',
    Description:
      'ENABLED, in an account whose CloudTrail has a trail: who changes a target after the end of a rollout is told within minutes.',
    Default: 'DISABLED',
    AllowedValues: ['DISABLED', 'ENABLED'],
  },
  logDays: { Type: 'Number', Description: 'How many days logs are kept.', Default: 30, AllowedValues: LOG_DAYS },
};

/** The parameters that only the released template has. */
export const RELEASE_PARAMETERS: Readonly<Record<string, TemplateParameter>> = {
  CodeBucket: {
    Type: 'String',
    Description: 'The bucket that has the zips of the release, in the region of the stack.',
    AllowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
    ConstraintDescription: 'the name of a bucket',
  },
  CodePrefix: {
    Type: 'String',
    Description: 'The prefix of the zips in it, empty or with a / at its end: serin/0.1.0/',
    Default: '',
    AllowedPattern: '^([^/\\s]+/)*$',
    ConstraintDescription: 'empty, or without / at its beginning and with / at its end',
  },
  PermissionsBoundary: {
    Type: 'String',
    Description: 'The ARN of a managed policy that bounds the roles of Serin; empty for none.',
    Default: '',
    AllowedPattern: '^(arn:[\\w-]+:iam::(\\d{12}|aws):policy/[\\w+=,.@/-]+)?$',
    ConstraintDescription: 'the ARN of a managed policy, or empty',
  },
  KmsKeyArn: {
    Type: 'String',
    Description: 'The ARN of a key for the table and the dead-letter queues; empty for keys that AWS owns.',
    Default: '',
    AllowedPattern: '^(arn:[\\w-]+:kms:[\\w-]+:\\d{12}:key/[\\w-]+)?$',
    ConstraintDescription: 'the ARN of a key, no alias, or empty',
  },
};

/** Returns the name of a parameter of serverless.yml in the released template. */
export const parameterName = (param: string): string => `${param.charAt(0).toUpperCase()}${param.slice(1)}`;

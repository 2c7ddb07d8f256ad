import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Bundle } from '../../src/build.ts';

/** What IAM calls the service of each SDK client. */
const PREFIXES: Readonly<Record<string, string>> = {
  'cloudfront-keyvaluestore': 'cloudfront-keyvaluestore',
  cloudwatch: 'cloudwatch',
  dynamodb: 'dynamodb',
  eventbridge: 'events',
  lambda: 'lambda',
  'route-53': 'route53',
  scheduler: 'scheduler',
  ssm: 'ssm',
};

const IMPORT = /import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g;
const CALL = /\b(?:([A-Z]\w+)Command|paginate([A-Z]\w+))\b/g;

/** Every operation of AWS that our own sources in a bundle can call, as IAM names the action. */
export function callsOf({ metafile }: Bundle): ReadonlySet<string> {
  const sources = Object.keys(metafile.inputs)
    .map((path) => relative('.', path))
    .filter((path) => path.startsWith('src/'));
  const actions = sources.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(IMPORT)].flatMap(([, names = '', client = '']) =>
      [...names.matchAll(CALL)].map(([, command, pages]) => `${PREFIXES[client]}:${command ?? pages}`),
    ),
  );
  return new Set(actions);
}

/** What every function needs for itself. */
const OWN = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** What the functions that run the engine need beyond their calls: to let their failures be kept, and to hand on a role. */
const ENGINE = ['sqs:SendMessage', 'iam:PassRole'];

/** Calls that are in the bundle and never made in a function: only `serin apply` registers and so lets go of targets. */
const NEVER = ['dynamodb:DeleteItem'];

/** Calls of a start, which only the worker makes: to find versions, and what stands in the way. */
const START = [
  'lambda:ListAliases',
  'lambda:ListVersionsByFunction',
  'lambda:GetPolicy',
  'lambda:ListEventSourceMappings',
  'lambda:GetProvisionedConcurrencyConfig',
  'lambda:ListTags',
  'route53:GetHostedZone',
  'route53:ListHostedZonesByName',
];

/** The actions that a function must be allowed, and no others. */
export function permissionOf(name: string, calls: ReadonlySet<string>): readonly string[] {
  if (name === 'slack') return [...OWN, ...calls];
  const never = new Set([...NEVER, ...(name === 'worker' ? [] : START)]);
  return [...OWN, ...ENGINE, ...[...calls].filter((action) => !never.has(action))];
}

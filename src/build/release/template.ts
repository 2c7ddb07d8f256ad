import type { Json } from '../../domain/json.ts';
import { expandList, LISTS, listConditions, NO_VALUE, textUnlessTooMany } from './lists.ts';
import { parameterName, RELEASE_PARAMETERS, SHARED_PARAMETERS } from './parameters.ts';

type Fields = Readonly<Record<string, Json>>;

interface Resource {
  readonly Type: string;
  readonly Properties: Fields;
}

interface Stack {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, Fields>>;
}

/** Returns the mark that stands for a parameter while osls packages. No name in the stack looks like it. */
const mark = (param: string): string => `__${param}__`;

/** The parameters of serverless.yml that cannot be a mark: osls checks their values, and this finds them by what they set. */
const BY_VALUE = { concurrency: 'reserved' } as const;
const MARKED = Object.keys(SHARED_PARAMETERS).filter((param) => param !== 'logDays' && !(param in BY_VALUE));

/** The parameters with which osls packages the stack, for `toReleasedTemplate`. */
export const MARKS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(MARKED.map((param) => [param, mark(param)])),
  ...BY_VALUE,
};

const MARK = /__(\w+?)__/g;

/** Returns a text with a reference in the place of each mark. @throws when it marks a list, which only an ARN of a policy may */
function referTo(text: string, isSub: boolean): Json {
  const params = [...text.matchAll(MARK)].map(([, param = '']) => param);
  if (params.length === 0) return text;
  const list = params.find((param) => LISTS.includes(param));
  if (list !== undefined) throw new Error(`The list ${list} stands where one value has to: ${text}`);
  if (!isSub && text === mark(params[0] ?? '')) return { Ref: parameterName(params[0] ?? '') };
  const escaped = isSub ? text : text.replaceAll(`\${`, `\${!`);
  const sub = escaped.replaceAll(MARK, (_, param: string) => `\${${parameterName(param)}}`);
  return isSub ? sub : { 'Fn::Sub': sub };
}

/** Returns the resources of a statement: those with the mark of a list become one for each place of it. */
function policyResources(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(policyResources);
  const text = isFields(value) ? value['Fn::Sub'] : undefined;
  const list = LISTS.find((param) => typeof text === 'string' && text.includes(mark(param)));
  if (list === undefined || typeof text !== 'string') return [parameterise(value)];
  return expandList(list, text, mark(list));
}

const isFields = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function parameterise(value: Json): Json {
  if (typeof value === 'string') return referTo(value, false);
  if (Array.isArray(value)) return value.map(parameterise);
  if (!isFields(value)) return value;
  const fields = Object.entries(value).map(([key, inner]): readonly [string, Json] => {
    if (key.search(MARK) >= 0) throw new Error(`A parameter stands in a key, where CloudFormation takes none: ${key}`);
    if (key === 'Fn::Sub' && typeof inner === 'string') return [key, referTo(inner, true)];
    if (key !== 'Resource' || !('Effect' in value)) return [key, parameterise(inner)];
    const all = policyResources(inner);
    return [key, Array.isArray(inner) || all.length > 1 ? all : (all[0] ?? null)];
  });
  return Object.fromEntries(fields);
}

const [BOUNDED, KEYED, RESERVING] = ['HasPermissionsBoundary', 'HasKmsKey', 'ReservesConcurrency'];
const isGiven = (name: string): Json => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: name }, ''] }] });
const where = (name: string, value: Json, otherwise: Json = NO_VALUE): Json => ({ 'Fn::If': [name, value, otherwise] });

/** The permissions for data under a key of one's own: of the table (DynamoDB Developer Guide, "Using the key") and of queues. */
const KEY_STATEMENT: Json = where(KEYED, {
  Sid: 'Key',
  Effect: 'Allow',
  Action: [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
  Resource: { Ref: 'KmsKeyArn' },
  Condition: {
    StringEquals: {
      'kms:ViaService': ['dynamodb', 'sqs'].map((service) => ({
        'Fn::Sub': `${service}.\${AWS::Region}.\${AWS::URLSuffix}`,
      })),
    },
  },
});

/** Returns whether a role reads or writes the table or a queue. */
const usesKey = (policies: Json): boolean => /"(?:dynamodb|sqs):/.test(JSON.stringify(policies));

function withKeyStatement(policy: Json): Json {
  if (!isFields(policy) || !isFields(policy.PolicyDocument ?? null)) return policy;
  const document = policy.PolicyDocument as Fields;
  return { ...policy, PolicyDocument: { ...document, Statement: [...(document.Statement as Json[]), KEY_STATEMENT] } };
}

/** The properties that the released template adds to a type of resource, or sets by a parameter. */
const CHANGES: Readonly<
  Record<string, (properties: Fields, id: string, zips: Readonly<Record<string, string>>) => Fields>
> = {
  'AWS::Lambda::Function': ({ Code: _, ...others }, id, zips) => {
    const zip = zips[id.replace('LambdaFunction', '').toLowerCase()];
    if (zip === undefined) throw new Error(`There is no zip for ${id}.`);
    const reserved = others.ReservedConcurrentExecutions;
    return {
      ...others,
      Code: { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { 'Fn::Sub': `\${CodePrefix}${zip}` } },
      ...(reserved !== undefined && { ReservedConcurrentExecutions: where(RESERVING, reserved) }),
    };
  },
  'AWS::Logs::LogGroup': (others) => ({ ...others, RetentionInDays: { Ref: 'LogDays' } }),
  'AWS::IAM::Role': (others, id) => ({
    ...others,
    ...(id === 'TimerCallerRole' && {
      Description: textUnlessTooMany('EventBridge Scheduler calls the timer with it'),
    }),
    PermissionsBoundary: where(BOUNDED, { Ref: 'PermissionsBoundary' }),
    Policies: usesKey(others.Policies ?? null)
      ? (others.Policies as Json[]).map(withKeyStatement)
      : (others.Policies ?? []),
  }),
  'AWS::DynamoDB::Table': (others) => ({
    ...others,
    SSESpecification: where(KEYED, { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { Ref: 'KmsKeyArn' } }),
  }),
  'AWS::SQS::Queue': (others) => ({
    ...others,
    SqsManagedSseEnabled: where(KEYED, NO_VALUE, others.SqsManagedSseEnabled ?? null),
    KmsMasterKeyId: where(KEYED, { Ref: 'KmsKeyArn' }),
  }),
};

/** The resources of osls alone: the bucket of its own deployments. */
const isOfOsls = (id: string): boolean => id.startsWith('ServerlessDeploymentBucket');

/**
 * Makes the released template of the one that osls packaged with MARKS: the marks become parameters, and the code comes from a
 * bucket.
 * @param zips the file of each function in the release
 */
export function toReleasedTemplate(packaged: string, zips: Readonly<Record<string, string>>): Json {
  const { Resources, Outputs } = JSON.parse(packaged) as Stack;
  const resources = Object.entries(Resources)
    .filter(([id]) => !isOfOsls(id))
    .map(([id, { Properties, ...resource }]) => {
      const changed = CHANGES[resource.Type]?.(Properties, id, zips) ?? Properties;
      return [id, { ...resource, Properties: parameterise(changed) }] as const;
    });
  // An export is one name in an account: two installations would stand in each other's way.
  const outputs = Object.entries(Outputs)
    .filter(([id]) => !isOfOsls(id))
    .map(([id, { Export: _, ...output }]) => [id, parameterise(output)] as const);
  const shared = Object.entries(SHARED_PARAMETERS).map(([param, parameter]) => [parameterName(param), parameter]);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Serin: canary rollouts on AWS, run from Slack',
    Parameters: { ...RELEASE_PARAMETERS, ...Object.fromEntries(shared) },
    Conditions: {
      [BOUNDED]: isGiven('PermissionsBoundary'),
      [KEYED]: isGiven('KmsKeyArn'),
      [RESERVING]: { 'Fn::Equals': [{ Ref: 'Concurrency' }, 'reserved'] },
      ...listConditions(),
    },
    Resources: Object.fromEntries(resources),
    Outputs: Object.fromEntries(outputs),
  };
}

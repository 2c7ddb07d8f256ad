import type { IncomingMessage } from 'node:http';

/** A call to AWS, read from its request. */
export interface Operation {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** The services that name their operation in a header, by what stands before it there. */
const TARGETS: Readonly<Record<string, string>> = {
  AmazonSSM: 'SSM',
  AWSEvents: 'EventBridge',
  DynamoDB_20120810: 'DynamoDB',
  GraniteServiceVersion20100801: 'CloudWatch',
};

/** The others: what they are asked for is in method and path. Source: the HTTP bindings in the API references. */
const PATHS: readonly (readonly [RegExp, string, string])[] = [
  [/^POST \/schedules\/(?<Name>[^/]+)$/, 'Scheduler', 'CreateSchedule'],
  [/^GET .*\/functions\/(?<FunctionName>[^/]+)\/aliases\/(?<Name>[^/]+)$/, 'Lambda', 'GetAlias'],
  [/^PUT .*\/functions\/(?<FunctionName>[^/]+)\/aliases\/(?<Name>[^/]+)$/, 'Lambda', 'UpdateAlias'],
  [/^GET .*\/functions\/(?<FunctionName>[^/]+)\/aliases$/, 'Lambda', 'ListAliases'],
  [/^GET .*\/functions\/(?<FunctionName>[^/]+)\/versions$/, 'Lambda', 'ListVersionsByFunction'],
  [/^GET .*\/functions\/(?<FunctionName>[^/]+)\/policy$/, 'Lambda', 'GetPolicy'],
  [/^GET .*\/functions\/(?<FunctionName>[^/]+)\/configuration$/, 'Lambda', 'GetFunctionConfiguration'],
  [/^GET .*\/event-source-mappings$/, 'Lambda', 'ListEventSourceMappings'],
  [/^GET .*\/functions\/(?<FunctionName>[^/]+)\/provisioned-concurrency$/, 'Lambda', 'GetProvisionedConcurrencyConfig'],
  [/^GET .*\/tags\/(?<Resource>[^/]+)$/, 'Lambda', 'ListTags'],
  [/^POST .*\/functions\/(?<FunctionName>[^/]+)\/invocations$/, 'Lambda', 'Invoke'],
];

/** Moments are seconds on the wire, dates in the models. */
const withDates = (key: string, value: unknown) =>
  /Time$/.test(key) && typeof value === 'number' ? new Date(value * 1000) : value;

/** Reads which operation a request asks for, and with what. */
export function operationOf({ method, url = '', headers }: IncomingMessage, body: Buffer): Operation {
  const [target = '', named = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const service = TARGETS[target];
  if (service !== undefined) return { service, operation: named, input: JSON.parse(body.toString(), withDates) };
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  for (const [pattern, owner, operation] of PATHS) {
    const { groups } = pattern.exec(`${method} ${pathname.replace(/\/$/, '')}`) ?? {};
    if (groups === undefined) continue;
    const path = Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]));
    const given = { ...path, ...Object.fromEntries(searchParams) };
    if (operation !== 'Invoke') {
      return { service: owner, operation, input: { ...given, ...JSON.parse(body.toString() || '{}') } };
    }
    const InvocationType = headers['x-amz-invocation-type'];
    return { service: owner, operation, input: { ...given, InvocationType, Payload: body } };
  }
  return { service: 'unknown', operation: `${method} ${url}`, input: {} };
}

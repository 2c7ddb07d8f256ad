import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAlbTarget } from '../../../src/adapters/targets/alb/target.ts';
import { edgeClient } from '../../../src/adapters/targets/edge/client.ts';
import { createEdgeTarget } from '../../../src/adapters/targets/edge/target.ts';
import { createLambdaAliasTarget } from '../../../src/adapters/targets/lambda-alias/target.ts';
import { createRoute53Target } from '../../../src/adapters/targets/route53/target.ts';
import type { TargetState } from '../../../src/domain/rollout/record.ts';
import type { TargetConfig } from '../../../src/domain/service.ts';
import { type Reading, type Target, TargetChanged } from '../../../src/ports/target.ts';
import { refusal, refusingAws, type WireAnswer } from '../../support/refusing-aws.ts';
import { anAlbConfig, RULE } from './alb/world.ts';
import { aClock } from './support/a-clock.ts';
import { STORE } from './support/aws-clients.ts';

let aws: Awaited<ReturnType<typeof refusingAws>>;
beforeAll(async () => {
  aws = await refusingAws();
});
afterAll(() => aws.close());

/** What a refusal becomes: a race that is read again, or a fault that passes, or one that a person has to mend. */
type Becomes = 'changed' | 'passing' | 'permanent';
type Row = [status: number, code: string, message: string, becomes: Becomes, remedy?: RegExp];

const NOT_ALLOWED = (action: string) =>
  `User: arn:aws:sts::123456789012:assumed-role/serin-worker/w is not authorized to perform: ${action} on resource: any because no identity-based policy allows the ${action} action`;
const PASSING = /This can pass by itself\.$/;
const GOAL = { kind: 'weight', weight: 10, reversals: 0, cohorts: [] } as const;

const aState = (config: TargetConfig, frozen: object): TargetState =>
  ({ name: `${config.kind} of a test`, config, frozen, change: null, observed: null }) as unknown as TargetState;
const aReading = (token: unknown): Reading => ({
  weight: 0,
  token: token as Reading['token'],
  effectiveAt: 0,
  drift: null,
  atBaseline: true,
  promoted: false,
});

/** Shifts a target whose API answers so, and expects what becomes of it. */
async function expectShift(
  target: Target,
  state: TargetState,
  token: unknown,
  [, code, message, becomes, remedy]: Row,
) {
  const failure = await target.shift(state, GOAL, aReading(token)).catch((error: unknown) => error);
  if (becomes === 'changed') expect(failure).toBeInstanceOf(TargetChanged);
  else {
    expect(failure).toMatchObject({
      name: 'TargetFault',
      code,
      permanent: becomes === 'permanent',
      message: expect.stringMatching(remedy ?? PASSING),
    });
    expect((failure as Error).message).toContain(message.slice(0, 40));
  }
}

describe('a refusal of Lambda', () => {
  const state = aState({ kind: 'lambda-alias', function: 'api', alias: 'live' }, { stable: '1', canary: '2' });
  const STATE = (is: string) =>
    `The operation cannot be performed at this time. The function is currently in the following state: ${is}`;

  it.each<Row>([
    [412, 'PreconditionFailedException', 'The RevisionId provided does not match the latest RevisionId', 'changed'],
    [409, 'ResourceConflictException', 'An update is in progress for resource: arn', 'passing'],
    [409, 'ResourceConflictException', STATE('Pending'), 'passing'],
    [
      409,
      'ResourceConflictException',
      STATE("'Failed', StateReasonCode: 'FunctionError'"),
      'permanent',
      /publish a new version/,
    ],
    [429, 'TooManyRequestsException', 'Rate exceeded', 'passing'],
    [500, 'ServiceException', 'internal', 'passing'],
    [404, 'ResourceNotFoundException', 'Cannot find alias arn', 'permanent', /was deleted/],
    [
      400,
      'InvalidParameterValueException',
      'Alias with weights can not be used',
      'permanent',
      /baseline in the thread/,
    ],
    [
      403,
      'AccessDeniedException',
      NOT_ALLOWED('lambda:UpdateAlias'),
      'permanent',
      /\. Allow lambda:UpdateAlias to this role/,
    ],
    [403, 'ExpiredTokenException', 'The security token included in the request is expired', 'passing'],
  ])('%i %s (%s) is %s', async (...row) => {
    aws.answer(refusal('rest-json', row[0], row[1], row[2]));
    const target = createLambdaAliasTarget({ client: new LambdaClient(aws.config), clock: aClock() });
    await expectShift(target, state, 'revision', row);
  });
});

describe('a refusal of Route 53', () => {
  const config = {
    kind: 'route53',
    zone: 'Z1',
    record: 'app.example.com',
    type: 'A',
    identifiers: ['primary', 'canary'],
  };
  const record = (SetIdentifier: string, Weight: number) => ({
    ...{ Name: 'app.example.com.', Type: 'A', SetIdentifier, Weight },
    ...{ TTL: 60, ResourceRecords: [{ Value: '1.2.3.4' }] },
  });
  const pair = { stable: record('primary', 100), canary: record('canary', 0) };
  const state = aState(config, pair);
  const RECORD = "resource record set [name='app.example.com.', type='A', set-identifier='canary']";
  const shift = async (answer: WireAnswer, row: Row) => {
    aws.answer(answer);
    aws.asked.length = 0;
    const clock = aClock();
    const target = createRoute53Target({ client: new Route53Client(aws.config), clock });
    await expectShift(target, state, pair, row);
  };

  it.each<Row>([
    [
      400,
      'InvalidChangeBatch',
      `[Tried to delete ${RECORD} but the values provided do not match the current values]`,
      'changed',
    ],
    [400, 'InvalidChangeBatch', `[Tried to delete ${RECORD} but it was not found]`, 'changed'],
    [400, 'InvalidChangeBatch', `[Tried to create ${RECORD} but it already exists]`, 'changed'],
    [
      400,
      'InvalidChangeBatch',
      '[RRSet with DNS name app.example.com. is not permitted in zone example.org.]',
      'permanent',
      /correct them by hand/,
    ],
    [400, 'InvalidInput', 'Invalid XML ; cvc-maxInclusive-valid: Value 256', 'permanent', /correct them by hand/],
    [404, 'NoSuchHostedZone', 'No hosted zone found with ID: Z1', 'permanent', /Check `zone`/],
    [404, 'NoSuchHealthCheck', 'A health check with id x does not exist', 'permanent', /take it off the record/],
    [
      400,
      'PriorRequestNotComplete',
      'The request was rejected because Route 53 was still processing a prior request.',
      'passing',
    ],
    [400, 'Throttling', 'Rate exceeded', 'passing'],
    [503, 'ServiceUnavailable', 'unavailable', 'passing'],
    [
      403,
      'AccessDenied',
      NOT_ALLOWED('route53:ChangeResourceRecordSets'),
      'permanent',
      /\. Allow route53:ChangeResourceRecordSets to/,
    ],
    [403, 'InvalidClientTokenId', 'The security token included in the request is invalid', 'passing'],
  ])('%i %s (%s) is %s', async (...row) => {
    await shift(refusal('rest-xml', row[0], row[1], row[2]), row);
  });

  it.each<[why: string, messages: readonly string[], becomes: Becomes, remedy?: RegExp]>([
    [
      'a record that changed',
      [`Tried to delete ${RECORD} but the values provided do not match the current values`],
      'changed',
    ],
    [
      'a record that exists',
      ['Tried to create resource record set duplicate.example.com. type A, but it already exists'],
      'changed',
    ],
    [
      'a second message',
      ['Something else', 'Tried to delete resource record set a.example.com. type A, but it was not found'],
      'changed',
    ],
    [
      'what cannot be written',
      ['The value &quot;x&quot; &amp; &#39;y&#39; is &lt;b&gt;'],
      'permanent',
      /\[The value "x" & 'y' is <b>\]\)\. Compare the records/,
    ],
  ])(
    'that has messages and no code, as the API reference shows it, is read as well: %s',
    async (_, messages, becomes, remedy) => {
      const inside = messages.map((one) => `<Message>${one}</Message>`).join('');
      const body = `<?xml version="1.0"?>\n<InvalidChangeBatch xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Messages>${inside}</Messages><RequestId>1</RequestId></InvalidChangeBatch>`;
      await shift({ status: 400, headers: { 'content-type': 'text/xml' }, body }, [
        400,
        'InvalidChangeBatch',
        '',
        becomes,
        remedy!,
      ]);
    },
  );

  it.each(['PriorRequestNotComplete', 'Throttling', 'ThrottlingException'])(
    '%s is waited out, four times',
    async (code) => {
      const row: Row = [400, code, 'busy', 'passing'];
      await shift(refusal('rest-xml', 400, code, 'busy'), row);
      expect(aws.asked).toHaveLength(5);
    },
  );

  it('is forgotten when the next try is taken', async () => {
    const taken = `<?xml version="1.0"?><ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status></ChangeInfo></ChangeResourceRecordSetsResponse>`;
    aws.answer(refusal('rest-xml', 400, 'PriorRequestNotComplete', 'busy'), { status: 200, body: taken });
    const target = createRoute53Target({ client: new Route53Client(aws.config), clock: aClock() });
    expect(await target.shift(state, GOAL, aReading(pair))).toEqual({ change: '/change/C1' });
  });
});

describe('a refusal of Elastic Load Balancing', () => {
  const [stable, canary] = ['orders-blue', 'orders-green'].map(
    (name, i) => `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}/000000000000000${i}`,
  );
  const groups = [
    { TargetGroupArn: stable, Weight: 100 },
    { TargetGroupArn: canary, Weight: 0 },
  ];
  const actions = [{ Type: 'forward', ForwardConfig: { TargetGroups: groups } }];
  const state = aState(anAlbConfig({ rule: RULE }), { stable, canary, bound: false, actions });
  const members = groups
    .map(
      (one) => `<member><TargetGroupArn>${one.TargetGroupArn}</TargetGroupArn><Weight>${one.Weight}</Weight></member>`,
    )
    .join('');
  const forward = `<Type>forward</Type><ForwardConfig><TargetGroups>${members}</TargetGroups></ForwardConfig>`;
  const rules = `<Rules><member><Actions><member>${forward}</member></Actions></member></Rules>`;
  const body = `<DescribeRulesResponse><DescribeRulesResult>${rules}</DescribeRulesResult></DescribeRulesResponse>`;

  it.each<Row>([
    [400, 'RuleNotFound', 'One or more rules not found', 'permanent', /Check `rule`/],
    [400, 'TargetGroupNotFound', 'Target groups not found', 'permanent', /create it again/],
    [400, 'InvalidLoadBalancerAction', 'You must enable group stickiness', 'permanent', /correct it by hand/],
    [400, 'ValidationError', 'Weight must be less than or equal to 999', 'permanent', /correct it by hand/],
    [400, 'Throttling', 'Rate exceeded', 'passing'],
    [503, 'ServiceUnavailable', 'unavailable', 'passing'],
    [
      403,
      'AccessDenied',
      NOT_ALLOWED('elasticloadbalancing:ModifyRule'),
      'permanent',
      /\. Allow elasticloadbalancing:ModifyRule to/,
    ],
  ])('%i %s (%s) is %s', async (status, wire, message, becomes, remedy) => {
    aws.answer(
      { status: 200, headers: { 'content-type': 'text/xml' }, body },
      refusal('rest-xml', status, wire, message),
    );
    const target = createAlbTarget({ load: async () => new ElasticLoadBalancingV2Client(aws.config), clock: aClock() });
    const name = /^(RuleNot|TargetGroupNot|InvalidLoad)/.test(wire) ? `${wire}Exception` : wire;
    await expectShift(target, state, actions, [status, name, message, becomes, remedy ?? PASSING]);
  });
});

describe('a refusal of KeyValueStore', () => {
  const frozen = { stable: 'a', canary: 'b', salt: '', own: 's' };
  const state = aState({ kind: 'edge', store: STORE, key: 'web' }, frozen);
  const shift = async (row: Row) => {
    aws.answer(refusal('rest-json', row[0], row[1], row[2]));
    const target = createEdgeTarget({ load: async () => edgeClient(aws.config), clock: aClock() });
    await expectShift(target, state, { etag: 'KV1', revision: 1 }, row);
  };

  it.each<Row>([
    [409, 'ConflictException', 'Resource is not in expected state.', 'changed'],
    [400, 'ValidationException', 'Pre-Condition failed during update of Key-Value-Store', 'changed'],
    [400, 'ValidationException', 'Precondition failed', 'changed'],
    [400, 'ValidationException', '1 validation error detected: Value at value', 'permanent', /correct it by hand/],
    [404, 'ResourceNotFoundException', 'Resource was not found.', 'permanent', /was deleted/],
    [402, 'ServiceQuotaExceededException', 'Limit exceeded.', 'permanent', /The store is full/],
    [500, 'InternalServerException', 'Internal server error.', 'passing'],
    [429, 'ThrottlingException', 'Rate exceeded', 'passing'],
    [
      403,
      'AccessDeniedException',
      'Access denied.',
      'permanent',
      /Allow cloudfront-keyvaluestore:DescribeKeyValueStore, cloudfront-keyvaluestore:GetKey, cloudfront-keyvaluestore:PutKey and cloudfront-keyvaluestore:UpdateKeys to/,
    ],
  ])('%i %s (%s) is %s', async (...row) => {
    await shift(row);
  });

  it('that is a race is met again on the way back until the write fits', async () => {
    const stale = refusal(
      'rest-json',
      400,
      'ValidationException',
      'Pre-Condition failed during update of Key-Value-Store',
    );
    const json = { 'content-type': 'application/json' };
    const store = {
      status: 200,
      headers: { ...json, etag: 'KV1' },
      body: '{"KvsARN":"any","Created":1,"ItemCount":1,"TotalSizeInBytes":9}',
    };
    const value = {
      status: 200,
      headers: json,
      body: JSON.stringify({ Key: 'web', Value: '{}', ItemCount: 1, TotalSizeInBytes: 9 }),
    };
    const taken = { status: 200, headers: { ...json, etag: 'KV2' }, body: '{"ItemCount":1,"TotalSizeInBytes":9}' };
    const clock = aClock();
    const before = clock.now();
    aws.answer(store, value, stale, store, value, taken);
    const client = edgeClient(aws.config);
    // Both reads of a try begin at once: here they are answered in the order of the list.
    let last: Promise<unknown> = Promise.resolve();
    const send = client.send.bind(client) as (command: never) => Promise<unknown>;
    client.send = ((command: never) => {
      last = last.then(
        () => send(command),
        () => send(command),
      );
      return last;
    }) as never;
    const target = createEdgeTarget({ load: async () => client, clock });
    expect(await target.back([state], { reversals: 1, promotionBegan: false })).toEqual([{ change: null }]);
    expect(clock.now() - before).toBe(100);
  });
});

import { describe, expect, it } from 'vitest';
import { changedTargets } from '../../../src/adapters/targets/registry.ts';
import { createApiCallReceiver } from '../../../src/command/receive/api-call.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const ROLE = 'arn:aws:sts::123456789012:assumed-role/terraform/apply';
const LISTENER =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2';

/** What a receiver does with the record of a call. */
async function take(detail: object) {
  const [taken, logged]: [unknown[], unknown[]] = [[], []];
  const receive = createApiCallReceiver({
    changedTargets,
    accept: async ({ targets, by, at }) => {
      expect(at).toBe(AT);
      taken.push([targets, by]);
    },
    log: { info: () => undefined, warn: () => undefined, error: ({ code }) => logged.push(code) },
  });
  await receive({ detail });
  return { taken, logged };
}

const call = (eventName: string, requestParameters: unknown, over: object = {}) => ({
  ...{
    eventVersion: '1.09',
    eventTime: '2026-01-05T09:00:00Z',
    eventName,
    requestParameters,
    userIdentity: { type: 'AssumedRole', arn: ROLE },
  },
  ...over,
});

const record = (name: string) => ({
  action: 'UPSERT',
  resourceRecordSet: { name, type: 'A', setIdentifier: 'primary', weight: 100, tTL: 60 },
});

describe('a call that CloudTrail wrote down', () => {
  it.each<[string, string, object, readonly string[]]>([
    [
      'an alias',
      'UpdateAlias20150331',
      { functionName: 'checkout-api', name: 'live' },
      ['lambda-alias checkout-api:live'],
    ],
    [
      'a service of ECS',
      'UpdateService',
      { cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/shop', service: 'invoices' },
      ['ecs shop/invoices'],
    ],
    ['a service of the default cluster of ECS', 'UpdateService', { service: 'invoices' }, ['ecs default/invoices']],
    [
      'an alias of a function by its ARN',
      'UpdateAlias20150331',
      {
        functionName: 'arn:aws:lambda:eu-west-1:123456789012:function:checkout-api',
        name: 'live',
        functionVersion: '3',
      },
      ['lambda-alias checkout-api:live'],
    ],
    [
      'an alias of a function by a part of its ARN',
      'UpdateAlias20150331',
      { functionName: '123456789012:function:checkout-api', name: 'live' },
      ['lambda-alias checkout-api:live'],
    ],
    [
      'records, each once',
      'ChangeResourceRecordSets',
      {
        hostedZoneId: '/hostedzone/Z012',
        changeBatch: { changes: [record('App.example.com.'), record('app.example.com'), record('\\052.example.com.')] },
      },
      ['route53 app.example.com A Z012', 'route53 *.example.com A Z012'],
    ],
    ['a listener', 'ModifyListener', { listenerArn: LISTENER, defaultActions: [] }, ['alb orders f2f7dc8efc522ab2']],
    [
      'a rule',
      'ModifyRule',
      { ruleArn: `${LISTENER.replace(':listener/', ':listener-rule/')}/9683b2d02a6cabee` },
      ['alb orders f2f7dc8efc522ab2/9683b2d02a6cabee'],
    ],
  ])('names %s by its target, and who called', async (_, name, parameters, targets) => {
    expect(await take(call(name, parameters))).toEqual({ taken: [[targets, ROLE]], logged: [] });
  });

  it.each<[string, object]>([
    ['failed', call('UpdateAlias20150331', { functionName: 'a', name: 'live' }, { errorCode: 'AccessDenied' })],
    ['is another one', call('UpdateFunctionCode20150331v2', { functionName: 'a' })],
    ['has no parameters', call('UpdateAlias20150331', null)],
    ['has other parameters', call('ModifyRule', { conditions: [] })],
    ['has a batch without changes', call('ChangeResourceRecordSets', { hostedZoneId: 'Z', changeBatch: {} })],
  ])('is ignored where it %s', async (_, detail) => {
    expect(await take(detail)).toEqual({ taken: [], logged: [] });
  });

  it('names who it can: a service of AWS, or somebody', async () => {
    const said = { functionName: 'a', name: 'live' };
    const by = async (userIdentity: object) => (await take(call('UpdateAlias20150331', said, { userIdentity }))).taken;
    expect(await by({ invokedBy: 'cloudformation.amazonaws.com' })).toMatchObject(
      [[[], 'cloudformation.amazonaws.com']].map(([, who]) => [['lambda-alias a:live'], who]),
    );
    expect(await by({})).toEqual([[['lambda-alias a:live'], 'somebody']]);
  });

  it('is dropped and logged where it has not its shape', async () => {
    expect(await take({ eventName: 7 })).toEqual({ taken: [], logged: ['malformed-api-call'] });
  });
});

import { UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { createLambdaAliasTarget } from '../../../../src/adapters/targets/lambda-alias/target.ts';
import type { InspectRequest } from '../../../../src/ports/target.ts';
import type { Observer } from '../../../../src/sandbox/cloud/attach.ts';
import type { LambdaCloud } from '../../../../src/sandbox/cloud/lambda/lambda.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import { aLambda } from '../support/aws-clients.ts';

const CONFIG = { kind: 'lambda-alias', function: 'checkout-api', alias: 'live' } as const;

interface Setting {
  readonly ask?: Partial<InspectRequest>;
  readonly config?: Partial<Record<'function' | 'alias', string>>;
  readonly observer?: Observer;
  /** What is special about the function. */
  prepare?(cloud: LambdaCloud): void;
}

/** Inspects `checkout-api:live`, which an API calls. */
function inspect({ ask, config, observer, prepare }: Setting) {
  const clock = aClock();
  const { cloud, client } = aLambda(clock, observer);
  cloud.allowCalls('checkout-api', 'live');
  prepare?.(cloud);
  return createLambdaAliasTarget({ client, clock }).inspect(anAsk({ ...CONFIG, ...config }, ask));
}

describe('the inspection of a Lambda alias', () => {
  it('finds the canary by its description and says both versions in words', async () => {
    expect(await inspect({})).toEqual({
      frozen: { stable: '1', canary: '2' },
      ids: { stable: '1', canary: '2' },
      stable: '1 (v53)',
      canary: '2 (v54)',
      weight: 0,
      expressed: [10, 100],
      baseline: ['checkout-api:live → version 1, no weights'],
      notes: [],
      findings: [],
    });
  });

  const resolved: [by: string, version: string, setting: Setting][] = [
    [
      'an alias of that name',
      '3',
      { ask: { label: 'next' }, prepare: (cloud) => cloud.createAlias('checkout-api', 'next', '3') },
    ],
    ['a number that was named', '3', { ask: { explicit: { 'checkout-api': '3', 'other-function': '9' } } }],
    ['its number where nothing has that name', '2', { ask: { label: '2' } }],
    ['a description before a number', '4', { ask: { label: '2' }, prepare: publishing('2') }],
    ['the whole description, whoever else mentions it', '2', { prepare: publishing('reverts v54') }],
    [
      'the second page of versions',
      '63',
      { ask: { label: 'v99' }, prepare: publishing(...Array(59).fill('old'), 'v99') },
    ],
  ];
  it.each(resolved)('finds the canary by %s', async (_by, canary, setting) => {
    const { frozen, findings } = await inspect(setting);
    expect({ frozen, findings }).toEqual({ frozen: { stable: '1', canary }, findings: [] });
  });

  const blocked: [code: string, message: RegExp, setting: Setting][] = [
    ['version-missing', /no version v99\. There is 3 \(v55\), 2 \(v54\), 1 \(v53\)/, { ask: { label: 'v99' } }],
    [
      'version-missing',
      /no version v60\. It is mentioned by 5 \(v61, reverts v60\), 4 \(fixes v60\)\. There is 5 /,
      { ask: { label: 'v60' }, prepare: publishing('fixes v60', 'v61, reverts v60') },
    ],
    [
      'version-missing',
      /no version 54\. It is mentioned by 4/,
      { ask: { label: '54' }, prepare: publishing('fixes #54') },
    ],
    ['version-missing', /no version v5\. There/, { ask: { label: 'v5' }, prepare: publishing('v5.1 and v5-rc') }],
    ['version-missing', /no version 17/, { ask: { explicit: { 'checkout-api': '17' } } }],
    ['version-ambiguous', /could be 4 \(v54\), 2 \(v54\)/, { prepare: publishing('v54') }],
    ['version-not-published', /\$LATEST/, { ask: { explicit: { 'checkout-api': '$LATEST' } } }],
    ['version-not-published', /\$LATEST/, { ask: { label: '$LATEST' } }],
    ['version-not-published', /v54 is \$LATEST/, { prepare: recreated({ description: 'v54' }) }],
    ['same-version', /points to 1 \(v53\) already/, { ask: { label: 'v53' } }],
    ['stable-not-published', /\$LATEST/, { prepare: (cloud) => cloud.createAlias('checkout-api', 'live', '$LATEST') }],
    ['stable-not-published', /version that is gone/, { prepare: (cloud) => cloud.deleteVersion('checkout-api', '1') }],
    [
      'different-roles',
      /role\/other/,
      {
        ask: { label: 'v60' },
        prepare: (cloud) => cloud.publish('checkout-api', { description: 'v60', role: 'arn:aws:iam::1:role/other' }),
      },
    ],
    [
      'different-dead-letter-queues',
      /none and arn:aws:sqs:x/,
      {
        ask: { label: 'v60' },
        prepare: (cloud) => cloud.publish('checkout-api', { description: 'v60', deadLetterArn: 'arn:aws:sqs:x' }),
      },
    ],
    ['alias-missing', /no alias canary/, { config: { alias: 'canary' } }],
    ['alias-missing', /function nothing/, { config: { function: 'nothing' } }],
    [
      'provisioned-concurrency-not-ready',
      /IN_PROGRESS/,
      { prepare: (cloud) => cloud.provision('checkout-api', 'live', 'IN_PROGRESS') },
    ],
  ];
  it.each(blocked)('blocks with %s: %s', async (code, message, setting) => {
    const { findings } = await inspect(setting);
    const finding = findings.find((candidate) => candidate.code === code);
    expect(finding).toMatchObject({ severity: 'blocks', message: expect.stringMatching(message) });
    expect(finding?.remedy).not.toBe('');
  });

  it('says that a deployment tool likely moved the alias that points to the version already', async () => {
    const { findings } = await inspect({ ask: { label: 'v53' } });
    expect(findings[0]?.remedy).toMatch(
      /likely because a deployment tool moves this alias.*docs\/guides\/deployment-tools\.md/,
    );
  });

  const unchanged: [because: string, setting: Setting][] = [
    ['it has no version of the label', { ask: { label: 'v99' } }],
    ['its live version was named', { ask: { explicit: { 'checkout-api': '1' } } }],
  ];
  it.each(unchanged)('leaves a function on its version where the service keeps and %s', async (_, setting) => {
    const ask = { ...setting.ask, keepsUnchanged: true };
    expect(await inspect({ ...setting, ask })).toMatchObject({
      ...{ unchanged: true, frozen: null, stable: '1 (v53)', canary: '1 (v53)' },
      findings: [
        {
          ...{ severity: 'warns', code: 'unchanged' },
          message: 'checkout-api has nothing new under this label: it stays on 1 (v53) and takes no part.',
        },
      ],
    });
  });

  const changed: [code: string, setting: Setting][] = [
    ['version-missing', { ask: { label: 'v60' }, prepare: publishing('fixes v60') }],
    ['version-missing', { ask: { explicit: { 'checkout-api': '17' } } }],
    ['version-ambiguous', { prepare: publishing('v54') }],
    ['version-not-published', { ask: { label: 'v60' }, prepare: recreated({ description: 'v60' }) }],
    ['same-version', { ask: { label: 'v53' } }],
  ];
  it.each(changed)('still blocks with %s where the service keeps', async (code, setting) => {
    const { unchanged: kept, findings } = await inspect({ ...setting, ask: { ...setting.ask, keepsUnchanged: true } });
    expect([kept, findings[0]]).toMatchObject([undefined, { severity: 'blocks', code }]);
  });

  it('blocks where a function would be left unchanged whose alias is split', async () => {
    const clock = aClock();
    const { client } = aLambda(clock);
    const split = {
      FunctionName: 'checkout-api',
      Name: 'live',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
    };
    await client.send(new UpdateAliasCommand(split));
    const ask = anAsk(CONFIG, { label: 'v99', keepsUnchanged: true });
    const { findings } = await createLambdaAliasTarget({ client, clock }).inspect(ask);
    expect(findings).toMatchObject([{ severity: 'blocks', code: 'other-split' }]);
  });

  it('has nothing to freeze where it could not be resolved', async () => {
    expect(await inspect({ config: { alias: 'canary' } })).toMatchObject({ frozen: null, baseline: [], notes: [] });
  });

  it('says once that the alias points to the version already', async () => {
    const { findings } = await inspect({ ask: { label: 'v53' } });
    expect(findings).toEqual([expect.objectContaining({ code: 'same-version' })]);
  });

  it.each([
    ['IN_PROGRESS', 'Wait until it is READY, then start again.'],
    ['FAILED', 'Correct it or remove it, then start again.'],
  ] as const)('says what to do about provisioned concurrency that is %s', async (status, remedy) => {
    const { findings } = await inspect({ prepare: (cloud) => cloud.provision('checkout-api', 'live', status) });
    expect(findings).toEqual([expect.objectContaining({ code: 'provisioned-concurrency-not-ready', remedy })]);
  });

  const warned: [code: string, remedy: RegExp, setting: Setting][] = [
    [
      'provisioned-concurrency',
      /cold starts/,
      { prepare: (cloud) => cloud.provision('checkout-api', 'live', 'READY') },
    ],
    [
      'stack-deploys-alias',
      /CodeDeploy/,
      { prepare: recreated({ tags: { 'aws:cloudformation:stack-name': 'shop' } }) },
    ],
    ['nobody-calls-alias', /ARN of the alias/, { prepare: recreated({}) }],
    ['check-left-out', /Allow lambda:GetPolicy/, { observer: denying('GetPolicy') }],
    ['check-left-out', /Allow lambda:GetFunctionConfiguration/, { observer: denying('GetFunctionConfiguration') }],
    ['check-left-out', /Allow lambda:ListTags/, { observer: denying('ListTags') }],
    ['check-left-out', /Allow lambda:GetProvisioned/, { observer: denying('GetProvisionedConcurrencyConfig') }],
    [
      'check-left-out',
      /Allow lambda:ListEventSourceMappings/,
      { observer: denying('ListEventSourceMappings'), prepare: recreated({}) },
    ],
  ];
  it.each(warned)('warns with %s: %s', async (code, remedy, setting) => {
    const { findings } = await inspect({ ...setting, ask: { explicit: { 'checkout-api': '2' } } });
    expect(findings).toContainEqual(expect.objectContaining({ code, remedy: expect.stringMatching(remedy) }));
    expect(findings.filter(({ severity }) => severity === 'blocks')).toEqual([]);
  });

  it('counts a queue that is mapped to the alias as a caller', async () => {
    const prepare = (cloud: LambdaCloud) => {
      recreated({})(cloud);
      cloud.mapEventSource('checkout-api', 'live');
    };
    expect((await inspect({ prepare, ask: { explicit: { 'checkout-api': '2' } } })).findings).toEqual([]);
  });

  it('fails when the alias itself may not be read', async () => {
    const denied = inspect({ observer: denying('GetAlias') });
    await expect(denied).rejects.toMatchObject({ code: 'AccessDeniedException', permanent: true });
  });
});

function publishing(...descriptions: readonly string[]) {
  return (cloud: LambdaCloud): void => {
    for (const description of descriptions) cloud.publish('checkout-api', { description });
  };
}

/** The same alias of a function that nothing calls and whose versions have no descriptions. */
function recreated(seed: { readonly description?: string; readonly tags?: Readonly<Record<string, string>> }) {
  return (cloud: LambdaCloud): void => {
    cloud.createFunction({ name: 'checkout-api', ...seed });
    publishing('', '')(cloud);
    cloud.createAlias('checkout-api', 'live', '1');
  };
}

function denying(operation: string): Observer {
  return {
    before(call) {
      if (call.operation === operation)
        throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    },
  };
}

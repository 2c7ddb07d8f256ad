import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { run } from '../../../../src/cli/program.ts';
import { parseConfig } from '../../../../src/config/read/parse-config.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { planOfShape } from '../../../../src/domain/plan/predefined.ts';
import { shownBlocks } from '../../../house/shown-blocks.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const MINUTE = 60_000;

/** Runs `serin init --from` on a file. */
async function carry(text: string, ...more: readonly string[]) {
  const terminal = fakeTerminal({ files: { 'template.yaml': text, 'there.yml': 'mine' } });
  const code = await run(['init', '--from', 'template.yaml', ...more], terminal, noAccount, 'serin');
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n'), created: terminal.created };
}

/** The services that lint reads. */
function servicesIn(text: string) {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.services;
}

const aFunction = (preference: unknown, properties: object = {}) => ({
  Type: 'AWS::Serverless::Function',
  Properties: {
    FunctionName: 'checkout-api',
    AutoPublishAlias: 'live',
    DeploymentPreference: preference,
    ...properties,
  },
});

const template = (resources: object, rest: object = {}): string =>
  stringify({ Transform: 'AWS::Serverless-2016-10-31', ...rest, Resources: resources });

/** Every predefined configuration of CodeDeploy for Lambda. Source: AWS CodeDeploy User Guide, "Predefined deployment configurations". */
const PREDEFINED: readonly (readonly [string, Plan])[] = [
  ...[5, 10, 15, 30].map(
    (minutes) =>
      [`Canary10Percent${minutes}Minutes`, planOfShape({ form: 'canary', weight: 10, ms: minutes * MINUTE })] as const,
  ),
  ...[1, 2, 3, 10].map(
    (minutes) =>
      [
        `Linear10PercentEvery${minutes}Minute${minutes === 1 ? '' : 's'}`,
        planOfShape({ form: 'linear', weight: 10, ms: minutes * MINUTE }),
      ] as const,
  ),
  ['AllAtOnce', [{ kind: 'shift', weight: 100 }]],
];

describe('init from a SAM template', () => {
  it.each(PREDEFINED)('writes the plan of %s, alone and with hooks', async (type, plan) => {
    for (const written of [type, `CodeDeployDefault.Lambda${type}`]) {
      const Hooks = { PreTraffic: 'CodeDeployHook_pre', PostTraffic: 'CodeDeployHook_post' };
      const { code, out } = await carry(
        template({
          Api: aFunction({ Type: written, Alarms: ['checkout-5xx'] }),
          Events: aFunction({ Type: written, Alarms: ['checkout-5xx'], Hooks }, { FunctionName: 'checkout-events' }),
        }),
      );
      expect(code).toBe(0);
      const hook = (name: string) => ({
        ...{ kind: 'hook', function: name, qualifier: null },
        ...{ within: 60 * MINUTE, onFailure: 'rollback', pointOfNoReturn: false },
      });
      expect(servicesIn(out).map((service) => [service.name, service.plan])).toEqual([
        ['checkout-api', plan],
        ['checkout-events', [hook('CodeDeployHook_pre'), ...plan, hook('CodeDeployHook_post')]],
      ]);
    }
  });

  it.each([
    ['Canary5Percent20Minutes', { form: 'canary', weight: 5, ms: 20 * MINUTE }],
    // AppConfig has a strategy of this name, with other steps.
    ['Canary10Percent20Minutes', { form: 'canary', weight: 10, ms: 20 * MINUTE }],
    ['Linear20PercentEvery6Minutes', { form: 'linear', weight: 20, ms: 6 * MINUTE }],
  ] as const)('reads the numbers of %s, and says so', async (type, shape) => {
    const { out, err } = await carry(template({ Api: aFunction({ Type: type }) }));
    expect(servicesIn(out)[0]?.plan).toEqual(planOfShape(shape));
    expect(err).toContain(`checkout-api: ${type}, by the numbers of its name`);
  });

  it('reads the configurations of the template itself', async () => {
    const configuration = (TrafficRoutingConfig: object) => ({
      Type: 'AWS::CodeDeploy::DeploymentConfig',
      Properties: { TrafficRoutingConfig },
    });
    const { out } = await carry(
      template({
        Slow: configuration({
          Type: 'TimeBasedCanary',
          TimeBasedCanary: { CanaryPercentage: 2, CanaryInterval: 45 },
        }),
        Steps: configuration({ Type: 'TimeBasedLinear', TimeBasedLinear: { LinearPercentage: 25, LinearInterval: 4 } }),
        At: configuration({ Type: 'AllAtOnce' }),
        A: aFunction({ Type: { Ref: 'Slow' } }, { FunctionName: 'a' }),
        B: aFunction({ Type: { Ref: 'Steps' } }, { FunctionName: 'b' }),
        C: aFunction({ Type: { Ref: 'At' } }, { FunctionName: 'c' }),
      }),
    );
    expect(servicesIn(out).map(({ plan }) => plan)).toEqual([
      planOfShape({ form: 'canary', weight: 2, ms: 45 * MINUTE }),
      planOfShape({ form: 'linear', weight: 25, ms: 4 * MINUTE }),
      [{ kind: 'shift', weight: 100 }],
    ]);
  });

  it.each([
    ['OurOwnConfiguration', 'OurOwnConfiguration is a configuration of your own: write its steps'],
    ['Linear1PercentEvery1Minute', 'linear 1% every 1m is not possible. The plan has 199 steps'],
    [{ 'Fn::If': ['IsProd', 'Canary10Percent5Minutes', 'AllAtOnce'] }, 'write Canary10Percent5Minutes or AllAtOnce'],
    [{ Ref: 'Type' }, 'the template has !Ref Type: write its value, or run init with --parameter Type=VALUE'],
    [undefined, 'the template has no type of deployment: write the plan'],
  ])('marks a plan that it cannot know: %j', async (type, words) => {
    const { code, out, err } = await carry(
      template({ Api: aFunction({ Type: type }) }, { Parameters: { Type: { Type: 'String' } } }),
    );
    expect(code).toBe(0);
    expect(servicesIn(out)[0]?.plan).toHaveLength(6);
    expect(out).toMatch(/CHANGE: /);
    expect(err).toContain('Write 2 values yourself, marked CHANGE in the file:');
    for (const said of [out, err]) expect(said).toContain(words);
  });

  it('merges Globals as SAM does: lists grow, expressions are replaced', async () => {
    const { out } = await carry(
      template(
        {
          A: aFunction({ Alarms: ['own'] }, { FunctionName: 'a' }),
          B: aFunction({ Type: 'AllAtOnce', Alarms: { 'Fn::If': ['C', ['x'], []] } }, { FunctionName: 'b' }),
        },
        { Globals: { Function: { DeploymentPreference: { Type: 'Canary10Percent5Minutes', Alarms: ['all'] } } } },
      ),
    );
    expect(servicesIn(out).map(({ alarms, plan }) => [alarms, plan.length])).toEqual([
      [['all', 'own'], 3],
      [['name-of-an-alarm-1'], 1],
    ]);
  });

  it('follows what the template answers by itself, in long and short form', async () => {
    const { out, err } = await carry(`
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: prod }
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "checkout-\${Stage}"
      AutoPublishAlias: !Ref Stage
      DeploymentPreference:
        Type: !Join ["", [Canary10Percent, 5, Minutes]]
        Alarms:
          - !Ref Errors
          - Fn::Sub: ["\${Name}-p99", { Name: checkout }]
          - !If [IsProd, !Ref Errors, !Ref AWS::NoValue]
          - !Ref AWS::NoValue
        Hooks:
          PreTraffic: !GetAtt Smoke.Arn
          PostTraffic: arn:aws:lambda:eu-west-1:123456789012:function:after
  Smoke: { Type: AWS::Lambda::Function, Properties: { FunctionName: smoke } }
  Errors: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmName: !Sub "\${Stage}-errors" } }
`);
    const [service] = servicesIn(out);
    expect(service).toMatchObject({
      name: 'checkout-prod',
      targets: [{ function: 'checkout-prod', alias: 'prod' }],
      alarms: ['prod-errors', 'checkout-p99', 'name-of-an-alarm-3'],
      plan: [{ function: 'smoke' }, { weight: 10 }, { ms: 5 * MINUTE }, { weight: 100 }, { function: 'after' }],
    });
    expect(out).toContain('alias: prod # the default of the parameter Stage\n');
    expect(err).toContain(
      '- checkout-prod: the template has !If [IsProd, !Ref Errors, !Ref AWS::NoValue]: write !Ref Errors or !Ref AWS::NoValue',
    );
  });

  describe('with the parameters of a deployment', () => {
    const byStage = `
      Transform: AWS::Serverless-2016-10-31
      Parameters: { Stage: { Type: String }, Suffix: { Type: String, Default: a } }
      Conditions: { IsProd: !Equals [!Ref Stage, prod], IsTest: !Not [!Condition IsProd] }
      Resources:
        Api:
          Type: AWS::Serverless::Function
          Properties:
            FunctionName: !Sub 'checkout-\${Stage}-\${Suffix}'
            AutoPublishAlias: live
            DeploymentPreference:
              Type: !If [IsTest, AllAtOnce, Canary10Percent5Minutes]
              Alarms: [!Sub 'errors-\${AWS::Region}', !If [IsProd, latency, !Ref AWS::NoValue]]
    `;
    const region = ['--parameter', 'AWS::Region=eu-west-1'];

    it.each([
      ['prod', ['errors-eu-west-1', 'latency'], 3],
      ['test', ['errors-eu-west-1'], 1],
    ])('writes the values that they decide: %s', async (stage, alarms, steps) => {
      const { code, out, err } = await carry(byStage, '--parameter', `Stage=${stage}`, ...region);
      expect(code).toBe(0);
      const [service] = servicesIn(out);
      expect(service).toMatchObject({ name: `checkout-${stage}-a`, alarms });
      expect(service?.plan).toHaveLength(steps);
      expect(err).toBe(`Please check:\n  - checkout-${stage}-a: with the default of the parameter Suffix`);
    });

    it('leaves open what a default might decide otherwise, and says what to give', async () => {
      const { out, err } = await carry(byStage, '--parameter', 'Suffix=b');
      expect(servicesIn(out)[0]?.plan).toHaveLength(6);
      expect(err).toContain('run init with --parameter Stage=VALUE');
      expect(err).toContain('write AllAtOnce or Canary10Percent5Minutes, as IsTest is in this stack');
    });

    it('says everything that is wrong with the options at once', async () => {
      const { code, err } = await carry(byStage, '--parameter', 'Stge=prod', '--parameter', 'Stage', '--stage', 'prod');
      expect(code).toBe(1);
      expect(err.split('\n')).toEqual([
        '--parameter Stage is not KEY=VALUE.',
        'The template has no parameter Stge. Its parameters: Stage, Suffix.',
        'A SAM template has no stage. Give its parameters: --parameter KEY=VALUE',
      ]);
    });

    it('takes them for a template only', async () => {
      const terminal = fakeTerminal({});
      expect(await run(['init', '--stage', 'prod'], terminal, noAccount, 'serin')).toBe(2);
      expect(terminal.complained.join('\n')).toContain("'--stage' and '--parameter' belong to '--from <template>'");
    });
  });

  it('says how to find the names that CloudFormation makes up', async () => {
    const { out, err } = await carry(
      template({
        Errors: { Type: 'AWS::CloudWatch::Alarm' },
        Api: aFunction(
          { Type: 'AllAtOnce', Alarms: [{ Ref: 'Errors' }, { Ref: 'Gone' }] },
          { FunctionName: undefined },
        ),
      }),
    );
    const [service] = servicesIn(out);
    expect(service).toMatchObject({
      name: 'api',
      targets: [{ function: 'name-of-Api' }],
      alarms: ['name-of-Errors', 'name-of-Gone'],
    });
    expect(err).toContain('--stack-name YOUR-STACK --logical-resource-id Errors --query');
    expect(err).toContain('--stack-name YOUR-STACK --logical-resource-id Api --query');
    expect(err).toContain('the template has !Ref Gone, which is known when it is deployed');
  });

  it('says everything that it does not carry over, in the file and on standard error', async () => {
    const { code, out, err } = await carry(
      template({
        Api: {
          ...aFunction(
            {
              ...{ Type: 'AllAtOnce', Enabled: { 'Fn::If': ['IsProd', true, false] }, Role: 'r' },
              ...{ TriggerConfigurations: [], PassthroughCondition: true, Novel: 1, Hooks: { Between: 'x' } },
            },
            { AutoPublishAlias: undefined },
          ),
          Condition: 'IsProd',
        },
        Sometimes: aFunction(
          { 'Fn::If': ['IsTest', { Ref: 'AWS::NoValue' }, { Type: 'AllAtOnce' }] },
          { FunctionName: 's' },
        ),
        Never: aFunction({ 'Fn::FindInMap': ['A', 'B', 'C'] }, { FunctionName: 'n' }),
        Off: aFunction({ Enabled: false }, { FunctionName: 'off' }),
        Plain: aFunction(undefined, { FunctionName: 'plain' }),
        Twin: aFunction({ Type: 'AllAtOnce' }, { FunctionName: 's' }),
        Other: { Type: 'AWS::Serverless::Application' },
        Alias: { Type: 'AWS::Lambda::Alias', UpdatePolicy: { CodeDeployLambdaAliasUpdate: {} } },
        'Fn::ForEach::All': [],
      }),
    );
    expect(code).toBe(0);
    expect(servicesIn(out).map(({ name }) => name)).toEqual(['checkout-api', 's']);
    for (const words of [
      'Enabled is !If [IsProd, true, false]; take the service out of a stack where that is false',
      'the function is there where IsProd is true',
      'the function has no AutoPublishAlias: write the alias that callers use',
      'the template names no alarm for this function; it needs one',
      'Role is not carried over: Serin has a role of its own',
      'TriggerConfigurations is not carried over',
      'PassthroughCondition is not carried over',
      'Novel is not carried over: init does not know it',
      'the hook Between is not carried over',
      'its DeploymentPreference holds where IsTest is false',
      'Never: its DeploymentPreference is !FindInMap [A, B, C], which only the deployment knows',
      'Off: its DeploymentPreference is not enabled',
      'without a DeploymentPreference: Plain',
      'Twin has the function and alias of Sometimes',
      'Other is a template of its own: run init on it',
      'Alias has an UpdatePolicy of CodeDeploy',
      'Fn::ForEach::All makes resources when it is deployed',
    ]) {
      expect(out.replaceAll(/\n *#/g, '')).toContain(words);
      expect(err).toContain(words);
    }
  });

  it('never throws, and says what lint would, whatever a template has', async () => {
    const part = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('a', 'live', '', '\n', '#', 'arn:x', `\${a}`, '12', 'Canary10Percent5Minutes', 5, true, null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            'Ref',
            'Fn::If',
            'Fn::Sub',
            'Fn::GetAtt',
            'Fn::Join',
            'Type',
            'Alarms',
            'Hooks',
            'PreTraffic',
            'Enabled',
          ),
          tie('value'),
          { maxKeys: 2 },
        ),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(part, part, part, async (preference, name, globals) => {
        const text = template(
          { Api: aFunction(preference, { FunctionName: name }), B: aFunction({ Type: 'AllAtOnce', Alarms: name }) },
          { Globals: globals, Parameters: { live: { Default: 'live' } } },
        );
        const { code, out, err } = await carry(text);
        const parsed = parseConfig(out);
        expect(code).toBe(0);
        if (!parsed.ok) for (const { message } of parsed.problems) expect(err).toContain(message);
      }),
      { numRuns: 200 },
    );
  });

  it('prints what lint will say where a service is too large', async () => {
    const Alarms = Array.from({ length: 20 }, (_, index) => `${index}-${'x'.repeat(240)}`);
    const { code, err } = await carry(template({ Api: aFunction({ Type: 'AllAtOnce', Alarms }) }));
    expect(code).toBe(0);
    expect(err).toContain('It needs a change before it passes lint:');
  });
});

describe('init from a serverless.yml', () => {
  const file = (functions: object, rest: object = {}): string =>
    stringify({ service: 'shop', provider: { name: 'aws' }, functions, ...rest });

  it('reads the settings of the canary plugin', async () => {
    const { code, out, err } = await carry(
      file(
        {
          hello: {
            deploymentSettings: {
              ...{ type: 'Linear10PercentEvery1Minute', alias: 'Live' },
              ...{ preTrafficHook: 'preHook', postTrafficHook: 'postHook', alarms: ['FooAlarm', { name: 'BarAlarm' }] },
            },
          },
          preHook: { handler: 'hooks.pre' },
          postHook: { handler: 'hooks.post', name: 'after' },
        },
        {
          resources: { Resources: { FooAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'foo' } } } },
        },
      ),
    );
    expect(code).toBe(0);
    const [service] = servicesIn(out);
    expect(service).toMatchObject({
      name: 'shop-dev-hello',
      targets: [{ function: 'shop-dev-hello', alias: 'Live' }],
      alarms: ['foo', 'BarAlarm'],
    });
    expect(service?.plan.at(0)).toMatchObject({ function: 'shop-dev-preHook' });
    expect(service?.plan.at(-1)).toMatchObject({ function: 'after' });
    expect(service?.plan).toHaveLength(21);
    expect(err).toContain('names are those of the stage dev');
    expect(err).toContain('without deploymentSettings: preHook, postHook');
  });

  it('writes the names of another stage, and the parameters that are given', async () => {
    const alarms = [{ name: '$' + '{param:alarm}' }];
    const text = file({ hello: { deploymentSettings: { type: 'AllAtOnce', alias: 'live', alarms } } });
    const { out, err } = await carry(text, '--stage', 'prod', '--parameter', 'alarm=shop-5xx');
    expect(servicesIn(out)[0]).toMatchObject({ name: 'shop-prod-hello', alarms: ['shop-5xx'] });
    expect(err).toContain('names are those of the stage prod');
  });

  it.each(PREDEFINED)('writes the plan of %s', async (type, plan) => {
    const { out } = await carry(file({ hello: { deploymentSettings: { type, alias: 'live' } } }));
    expect(servicesIn(out)[0]?.plan).toEqual(plan);
  });

  it('puts the settings of custom below those of a function, and shifts only functions with settings', async () => {
    const { out, err } = await carry(
      file(
        { a: { deploymentSettings: { alarms: [{ name: 'own' }] } }, b: { deploymentSettings: {} }, c: {} },
        {
          custom: {
            deploymentSettings: {
              ...{ type: 'Canary10Percent5Minutes', alias: 'live', alarms: [{ name: 'all' }] },
              ...{ stages: ['prod'], codeDeployRole: 'r', triggerConfigurations: [] },
            },
          },
        },
      ),
    );
    expect(servicesIn(out).map(({ name, alarms }) => [name, alarms])).toEqual([
      ['shop-dev-a', ['own']],
      ['shop-dev-b', ['all']],
    ]);
    expect(err).toContain('stages: CodeDeploy shifts only in [prod]');
    expect(err).toContain('shop-dev-a: codeDeployRole is not carried over: Serin has a role of its own');
    expect(err).toContain('shop-dev-b: triggerConfigurations is not carried over');
  });

  it('fills in the variables that the file answers, with anchors and merge keys', async () => {
    const { out } = await carry(`
service: shop
provider: { name: aws, stage: "\${opt:stage, self:custom.usual}" }
custom:
  usual: test
  types: { test: AllAtOnce, prod: Canary10Percent5Minutes }
  settings: &settings { alias: "\${self:custom.none, 'live'}" }
functions:
  api:
    name: "\${self:service}-api-\${sls:stage}"
    deploymentSettings: { <<: *settings, type: "\${self:custom.types.\${opt:stage}}", alarms: [{ name: "\${env:ALARM}" }] }
`);
    expect(servicesIn(out)).toMatchObject([
      { name: 'shop-api-test', targets: [{ alias: 'live' }], plan: [{ weight: 100 }], alarms: ['name-of-an-alarm-1'] },
    ]);
    expect(out).toContain(
      `CHANGE: the template has \${env:ALARM}, which is known when it is deployed: write its value`,
    );
  });

  it('says what is in other files, and which hook is none', async () => {
    const { out, err } = await carry(
      stringify({
        ...{ service: `\${file(a.yml):name}`, provider: { name: 'aws' } },
        functions: [
          { api: { deploymentSettings: { type: 'AllAtOnce', preTrafficHook: 'gone', other: 1 } } },
          `\${file(more.yml)}`,
        ],
      }),
    );
    expect(servicesIn(out)).toMatchObject([
      { name: 'api', targets: [{ function: 'name-of-api', alias: 'name-of-the-alias' }] },
    ]);
    expect(err).toContain(`\${file(more.yml)} is not in the file: run \`serverless print > resolved.yml\``);
    expect(err).toContain('preTrafficHook is gone, and the file has no such function');
    expect(err).toContain('the name of the service is known when it is deployed: write that of api');
    expect(err).toContain('other is not carried over: init does not know it');
  });
});

describe('serin init --from', () => {
  const good = template({ Api: aFunction({ Type: 'AllAtOnce' }) });

  it('writes a file, and writes over none', async () => {
    const { code, created, out } = await carry(good, '--output', 'serin.yml');
    expect(code).toBe(0);
    expect(servicesIn(created['serin.yml'] ?? '')).toHaveLength(1);
    expect(out).toBe('serin.yml: 1 service. Look for CHANGE in it, then: serin lint serin.yml');
    expect(await carry(good, '--output', 'there.yml')).toMatchObject({ code: 1, created: {} });
  });

  it.each([
    ['a: [', 'template.yaml: '],
    ['Resources: { A: !Ours x }', 'Unresolved tag: !Ours'],
    ['- a', 'It is no mapping.'],
    ['a: 1', 'neither a SAM template (Resources) nor a serverless.yml'],
    [template({ Api: aFunction(undefined) }), 'has CodeDeploy shift no function'],
  ])('refuses what it cannot read: %j', async (text, words) => {
    const { code, out, err } = await carry(text);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(words);
  });

  it('takes no --function beside it: that is for what is in an account', async () => {
    expect(await carry(good, '--function', 'a')).toMatchObject({ code: 2 });
  });
});

describe('the guide from CodeDeploy', () => {
  const block = (language: string, index: number): string => {
    const ofGuide = shownBlocks(language).filter(({ where }) => where.startsWith('docs/guides/from-codedeploy.md:'));
    const found = ofGuide[index];
    if (found === undefined) throw new Error(`The guide has no block ${index} in ${language}.`);
    return found.text;
  };

  it('shows the service that comes from its template', async () => {
    const { out } = await carry(block('yaml', 0));
    const from = out.indexOf('services:');
    expect(out.slice(from, out.indexOf('\n\n#', from))).toBe(block('yaml', 1).trimEnd());
  });

  it('keeps the alias where it is under the id that SAM gave it', () => {
    const { Resources } = parse(block('yaml', 2), { logLevel: 'silent' });
    expect(Object.keys(Resources)).toEqual(['ApiAliaslive']);
    expect(Resources.ApiAliaslive.Properties).toMatchObject({ Name: 'live', FunctionVersion: '53' });
  });

  it.each([true, false])('shows a hook that answers Serin and CodeDeploy: %s', async (ok) => {
    const tried: unknown[] = [];
    const put: unknown[] = [];
    const make = new Function(
      'smokeTest',
      'codedeploy',
      'process',
      `${block('js', 0).replace('export ', '')}; return handler;`,
    );
    const handler = make(
      async (version: unknown) => tried.push(version) > 0 && ok,
      { putLifecycleEventHookExecutionStatus: async (status: unknown) => put.push(status) },
      { env: { NEW_VERSION: '54' } },
    );
    const answer = await handler({ token: 'ab', targets: [{ exact: { canary: '55' } }] });
    expect(answer).toEqual({ ok, text: ok ? 'Smoke test passed' : 'Smoke test failed' });
    expect(put).toEqual([]);
    await handler({ DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'e' });
    expect(tried).toEqual(['55', '54']);
    expect(put).toEqual([
      { deploymentId: 'd-1', lifecycleEventHookExecutionId: 'e', status: ok ? 'Succeeded' : 'Failed' },
    ]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aFile } from '../a-file.ts';
import { problems, services } from './read-text.ts';

const DRAIN = '{ drain: { metric: { namespace: Calls, name: Sessions }, atOrUnder: 0, atMost: 4h } }';
const GATE = '{ approve: { from: [U0BOB], within: 1h } }';

describe('a valid file', () => {
  it('becomes services that are complete with defaults', () => {
    expect(services(aFile())).toEqual([
      {
        name: 'checkout',
        channel: '#deploys',
        targets: [{ kind: 'lambda-alias', function: 'checkout-api', alias: 'live' }],
        alarms: ['checkout-5xx'],
        plan: [
          { kind: 'shift', weight: 10 },
          { kind: 'bake', ms: 300_000 },
          { kind: 'shift', weight: 100 },
        ],
        onAlarm: 'rollback',
        missingData: 'hold',
        pipelines: [],
        selfApproval: false,
        rollbackWindow: 86_400_000,
        analysis: {
          acts: true,
          onUnhealthy: 'rollback',
          onSharedIncident: 'rollback',
          maxHold: 1_800_000,
          guard: null,
          metrics: null,
        },
        discovery: null,
        environments: null,
        components: [],
        sharedDependencies: [],
      },
    ]);
  });

  it('is frozen to the bottom', () => {
    const [service] = services(aFile());
    expect(Object.isFrozen(service?.targets[0])).toBe(true);
    expect(() => Object.assign(service?.plan[0] ?? {}, { weight: 99 })).toThrow(TypeError);
  });

  it('keeps what it says instead of the defaults', () => {
    const [service] = services(aFile({ onAlarm: 'ask', selfApproval: 'true', channel: 'C0123456789' }));
    expect(service).toMatchObject({ onAlarm: 'ask', selfApproval: true, channel: 'C0123456789' });
  });

  it.each([
    ['none', 0],
    ['90m', 5_400_000],
    ['30d', 2_592_000_000],
  ])('reads a rollback window of %s', (rollbackWindow, ms) => {
    expect(services(aFile({ rollbackWindow }))[0]?.rollbackWindow).toBe(ms);
  });

  it('reads what both arms share', () => {
    const shared = '[{ parameters: [/a/db, /b/db] }, { function: checkout-api, variables: [DB_URL] }]';
    expect(services(aFile({ sharedDependencies: shared }))[0]?.sharedDependencies).toEqual([
      { parameters: ['/a/db', '/b/db'] },
      { function: 'checkout-api', variables: ['DB_URL'] },
    ]);
  });

  it('reads a drain, of the largest number of each minute unless it says more', () => {
    const sum = '{ namespace: Calls, name: S, dimensions: { Version: "{stable}" }, statistic: Sum }';
    const more = `{ drain: { metric: ${sum}, atOrUnder: 0.5, atMost: 90s } }`;
    expect(services(aFile({ plan: `[{ shift: 100 }, ${DRAIN}, ${more}]` }))[0]?.plan.slice(1)).toEqual([
      {
        kind: 'drain',
        metric: { namespace: 'Calls', name: 'Sessions', dimensions: {}, statistic: 'Maximum' },
        atOrUnder: 0,
        atMost: 14_400_000,
      },
      {
        kind: 'drain',
        metric: { namespace: 'Calls', name: 'S', dimensions: { Version: '{stable}' }, statistic: 'Sum' },
        atOrUnder: 0.5,
        atMost: 90_000,
      },
    ]);
  });

  it('reads a hook, which holds when it fails and is no point of no return unless it says so', () => {
    const contract = '{ hook: { function: shop-contract, qualifier: live, within: 5m, pointOfNoReturn: true } }';
    const plan = `[{ hook: { function: shop-expand, within: 15m } }, { shift: 100 }, ${GATE}, ${contract}]`;
    const hook = { kind: 'hook', onFailure: 'hold' };
    expect(services(aFile({ plan }))[0]?.plan.filter(({ kind }) => kind === 'hook')).toEqual([
      { ...hook, function: 'shop-expand', qualifier: null, within: 900_000, pointOfNoReturn: false },
      { ...hook, function: 'shop-contract', qualifier: 'live', within: 300_000, pointOfNoReturn: true },
    ]);
    const smoke = '[{ hook: { function: shop-smoke, within: 5m, onFailure: rollback } }, { shift: 100 }]';
    expect(services(aFile({ plan: smoke }))[0]?.plan[0]).toMatchObject({ onFailure: 'rollback' });
  });

  it('reads the steps of a plan, an approval by one person unless it says more', () => {
    const plan =
      '[{ approve: { from: [Bob@Example.com, S0PAYMENTS], within: 1h30m } }, { shift: 0.5 }, { bake: 90s }, { shift: 100 }]';
    expect(services(aFile({ plan }))[0]?.plan).toEqual([
      { kind: 'approve', from: ['bob@example.com', 'S0PAYMENTS'], count: 1, within: 5_400_000, remind: 22 * 60_000 },
      { kind: 'shift', weight: 0.5 },
      { kind: 'bake', ms: 90_000 },
      { kind: 'shift', weight: 100 },
    ]);
  });

  it.each([
    ['linear 25% every 2m', [25, 50, 75, 100]],
    ['Linear 30 % 2m', [30, 60, 90, 100]],
    ['CodeDeployDefault.LambdaCanary10Percent5Minutes', [10, 100]],
  ])('reads the plan "%s"', (plan, weights) => {
    const steps = services(aFile({ plan }))[0]?.plan ?? [];
    expect(steps.flatMap((step) => (step.kind === 'shift' ? [step.weight] : []))).toEqual(weights);
  });

  it('lets a user group approve in numbers that nobody can count here', () => {
    const plan = '[{ approve: { from: [S0PAYMENTS], count: 3, within: 1h } }, { shift: 100 }]';
    expect(problems(aFile({ plan }))).toEqual([]);
  });

  it('is the example with environments', () => {
    const [shop] = services(readFileSync('examples/shop.yml', 'utf8'));
    expect(shop?.environments).toMatchObject({ stable: 'a', a: { name: 'prod-a' }, b: { stage: 'env-b' } });
  });

  it('is the example', () => {
    const [checkout, calls] = services(readFileSync('examples/serin.yml', 'utf8'));
    expect(checkout?.name).toBe('checkout');
    expect(checkout?.plan[0]).toMatchObject({ kind: 'approve', from: ['bob@example.com', 'carol@example.com'] });
    expect(calls?.plan).toHaveLength(3);
  });
});

describe('a file with one problem', () => {
  it.each<[string, Readonly<Record<string, string | null>>, string]>([
    [
      'a bare # in the channel',
      { channel: '#deploys' },
      '3:5 services.checkout.channel | channel is empty. | Write for example `channel: "#deploys"`',
    ],
    ['a channel without #', { channel: 'deploys' }, '3:5 services.checkout.channel | channel cannot be "deploys"'],
    [
      'a channel in capitals',
      { channel: '"#Deploys"' },
      '3:5 services.checkout.channel | channel cannot be "#Deploys"',
    ],
    [
      'a pipeline with a wildcard',
      { pipelines: '["arn:aws:iam::123456789012:role/*"]' },
      '7:17 services.checkout.pipelines[0] | pipelines[0] cannot be "arn:aws:iam::123456789012:role/*": a pipeline is the ARN of an IAM role or user, without wildcards.',
    ],
    [
      'a session instead of its role',
      { pipelines: '["arn:aws:sts::123456789012:assumed-role/deploy/run-7"]' },
      '7:17 services.checkout.pipelines[0]',
    ],
    [
      'a pipeline that is there twice',
      { pipelines: '[arn:aws:iam::123456789012:role/a, arn:aws:iam::123456789012:role/a]' },
      '7:51 services.checkout.pipelines[1] | arn:aws:iam::123456789012:role/a is there twice. | Remove one of the two.',
    ],
    ['no channel', { channel: null }, '2:3 services.checkout.channel | channel is missing.'],
    [
      'no targets',
      { targets: '[]' },
      '4:5 services.checkout.targets | targets is empty. | Write for example `targets: [ { kind: lambda-alias',
    ],
    [
      'a misspelt kind of target',
      { targets: '[{ kind: route54 }]' },
      '4:17 services.checkout.targets[0].kind | "route54" is not a kind of target. | Did you mean route53?',
    ],
    [
      'a kind of target of a later version',
      { targets: '[{ kind: appconfig }]' },
      '4:17 services.checkout.targets[0].kind | Targets of the kind appconfig are not in this version. | Remove it. Known here: route53, lambda-alias, launchdarkly, edge, alb, ecs.',
    ],
    [
      'a target without a kind',
      { targets: '[{ function: f }]' },
      '4:15 services.checkout.targets[0].kind | kind is missing. | Write `kind: route53` or `kind: lambda-alias` or `kind: launchdarkly` or `kind: edge` or `kind: alb` or `kind: ecs`.',
    ],
    [
      'a target with an unknown key',
      { targets: '[{ kind: lambda-alias, function: f, alias: live, functoin: g }]' },
      '4:63 services.checkout.targets[0].functoin | functoin is not known. | Did you mean function?',
    ],
    [
      'a key of another kind of target',
      { targets: '[{ kind: lambda-alias, function: f, alias: live, zone: Z012 }]' },
      '4:63 services.checkout.targets[0].zone | zone is not known. | Known here: kind, function, alias, sides.',
    ],
    [
      'a target that lacks a key',
      { targets: '[{ kind: lambda-alias, function: f }]' },
      '4:15 services.checkout.targets[0].alias | alias is missing. | Write for example `alias: live`.',
    ],
    [
      'one identifier',
      { targets: '[{ kind: route53, zone: Z012, record: a.example.com, type: A, identifiers: [a] }]' },
      '4:76 services.checkout.targets[0].identifiers | identifiers must have at least 2 entries, not 1.',
    ],
    [
      'an identifier that is empty',
      { targets: '[{ kind: route53, zone: Z012, record: a.example.com, type: A, identifiers: ["", b] }]' },
      '4:90 services.checkout.targets[0].identifiers[0] | identifiers[0] is empty. | Write for example `- primary`.',
    ],
    [
      'a kind of target that is a mapping with a toString of its own',
      { targets: '[{ kind: { toString: 0 } }]' },
      '4:17 services.checkout.targets[0].kind | {"toString":0} is not a kind of target. | Known here: route53, lambda-alias, launchdarkly, edge, alb, ecs.',
    ],
    [
      'an alarm that is a mapping',
      { alarms: '[&x { toString: 0 }]' },
      'alarms[0] is a mapping, not a text. | Write for example `- checkout-5xx`.',
    ],
    [
      'a target whose kind is empty',
      { targets: '[{ kind: , function: f }]' },
      '4:17 services.checkout.targets[0].kind | kind is empty. | Write `kind: route53` or `kind: lambda-alias` or `kind: launchdarkly` or `kind: edge` or `kind: alb` or `kind: ecs`.',
    ],
    [
      'the same target twice',
      {
        targets: '[{ kind: lambda-alias, function: f, alias: live }, { kind: lambda-alias, function: f, alias: live }]',
      },
      '4:65 services.checkout.targets[1] | lambda-alias f:live is a target of checkout twice. | Remove one of the two.',
    ],
    ['no alarms', { alarms: '[]' }, '5:5 services.checkout.alarms | alarms is empty.'],
    [
      'an empty alarm',
      { alarms: '[""]' },
      '5:14 services.checkout.alarms[0] | alarms[0] is empty. | Write for example `- checkout-5xx`',
    ],
    [
      'an alarm by ARN',
      { alarms: '["arn:aws:cloudwatch:x"]' },
      '5:14 services.checkout.alarms[0] | alarms[0] cannot be "arn:aws:cloudwatch:x": an alarm is given by its name',
    ],
    [
      'a name of an alarm that CloudWatch would refuse',
      { alarms: `[${'a'.repeat(256)}]` },
      '5:14 services.checkout.alarms[0] | alarms[0] must have at most 255 characters, not 256.',
    ],
    [
      'a shared dependency on a function that is no target',
      { sharedDependencies: '[{ function: other, variables: [DB_URL] }]' },
      'services.checkout.sharedDependencies[0].function | other is not a target of this service, so it has no two versions to compare.',
    ],
    [
      'one parameter alone to be equal',
      { sharedDependencies: '[{ parameters: [/a] }]' },
      'services.checkout.sharedDependencies[0].parameters | parameters must have at least 2 entries, not 1.',
    ],
    [
      'a shared dependency of neither kind',
      { sharedDependencies: '[{ bucket: x }]' },
      'services.checkout.sharedDependencies[0].bucket | bucket is not known.',
    ],
    [
      'an alarm twice',
      { alarms: '[a, a]' },
      '5:17 services.checkout.alarms[1] | a is there twice. | Remove one of the two.',
    ],
    [
      'alarms that are a text',
      { alarms: 'checkout-5xx' },
      '5:5 services.checkout.alarms | alarms is the text "checkout-5xx", not a list. | Write for example `alarms: [ checkout-5xx ]`',
    ],
    [
      '101 alarms',
      { alarms: `[${Array.from({ length: 101 }, (_, n) => `a${n}`).join(', ')}]` },
      '5:5 services.checkout.alarms | alarms must have at most 100 entries, not 101.',
    ],
    [
      'a misspelt reaction',
      { onAlarm: 'rolback' },
      '7:5 services.checkout.onAlarm | onAlarm cannot be "rolback". | Did you mean rollback?',
    ],
    [
      'yes for true',
      { selfApproval: 'yes' },
      '7:5 services.checkout.selfApproval | selfApproval is the text "yes", not true or false.',
    ],
    ['a misspelt key', { alarm: '[x]' }, '7:5 services.checkout.alarm | alarm is not known. | Did you mean alarms?'],
    [
      'a key of a later version',
      { tier: 'advanced' },
      '7:5 services.checkout.tier | tier is not in this version. | Remove it.',
    ],
    [
      'a rollback window below a minute',
      { rollbackWindow: '30s' },
      '7:5 services.checkout.rollbackWindow | A rollback window cannot be 30s. | Write 1m to 30d, or none to switch it off.',
    ],
    [
      'a rollback window that never closes',
      { rollbackWindow: '31d' },
      '7:5 services.checkout.rollbackWindow | A rollback window cannot be 31d. | Write 1m to 30d, or none to switch it off.',
    ],
    [
      'a rollback window that is neither a duration nor none',
      { rollbackWindow: 'never' },
      '7:5 services.checkout.rollbackWindow | ',
    ],
    [
      'more bytes than a parameter holds',
      { alarms: `[${Array.from({ length: 20 }, (_, n) => `${'é'.repeat(110)}${n}`).join(', ')}]` },
      '2:3 services.checkout | checkout takes 4756 bytes as it is stored; a standard SSM parameter holds 4096.',
    ],
  ])('names the line and the remedy of %s', (_what, changes, problem) => {
    const found = problems(aFile(changes));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(problem);
  });
});

describe('identifiers that are numbers', () => {
  it('are two problems, each with what to write', () => {
    const targets = '[{ kind: route53, zone: Z012, record: a.example.com, type: A, identifiers: [1, 2] }]';
    expect(problems(aFile({ targets }))).toEqual([
      expect.stringContaining('identifiers[0] is 1, not a text. | Write for example `- primary`.'),
      expect.stringContaining('identifiers[1] is 2, not a text. | Write for example `- canary`.'),
    ]);
  });
});

describe('a file with several problems', () => {
  it('reports all of them, by line, whatever else is wrong', () => {
    const text = aFile({
      channel: 'deploys',
      targets: '[{ kind: appconfig }]',
      plan: '[{ bake: 5s }, { analyse: f }]',
      colour: 'red',
    });
    expect(problems(text).map((problem) => problem.split(' | ')[0])).toEqual([
      '3:5 services.checkout.channel',
      '4:17 services.checkout.targets[0].kind',
      '6:14 services.checkout.plan[0].bake',
      '6:28 services.checkout.plan[1].analyse',
      '7:5 services.checkout.colour',
    ]);
  });

  it('looks below a service whose name is refused', () => {
    expect(problems(aFile({ plan: 'carefully' }).replace('checkout:', 'Checkout:'))).toEqual([
      expect.stringContaining('2:3 services.Checkout | "Checkout" cannot be the name of a service.'),
      expect.stringContaining('6:5 services.Checkout.plan | "carefully" is not a plan.'),
    ]);
  });

  it('refuses a target that two services have, however it is spelt', () => {
    const record = (name: string) => `[{ kind: route53, zone: Z012, record: ${name}, type: A, identifiers: [a, b] }]`;
    const text =
      aFile({ targets: record('app.example.com') }) +
      aFile({ targets: record('App.example.com.') })
        .replace('services:\n', '')
        .replace('checkout', 'calls');
    expect(problems(text)).toEqual([
      expect.stringContaining(
        '9:15 services.calls.targets[0] | route53 app.example.com A Z012 is a target of checkout already',
      ),
    ]);
  });
});

describe('a file that is not a configuration', () => {
  it.each([
    ['is empty', '', '1:1  | The configuration is empty. | A file that begins with `services:`'],
    ['is a list', '- a', '1:1  | The configuration is a list, not a mapping.'],
    ['has no services', 'services: {}', '1:1 services | services is empty. | Name at least one service'],
    ['has services as a list', 'services: [a]', '1:1 services | services is a list, not a mapping.'],
    [
      'has a key twice',
      `${aFile()}    plan: canary 20% 5m\n`,
      '7:5  | The same key is there twice. | Keep one of the two.',
    ],
    ['is indented with tabs', 'services:\n\tx: 1', '2:1  | The line is indented with a tab. | Indent with spaces.'],
    ['has two documents', 'a: 1\n---\nb: 2', '2:1  | The file has more than one document.'],
    ['has a key that is a list', '? [a]\n: 1', '1:3  | A key is not a text.'],
    ['is not closed', 'services: {', 'This is not YAML'],
    [
      'refers to what is not there',
      'services: *x',
      '1:11  | There is no anchor &x before *x. | Write the value out; one that begins with * belongs in quotes: "*x".',
    ],
    [
      'multiplies itself',
      [
        'a: &a [x, x, x, x, x, x, x, x, x, x]',
        ...['b', 'c', 'd'].map((k, n) => `${k}: &${k} [${`*${'abc'[n]}, `.repeat(10)}]`),
      ].join('\n'),
      'Write the values out instead of using anchors and aliases.',
    ],
  ])('says so when it %s', (_what, text, problem) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(problem);
  });

  it('reports a key that is there twice beside everything else', () => {
    expect(problems(`${aFile({ plan: 'carefully' })}    plan: boldly\n`)).toHaveLength(2);
  });

  it('uses an anchor where it stands', () => {
    const text =
      aFile({ alarms: '&alarms [a, b]' }) +
      aFile({ alarms: '*alarms', targets: '[{ kind: lambda-alias, function: other, alias: live }]' })
        .replace('services:\n', '')
        .replace('checkout', 'other');
    expect(services(text)[1]?.alarms).toEqual(['a', 'b']);
  });
});

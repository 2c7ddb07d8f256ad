import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { aFile } from '../a-file.ts';

/** Every problem of a text on one line each: `line:column path | message | remedy`. */
function problems(text: string): readonly string[] {
  const parsed = parseConfig(text);
  if (parsed.ok) return [];
  return parsed.problems.map(
    ({ line, column, path, message, remedy }) => `${line}:${column} ${path} | ${message} | ${remedy}`,
  );
}

function services(text: string) {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(problems(text).join('\n'));
  return parsed.services;
}

const DRAIN = '{ drain: { metric: { namespace: Calls, name: Sessions }, atOrUnder: 0, atMost: 4h } }';
const GATE = '{ approve: { from: [U0BOB], within: 1h } }';
const CONTRACT = '{ hook: { function: f, within: 5m, pointOfNoReturn: true } }';

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
      '4:17 services.checkout.targets[0].kind | Targets of the kind appconfig are not in this version. | Remove it. Known here: route53, lambda-alias, launchdarkly, edge, alb.',
    ],
    [
      'a target without a kind',
      { targets: '[{ function: f }]' },
      '4:15 services.checkout.targets[0].kind | kind is missing. | Write `kind: route53` or `kind: lambda-alias` or `kind: launchdarkly` or `kind: edge` or `kind: alb`.',
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
      '4:17 services.checkout.targets[0].kind | {"toString":0} is not a kind of target. | Known here: route53, lambda-alias, launchdarkly, edge, alb.',
    ],
    [
      'an alarm that is a mapping',
      { alarms: '[&x { toString: 0 }]' },
      'alarms[0] is a mapping, not a text. | Write for example `- checkout-5xx`.',
    ],
    [
      'a target whose kind is empty',
      { targets: '[{ kind: , function: f }]' },
      '4:17 services.checkout.targets[0].kind | kind is empty. | Write `kind: route53` or `kind: lambda-alias` or `kind: launchdarkly` or `kind: edge` or `kind: alb`.',
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

describe('a plan with one problem', () => {
  it.each([
    [
      'a misspelt name',
      'Canray10Percent5Minutes',
      'plan | "Canray10Percent5Minutes" is not a plan. | Did you mean `canary 10% 5m`?',
    ],
    ['another text', 'carefully', 'plan | "carefully" is not a plan. | Write `canary 10% 5m`, `linear 10% every 2m`'],
    ['a wait without a unit', 'canary 10% 5', 'plan | "5" is not a duration.'],
    ['a share of 100', 'canary 100% 5m', 'plan | A share of 100% is no step.'],
    ['a share of 0', 'linear 0% every 5m', 'plan | A share of 0% is no step.'],
    ['more steps than a card holds', 'linear 1% every 5m', 'plan | The plan has 199 steps; at most 30 are possible.'],
    [
      'steps under a minute',
      'AppConfig.Linear50PercentEvery30Seconds',
      'plan | AppConfig.Linear50PercentEvery30Seconds waits 30 s, and timers fire within the minute',
    ],
    [
      'a bake under a minute',
      '[{ bake: 59s }, { shift: 100 }]',
      'plan[0].bake | A bake of 59 s is too short: timers fire within the minute, so less than a minute cannot be kept. | Write 1m or more.',
    ],
    [
      'a bake of months',
      '[{ bake: 90d }, { shift: 100 }]',
      'plan[0].bake | A bake of 2160 h is too long. | Write 30d or less.',
    ],
    [
      'a number for a duration',
      '[{ bake: 10 }, { shift: 100 }]',
      'plan[0].bake | bake is 10, not a text or a mapping. | Write for example `bake: 10m`',
    ],
    [
      'a duration with a space',
      '[{ bake: "10 m" }, { shift: 100 }]',
      'plan[0].bake | bake cannot be "10 m": a duration looks like 10m, 1h30m or 90s.',
    ],
    [
      'no end at 100',
      '[{ shift: 5 }, { shift: 50 }]',
      'plan[1].shift | The last shift is to 50%, so the rollout would never be complete. | Add `- shift: 100`.',
    ],
    ['no shift', '[{ bake: 5m }]', 'plan | The plan has no shift. | End it with `- shift: 100`.'],
    ['a share above 100', '[{ shift: 101 }]', 'plan[0].shift | shift must be at most 100, not 101.'],
    ['a share below 0', '[{ shift: -1 }, { shift: 100 }]', 'plan[0].shift | shift must be at least 0, not -1.'],
    [
      'a share of 0 as a step',
      '[{ shift: 0 }, { shift: 100 }]',
      'plan[0].shift | A shift to 0% does not rise above the 0% before it.',
    ],
    [
      'shares that fall',
      '[{ shift: 20 }, { shift: 10 }, { shift: 100 }]',
      'plan[1].shift | A shift to 10% does not rise above the 20% before it. | Write the shares in rising order.',
    ],
    [
      'shares that stay',
      '[{ shift: 20 }, { shift: 20 }, { shift: 100 }]',
      'plan[1].shift | A shift to 20% does not rise above the 20% before it.',
    ],
    [
      'a share finer than is shown',
      '[{ shift: 0.001 }, { shift: 100 }]',
      'plan[0].shift | A share of 0.001% is finer than anything that shows it. | Write at most 2 decimals.',
    ],
    [
      'a share in words finer than is shown',
      'linear 0.0000001% every 5m',
      'plan | A share of 0.0000001% is finer than anything that shows it. | Write at most 2 decimals.',
    ],
    ['no steps', '[]', 'plan | plan is empty.'],
    [
      'a step that is a number',
      '[5, { shift: 100 }]',
      'plan[0] | plan[0] is 5, not a mapping. | Write for example `- { shift: 5 }`',
    ],
    ['an empty step', '[{}, { shift: 100 }]', 'plan[0] | plan[0] is empty.'],
    ['a misspelt step', '[{ shit: 5 }, { shift: 100 }]', 'plan[0].shit | shit is not known. | Did you mean shift?'],
    [
      'a step as other tools call it',
      '[{ analyse: 10m }, { shift: 100 }]',
      'plan[0].analyse | analyse is not known. | A bake waits for the verdict: write `- bake: { until: healthy, atLeast: 5m, atMost: 40m }`.',
    ],
    [
      'a hook that is only a name',
      '[{ hook: f }, { shift: 100 }]',
      'plan[0].hook | hook is the text "f", not a mapping. | Write for example `hook: { function: shop-migrate, within: 15m }`',
    ],
    [
      'a hook by ARN',
      '[{ hook: { function: "arn:aws:lambda:x", within: 5m } }, { shift: 100 }]',
      'plan[0].hook.function | function cannot be "arn:aws:lambda:x": the name of a function has letters',
    ],
    [
      'a hook without an end',
      '[{ hook: { function: f } }, { shift: 100 }]',
      'plan[0].hook.within | within is missing. | Write for example `within: 15m`',
    ],
    [
      'a hook of less than a minute',
      '[{ hook: { function: f, within: 30s } }, { shift: 100 }]',
      'plan[0].hook.within | A hook of 30 s is too short',
    ],
    [
      'a hook that asks when it fails',
      '[{ hook: { function: f, within: 5m, onFailure: ask } }, { shift: 100 }]',
      'plan[0].hook.onFailure | onFailure cannot be "ask".',
    ],
    [
      'a point of no return before the last shift',
      `[${GATE}, { hook: { function: f, within: 5m, pointOfNoReturn: true } }, { shift: 100 }]`,
      'plan[1].hook.pointOfNoReturn | A point of no return comes before the last shift',
    ],
    [
      'a point of no return without a gate of its own',
      `[{ shift: 100 }, ${GATE}, { bake: 5m }, { hook: { function: f, within: 5m, pointOfNoReturn: true } }]`,
      'plan[3].hook.pointOfNoReturn | A point of no return must come directly after an approval.',
    ],
    [
      'a point of no return that would go back by itself',
      `[{ shift: 100 }, ${GATE}, { hook: { function: f, within: 5m, pointOfNoReturn: true, onFailure: rollback } }]`,
      'plan[2].hook.onFailure | After a point of no return Serin does not roll back by itself. | Write `onFailure: hold`.',
    ],
    [
      'a hook behind the point of no return that would go back by itself',
      `[{ shift: 100 }, ${GATE}, ${CONTRACT}, { hook: { function: g, within: 5m, onFailure: rollback } }]`,
      'plan[3].hook.onFailure | After a point of no return Serin does not roll back by itself.',
    ],
    [
      'a gate behind the point of no return',
      `[{ shift: 100 }, ${GATE}, ${CONTRACT}, ${GATE}]`,
      'plan[3].approve | An approval after the point of no return asks for what can no longer be refused.',
    ],
    [
      'a drain before the last shift',
      `[{ shift: 50 }, ${DRAIN}, { shift: 100 }]`,
      'plan[1].drain | A drain comes before the last shift, while users are still sent to the old version.',
    ],
    [
      'a drain without an end',
      '[{ shift: 100 }, { drain: { metric: { namespace: Calls, name: Sessions }, atOrUnder: 0 } }]',
      'plan[1].drain.atMost | atMost is missing. | Write for example `atMost: 4h`',
    ],
    [
      'a drain of less than a minute',
      '[{ shift: 100 }, { drain: { metric: { namespace: Calls, name: Sessions }, atOrUnder: 0, atMost: 30s } }]',
      'plan[1].drain.atMost | A drain of 30 s is too short',
    ],
    [
      'a drain by a percentile',
      '[{ shift: 100 }, { drain: { metric: { namespace: C, name: S, statistic: p99 }, atOrUnder: 0, atMost: 4h } }]',
      'plan[1].drain.metric.statistic | statistic cannot be "p99".',
    ],
    [
      'two points of no return',
      `[{ shift: 100 }, ${GATE}, ${CONTRACT}, ${CONTRACT}]`,
      'plan[3].hook.pointOfNoReturn | There is a point of no return before this one already.',
    ],
    [
      'a condition of a later version',
      '[{ bake: 10m, samples: 500 }, { shift: 100 }]',
      'plan[0].samples | samples is not in this version.',
    ],
    [
      'two steps in one entry',
      '[{ shift: 5, bake: 5m }, { shift: 100 }]',
      'plan[0].bake | bake stands beside another step. | Make it a list entry of its own',
    ],
    [
      'nobody to approve',
      '[{ approve: { from: [], within: 1h } }, { shift: 100 }]',
      'plan[0].approve.from | from is empty.',
    ],
    [
      'no end to waiting',
      '[{ approve: { from: [U0BOB] } }, { shift: 100 }]',
      'plan[0].approve.within | within is missing. | Write for example `within: 4h`',
    ],
    [
      'a wait for people under a minute',
      '[{ approve: { from: [U0BOB], within: 10s } }, { shift: 100 }]',
      'plan[0].approve.within | An approval of 10 s is too short',
    ],
    [
      'a name that Slack cannot look up',
      '[{ approve: { from: [bob], within: 1h } }, { shift: 100 }]',
      'plan[0].approve.from[0] | from[0] cannot be "bob": people are named by a Slack user id',
    ],
    [
      'an address longer than is shown',
      `[{ approve: { from: [${'b'.repeat(69)}@example.com], within: 1h } }, { shift: 100 }]`,
      'plan[0].approve.from[0] | from[0] must have at most 80 characters, not 81.',
    ],
    [
      '21 people',
      `[{ approve: { from: [${Array.from({ length: 21 }, (_, n) => `U0${n}`).join(', ')}], within: 1h } }, { shift: 100 }]`,
      'plan[0].approve.from | from must have at most 20 entries, not 21. | Write for example',
    ],
    [
      'one person twice',
      '[{ approve: { from: [bob@example.com, Bob@example.com], within: 1h } }, { shift: 100 }]',
      'plan[0].approve.from[1] | bob@example.com is there twice.',
    ],
    [
      'more approvals than people',
      '[{ approve: { from: [U0BOB, sue@example.com], count: 3, within: 1h } }, { shift: 100 }]',
      'plan[0].approve.count | 3 people must approve, and from names 2. | Add people to from, or write `count: 2`.',
    ],
    [
      'an approval by nobody',
      '[{ approve: { from: [U0BOB], count: 0, within: 1h } }, { shift: 100 }]',
      'plan[0].approve.count | count must be at least 1, not 0.',
    ],
    [
      'half an approval',
      '[{ approve: { from: [U0BOB], count: 1.5, within: 1h } }, { shift: 100 }]',
      'plan[0].approve.count | count is 1.5, not a whole number.',
    ],
    [
      'a cohort that no target knows',
      '[{ cohort: [staff] }, { shift: 100 }]',
      'plan[0].cohort[0] | No target knows the cohort staff. | Name the cohorts in `cohorts` of a target of the kind edge; other kinds know none.',
    ],
    [
      'a cohort with a capital',
      '[{ cohort: [Staff] }, { shift: 100 }]',
      'plan[0].cohort[0] | cohort[0] cannot be "Staff": a cohort has 1 to 32 of a-z, 0-9 and -. | Write for example `- staff`.',
    ],
    ['no cohort in a step', '[{ cohort: [] }, { shift: 100 }]', 'plan[0].cohort | cohort is empty.'],
  ])('says what is wrong with %s', (_what, plan, problem) => {
    const found = problems(aFile({ plan }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^6:/);
    expect(found[0]).toContain(`services.checkout.${problem}`);
  });
});

describe('a plan for records of Route 53', () => {
  const targets =
    '[{ kind: route53, zone: Z1, record: app.example.com, type: A, identifiers: [primary, canary] }, { kind: route53, zone: Z1, record: web.example.com, type: A, identifiers: [primary, canary] }]';
  const found = (plan: string) => problems(aFile({ targets, plan }));
  const remedy = 'Use a share from 0.391% to 99.609%.';

  it.each([
    [
      'in a list',
      '[{ shift: 5 }, { shift: 99.9 }, { shift: 100 }]',
      `plan[1].shift | 99.9% would become 100%: two Route 53 weights cannot express it. | ${remedy}`,
    ],
    ['in words', 'canary 0.1% 5m', `plan | 0.1% would become 0%: two Route 53 weights cannot express it. | ${remedy}`],
  ])('is refused once for a share that they would round to nobody or everybody: %s', (_, plan, problem) => {
    expect(found(plan)).toEqual([expect.stringContaining(problem)]);
  });

  it('is refused for it beside a step that cannot be read', () => {
    expect(found('[{ shift: 99.9 }, { bake: soon }, { shift: 100 }]')).toEqual([
      expect.stringContaining('plan[0].shift | 99.9% would become 100%'),
      expect.stringContaining('plan[1].bake'),
    ]);
  });

  it.each(['[{ shift: 0.2 }, { shift: 99.8 }, { shift: 100 }]', 'canary 0.3% 5m', 'AllAtOnce'])(
    'may have %s, as nearly as two weights can',
    (plan) => {
      expect(found(plan)).toEqual([]);
    },
  );

  it('may have any share where no target is such a record', () => {
    expect(problems(aFile({ plan: '[{ shift: 0.01 }, { shift: 99.99 }, { shift: 100 }]' }))).toEqual([]);
  });
});

describe('a plan for a target at the edge', () => {
  const STORE = 'arn:aws:cloudfront::123456789012:key-value-store/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
  const targets = `[{ kind: edge, store: "${STORE}", key: web, cohorts: [staff, beta] }]`;
  const found = (plan: string) => problems(aFile({ targets, plan }));

  it('opens the cohorts that the target names', () => {
    const plan = '[{ cohort: [staff] }, { bake: 5m }, { shift: 5 }, { cohort: [beta] }, { shift: 100 }]';
    expect(services(aFile({ targets, plan }))[0]?.plan).toEqual([
      { kind: 'cohort', names: ['staff'] },
      { kind: 'bake', ms: 300_000 },
      { kind: 'shift', weight: 5 },
      { kind: 'cohort', names: ['beta'] },
      { kind: 'shift', weight: 100 },
    ]);
  });

  it.each([
    [
      '[{ cohort: [staff, stuff] }, { shift: 100 }]',
      'plan[0].cohort[1] | No target knows the cohort stuff. | The targets know staff, beta. Name it in `cohorts`',
    ],
    [
      '[{ cohort: [staff] }, { shift: 5 }, { cohort: [staff] }, { shift: 100 }]',
      'plan[2].cohort[0] | The cohort staff is open already. | Remove one of the two.',
    ],
    [
      '[{ shift: 100 }, { cohort: [staff] }]',
      'plan[1].cohort[0] | Behind the last shift everybody is on the canary, the cohort staff too. | Open it before',
    ],
  ])('says what is wrong with %s', (plan, problem) => {
    expect(found(plan)).toEqual([expect.stringContaining(problem)]);
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

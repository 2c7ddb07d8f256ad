import { describe, expect, it } from 'vitest';
import { aFile } from '../a-file.ts';
import { problems, services } from './read-text.ts';

const DRAIN = '{ drain: { metric: { namespace: Calls, name: Sessions }, atOrUnder: 0, atMost: 4h } }';
const GATE = '{ approve: { from: [U0BOB], within: 1h } }';
const CONTRACT = '{ hook: { function: f, within: 5m, pointOfNoReturn: true } }';

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

describe('a plan for a service of Amazon ECS', () => {
  const ECS = '[{ kind: ecs, cluster: prod, service: invoices }]';
  const found = (plan: string, targets = ECS) => problems(aFile({ targets, plan }));
  const remedy = 'Write one `shift` below 100 and `shift: 100`, or equal steps such as 25, 50, 75 and 100.';

  it.each([
    ['[{ shift: 5 }, { bake: 5m }, { shift: 25 }, { shift: 100 }]', '5%, 25% and 100%'],
    ['[{ shift: 2 }, { shift: 4 }, { shift: 100 }]', '2%, 4% and 100%'],
    ['[{ shift: 10 }, { shift: 20 }, { shift: 100 }]', '10%, 20% and 100%'],
  ])('is refused with its line for steps that no strategy of ECS has: %s', (plan, shares) => {
    const [problem, ...others] = found(plan);
    expect(others).toEqual([]);
    expect(problem).toMatch(/^6:5 services\.checkout\.plan \| ECS cannot shift to /);
    expect(problem).toContain(`${shares}: it has one step below 100% (canary), or equal steps of at least 3% (linear)`);
    expect(problem).toContain(`| ${remedy}`);
  });

  it.each([
    'canary 10% 5m',
    'linear 25% every 5m',
    'linear 30% every 5m',
    'AllAtOnce',
    '[{ shift: 0.1 }, { shift: 100 }]',
    '[{ shift: 33.3 }, { shift: 66.6 }, { shift: 99.9 }, { shift: 100 }]',
  ])('may be %s', (plan) => {
    expect(found(plan)).toEqual([]);
  });

  it('is refused for a share that is too fine and for uneven steps at once', () => {
    expect(found('[{ shift: 5.05 }, { shift: 25 }, { shift: 100 }]')).toEqual([
      expect.stringContaining('plan | ECS cannot shift to 5.1%, 25% and 100%'),
      expect.stringContaining('plan[0].shift | ECS takes shares in tenths of a percent, so it cannot have 5.05%.'),
    ]);
  });

  it('is refused once for two services of ECS, and beside another kind of target', () => {
    const uneven = '[{ shift: 5 }, { shift: 25 }, { shift: 100 }]';
    const two = `[{ kind: ecs, cluster: prod, service: invoices }, { kind: ecs, cluster: prod, service: mails }, { kind: lambda-alias, function: f, alias: live }]`;
    expect(found(uneven, two)).toHaveLength(1);
    expect(found(uneven, '[{ kind: lambda-alias, function: f, alias: live }]')).toEqual([]);
  });

  it('is refused by the same rule when it is a further plan with a name', () => {
    const plans = '{ slow: { plan: [{ shift: 5 }, { shift: 25 }, { shift: 100 }] } }';
    expect(problems(aFile({ targets: ECS, plan: 'canary 10% 5m', plans }))).toEqual([
      expect.stringMatching(/plans\.slow\.plan \| ECS cannot shift to 5%, 25% and 100%/),
    ]);
  });

  it('is refused at the holdback where only that makes the steps uneven', () => {
    const holdback = (share: string) =>
      problems(
        aFile({
          targets: ECS,
          plan: '[{ shift: 10 }, { shift: 100 }, { bake: 30m }]',
          analysis: `{ holdback: ${share} }`,
        }),
      );
    expect(holdback('5%')).toEqual([
      expect.stringMatching(
        /analysis\.holdback \| ECS cannot shift to 10%, 95% and 100%: .* \| Remove the holdback, which is a step more/,
      ),
    ]);
  });
});

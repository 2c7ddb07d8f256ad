import { describe, expect, test } from 'vitest';
import { limitProblems } from '../../../../../src/adapters/slack/views/parts/limits.ts';
import { card } from '../../../../../src/adapters/slack/views/rollout/card.ts';
import type { Plan } from '../../../../../src/domain/plan/plan.ts';
import type { Hold, Phase, Rollout } from '../../../../../src/domain/rollout/record.ts';
import type { HookCall } from '../../../../../src/domain/steps/hook.ts';
import {
  aFinding,
  aGate,
  anAlarm,
  anObserved,
  aRollout,
  aService,
  aTarget,
  noon,
  phases,
} from '../../support/a-rollout.ts';
import { buttonsOf, textOf } from '../text-of.ts';

const all = phases();

test.each([
  ['shifting', ['pause', 'promote', 'rollback']],
  ['baking', ['skip', 'pause', 'promote', 'rollback']],
  ['awaiting-approval', ['approve', 'withdraw', 'reject', 'pause', 'rollback']],
  ['paused', ['resume', 'promote', 'rollback']],
  ['holding', ['resume', 'promote', 'rollback']],
  ['drifted', ['resume', 'rollback']],
  ['partial', ['resume', 'rollback']],
  ['unread', ['resume', 'rollback']],
  ['hooking', ['pause', 'rollback']],
  ['draining', ['pause', 'promote', 'rollback']],
  ['unanswered', ['resume', 'promote', 'rollback']],
  ['promoting', ['rollback']],
  ['rolling-back', []],
  ['asking', ['resume']],
  ['stuck', ['rollback', 'resume']],
  ['completed', []],
  ['returnable', ['rollback']],
  ['rolled-back', []],
] as const)('%s has the buttons that make sense: %j', (status, buttons) => {
  expect(Object.keys(buttonsOf(card(aRollout({ phase: all[status] }))))).toEqual(buttons);
});

test('a share that somebody set can be put back, with a dialog that says what Serin writes', () => {
  const target = aTarget({ observed: anObserved({ weight: 40 }) });
  const drawn = card(aRollout({ phase: all.drifted, targets: [target] }));
  expect(Object.keys(buttonsOf(drawn))).toEqual(['put-back', 'resume', 'rollback']);
  expect(JSON.stringify(drawn)).toContain('Serin sets lambda-alias checkout-api:live from 40% to 25% and resumes.');
  expect(textOf(drawn)).toContain(
    'Put back sets lambda-alias checkout-api:live from 40% to 25% and goes on. Or roll back.',
  );
  expect(JSON.stringify(drawn).split('"style":"primary"')).toHaveLength(2);
  const other = aTarget({ observed: anObserved({ drift: 'it points to version 55' }) });
  const both = card(aRollout({ phase: all.drifted, targets: [target, other] }));
  expect(Object.keys(buttonsOf(both))).toEqual(['resume', 'rollback']);
});

/** A hook that was late: it answered after Serin had begun to hold. */
const done: Phase = {
  status: 'holding',
  since: noon,
  why: { kind: 'hook', function: 'shop-migrate', outcome: 'late', detail: '' },
  activity: { status: 'hooking', call: { n: 1, state: 'done', at: noon, until: noon } },
};
describe('a rollout of a pipeline', () => {
  const by = { arn: 'arn:aws:sts::123456789012:assumed-role/deploy-checkout/run-7' };

  test('names it in short, as code, and mentions nobody for it', () => {
    const text = textOf(card(aRollout({ by })));
    expect(text).toContain('Started by `role/deploy-checkout (run-7)`');
    expect(text).not.toContain('<@arn');
  });

  test('that paused says so in the same way', () => {
    const phase = { status: 'paused', since: noon, by, activity: { status: 'promoting' } } as const;
    expect(textOf(card(aRollout({ phase })))).toContain('Paused by `role/deploy-checkout (run-7)`');
  });

  test('whose ARN is like nothing on earth stays text', () => {
    const odd = { arn: `arn:aws:iam::123456789012:user/\`<!channel>\`${'x'.repeat(400)}` };
    const drawn = card(aRollout({ by: odd }));
    expect(textOf(drawn)).not.toContain('<!channel>');
    expect(limitProblems(drawn)).toEqual([]);
  });
});

describe('the buttons of a card', () => {
  test.each([
    ['baking', 'skip'],
    ['awaiting-approval', 'approve'],
    ['paused', 'resume'],
    ['stuck', 'rollback'],
  ] as const)('%s carry ids only: the service, the rollout, the step, and since when it stands so', (status, name) => {
    const drawn = buttonsOf(card(aRollout({ step: 3, phase: all[status] })));
    expect(drawn[name]?.value).toEqual({ service: 'checkout', rollout: 'r1', step: 3, since: noon });
  });

  test('of a bake are others than those of the next one', () => {
    const next = { status: 'baking', since: noon + 1, until: noon + 600_000 } as const;
    const [first, second] = [aRollout(), aRollout({ step: 4, phase: next })].map((each) => buttonsOf(card(each)).skip);
    expect(second?.value).not.toEqual(first?.value);
  });

  test('ask before they promote, roll back or skip, and not otherwise: a rejection asks for its reason', () => {
    const drawn = { ...buttonsOf(card(aRollout())), ...buttonsOf(card(aRollout({ phase: all['awaiting-approval'] }))) };
    const asking = Object.entries(drawn).filter(([, { confirms }]) => confirms);
    expect(asking.map(([name]) => name).sort()).toEqual(['promote', 'rollback', 'skip']);
  });

  test('say what they do where the usual word would mislead', () => {
    expect(buttonsOf(card(aRollout({ phase: done }))).resume?.label).toBe('Resume');
    expect(buttonsOf(card(aRollout({ phase: all.asking }))).resume?.label).toBe('Keep what was changed');
    expect(buttonsOf(card(aRollout({ phase: all.stuck }))).rollback?.label).toBe('Try again');
  });
});

describe('a card of a bake', () => {
  const steps = [
    { kind: 'shift', weight: 5 },
    { kind: 'bake', ms: 600_000 },
  ] as const;
  const gate = { kind: 'approve', from: ['U0BOB'], count: 1, within: 900_000 } as const;
  const until = (next: Plan[number], over: Partial<Rollout> = {}) =>
    textOf(
      card(
        aRollout({ config: aService({ plan: [...steps, next, { kind: 'shift', weight: 100 }] }), step: 1, ...over }),
      ),
    );

  test('says what follows, and that nothing is to be done for it', () => {
    expect(until({ kind: 'shift', weight: 25 })).toMatch(
      /Baking at 5% until <!date[^>]*>\. Then the plan goes on by itself\. You need to do nothing\./,
    );
    expect(until(gate)).toMatch(/Baking at 5% until <!date[^>]*>\. Then people are asked to approve\./);
  });

  test('does not say so where people have to answer for an alarm', () => {
    const alarms = { 'checkout-5xx': anAlarm({ value: 'INSUFFICIENT_DATA', hadData: true }) };
    expect(until({ kind: 'shift', weight: 25 }, { alarms })).not.toContain('You need to do nothing');
  });
});

describe('a card in a freeze', () => {
  const freeze = { until: noon + 3_600_000, by: { id: 'U0BOB', name: 'bob' }, reason: 'see <!here>.', waits: false };
  const shown = (over: Partial<Rollout>) => textOf(card(aRollout(over)));

  test('says until when, by whom and why, and whether the plan waits', () => {
    expect(shown({ freeze })).toMatch(
      /🧊 \*Frozen until <!date[^>]*>\* by bob: see &lt;!here&gt;\. Nothing is raised until then\./,
    );
    expect(shown({ freeze: { ...freeze, by: null, waits: true } })).toMatch(
      /🧊 \*Waits: frozen until <!date[^>]*>\* by serin\.yml: /,
    );
    expect(shown({ freeze, phase: all.asking })).not.toContain('🧊');
    expect(shown({ freeze, phase: all.completed })).not.toContain('🧊');
  });

  test('is headed by it while the plan waits, says that the bake is over, and does not offer what a freeze refuses', () => {
    const waiting = card(aRollout({ freeze: { ...freeze, waits: true } }));
    expect(textOf(waiting)).toContain('🧊 checkout v54: waits for the end of a freeze');
    expect(textOf(waiting)).toMatch(/The bake at 5% was over at <!date[^>]*>\./);
    expect(Object.keys(buttonsOf(waiting))).toEqual(['pause', 'rollback']);
    expect(shown({ freeze })).toContain('🐤 checkout v54: baking');
    expect(Object.keys(buttonsOf(card(aRollout({ freeze }))))).toEqual(['skip', 'pause', 'rollback']);
  });

  test('asks nobody to approve what enough people have approved', () => {
    const gate = { kind: 'approve', from: ['U0BOB'], count: 1, within: 900_000 } as const;
    const config = aService({ plan: [gate, { kind: 'shift', weight: 100 }] });
    const approvals = [{ by: { id: 'U0BOB', name: 'bob' }, at: noon }];
    const phase = { status: 'awaiting-approval', openedAt: noon, expiresAt: noon + 900_000, approvals } as const;
    const rollout = aRollout({ config, step: 0, phase, freeze: { ...freeze, waits: true } });
    expect(textOf(card(rollout))).toContain('Approved; the next step has not begun.');
    expect(Object.keys(buttonsOf(card(rollout)))).not.toContain('approve');
  });
});

describe('a card at a hook', () => {
  const hook = {
    kind: 'hook',
    function: 'shop-migrate',
    qualifier: null,
    within: 900_000,
    onFailure: 'hold',
    pointOfNoReturn: false,
  } as const;
  const config = aService({ plan: [{ kind: 'shift', weight: 5 }, hook, { kind: 'shift', weight: 100 }] });
  const at = (state: HookCall['state']): Phase => ({
    status: 'hooking',
    since: noon,
    call: { n: 1, state, at: noon, until: noon + 900_000 },
  });
  const shown = (other: Partial<Rollout>) => textOf(card(aRollout({ config, step: 1, ...other })));

  test.each([
    ['due', /^Calls `shop-migrate`\.$/m],
    ['called', /^Called `shop-migrate`; waits for its answer until .*\.$/m],
    ['taken', /^`shop-migrate` runs; waits for its answer until .*\.$/m],
    ['done', /^`shop-migrate` is done\.$/m],
  ] as const)('says how far the call is: %s', (state, words) => {
    expect(shown({ phase: at(state) })).toMatch(words);
  });

  test('has its step in the plan, with until when', () => {
    expect(shown({ phase: at('called') })).toMatch(/▸ {2}\*Hook `shop-migrate`, within 15 min\* · until /);
    expect(shown({ phase: all.baking, step: 0 })).toContain('·  Hook `shop-migrate`, within 15 min');
  });

  test.each([
    ['failed', 'shop-migrate failed (no). Look first what it did'],
    ['late', 'shop-migrate ran and did not answer in time. Look first what it did'],
    ['unknown', 'nobody knows whether shop-migrate ran, or how it ended. Look first what it did'],
  ] as const)('says what a resume does when the outcome is: %s', (outcome, words) => {
    const why = { kind: 'hook', function: 'shop-migrate', outcome, detail: 'no' } as const;
    const call = { n: 1, state: 'missed', at: noon, until: noon } as const;
    const phase: Phase = { status: 'holding', since: noon, why, activity: { status: 'hooking', call } };
    expect(shown({ phase })).toContain(words);
    const again =
      'Resume calls shop-migrate again; if its work is done: `/canary resume checkout done` and how you know.';
    expect(shown({ phase })).toContain(again);
    const drift = { kind: 'drift', target: 't', detail: 'd' } as const;
    expect(shown({ phase: { ...phase, why: drift } })).toContain(again);
    const buttons = buttonsOf(card(aRollout({ config, step: 1, phase: { ...phase, why: drift } })));
    expect(buttons.resume?.label).toBe('Call the hook again');
    expect(shown({ phase: done })).not.toContain('again');
    expect(shown({ phase: done })).toContain('shop-migrate was late, and is done now. Resume or roll back.');
  });
});

describe('a card at a drain', () => {
  const metric = { namespace: 'Calls', name: 'Sessions', dimensions: {}, statistic: 'Sum' } as const;
  const drain = { kind: 'drain', metric, atOrUnder: 0, atMost: 14_400_000 } as const;
  const config = aService({ plan: [{ kind: 'shift', weight: 100 }, drain] });
  const shown = (phase: Phase) => textOf(card(aRollout({ config, step: 1, weight: 100, phase })));

  test('says how many are left, what ends it, and when at the latest', () => {
    expect(shown(all.draining)).toMatch(
      /^Drains the old version: `Sessions` is \*3\*; goes on at 0 or less, .* at the latest\. Its arm stays as it is\.$/m,
    );
    expect(shown(all.draining)).toMatch(/▸ {2}\*Drain until `Sessions` is 0 or less, at most 4 h\* · until /);
  });

  test('says when nothing was read yet', () => {
    const unseen = { status: 'draining', since: noon, from: noon, until: noon, seen: null } as const;
    expect(shown(unseen)).toContain('`Sessions` was not read yet');
  });
});

describe('a card of a rollout that went back', () => {
  const metric = { namespace: 'Calls', name: 'Sessions', dimensions: {}, statistic: 'Maximum' } as const;
  const plan = [{ kind: 'drain', metric, onCanary: metric, atOrUnder: 0, atMost: 1 }] as const;
  const of = (leaving: Rollout['leaving']) =>
    textOf(card(aRollout({ config: { ...aRollout().config, plan }, phase: all['rolled-back'], leaving })));
  const leaving = { since: noon, until: noon, seen: null, isUnread: false };

  test.each([
    ['how many are still on the canary', { seen: { value: 3, at: noon } }, 'Still on v54: `Sessions` is 3.'],
    ['that it is not known yet', {}, 'How many are still on v54 is not known yet (`Sessions`).'],
    ['that it could not be read', { isUnread: true }, 'How many are still on v54 could not be read (`Sessions`).'],
    [
      'what was last read',
      { isUnread: true, seen: { value: 3, at: noon } },
      'How many are still on v54 could not be read (`Sessions` was 3 when it was last read).',
    ],
  ])('says %s', (_, over, text) => {
    expect(of({ ...leaving, ...over })).toContain(text);
  });

  test('says nothing once nobody is', () => {
    expect(of(null)).not.toContain('still on');
  });
});

describe('a card behind the point of no return', () => {
  const past = (status: keyof typeof all) => card(aRollout({ noReturnAt: noon, phase: all[status] }));

  test('says so, and how to go back all the same, and has no button for it', () => {
    expect(textOf(past('holding'))).toMatch(
      /\*Past the point of no return\* since .*Alarms hold and ask.*`\/canary rollback checkout anyway`\.$/m,
    );
    expect(Object.keys(buttonsOf(past('holding')))).toEqual(['resume', 'promote']);
    expect(textOf(card(aRollout({ phase: all.holding })))).not.toContain('no return');
  });

  test('has no button after its end, either', () => {
    expect(buttonsOf(card(aRollout({ noReturnAt: noon, phase: all.returnable })))).toEqual({});
    expect(textOf(past('returnable'))).not.toContain('Can be rolled back');
  });

  const running = Object.keys(all).filter(
    (status): status is keyof typeof all =>
      !['rolling-back', 'asking', 'stuck', 'completed', 'rolled-back'].includes(status),
  );

  test.each(running)('offers no way back while it is %s', (status) => {
    expect(textOf(past(status))).not.toMatch(/or roll back|Roll back/);
    expect(buttonsOf(past(status))).not.toHaveProperty('rollback');
  });

  const holding = (why: Hold) =>
    textOf(
      card(
        aRollout({
          noReturnAt: noon,
          phase: { status: 'holding', since: noon, why, activity: { status: 'promoting' } },
        }),
      ),
    );

  test.each<[Hold, string]>([
    [{ kind: 'drift', target: 't', detail: 'd' }, 'Put it back and resume.'],
    [
      { kind: 'partial', target: 't', fault: { code: 'c', message: 'm', permanent: true } },
      'Fix it, then resume to try again.',
    ],
    [
      { kind: 'unread', target: 't', fault: { code: 'c', message: 'm', permanent: true } },
      't cannot be read (m), so nobody knows its share. Fix it, then resume.',
    ],
    [
      { kind: 'unread', target: 't', fault: { code: 'c', message: 'm', permanent: true }, isBack: true },
      't could not be read, and can be read again. Resume to go on.',
    ],
    [
      { kind: 'components-unread', detail: 'm' },
      'the components cannot be read (m), so a deployment to one of them would not be noticed. Fix it, then resume.',
    ],
    [
      { kind: 'components-unread', detail: 'm', isBack: true },
      'the components could not be read, and can be read again. Resume to go on.',
    ],
    [
      { kind: 'center-unread', detail: 'm' },
      'the control center cannot be read (m), so a change to it would not be noticed. Fix it, then resume.',
    ],
    [
      { kind: 'center-unread', detail: 'm', isBack: true },
      'the control center could not be read, and can be read again. Resume to go on.',
    ],
    [{ kind: 'gate-expired' }, 'Resume to ask again.'],
    [{ kind: 'hook', function: 'f', outcome: 'failed', detail: '' }, 'Fix it, then resume.'],
    [{ kind: 'alarm', name: 'a' }, 'Deploy a fix, then resume.'],
    [{ kind: 'alarm-unclear', alarms: [{ name: 'a', is: 'gone' }] }, 'Resume to go on without it.'],
    [{ kind: 'alarms-unreadable' }, 'Resume when they can be read again.'],
  ])('says for the hold %o what is possible instead', (why, text) => {
    expect(holding(why)).toContain(text);
  });

  test.each(['rolling-back', 'stuck', 'completed', 'rolled-back'] as const)(
    'says nothing of it once it is %s',
    (status) => {
      expect(textOf(past(status))).not.toContain('no return');
    },
  );
});

test('shows the service, the version, the weight as a bar, who and since when in the zone of the reader', () => {
  const view = card(aRollout());
  expect(view.text).toBe('checkout v54: baking at 5%');
  const text = textOf(view);
  expect(text).toContain('🐤 checkout v54: baking');
  expect(text).toContain('`█░░░░░░░░░░░░░░░░░░░` *5%* on v54');
  expect(text).toContain(`<!date^${noon / 1000 + 600}^{date_short_pretty} at {time}|2026-01-05 12:10 UTC>`);
  expect(text).toContain('Started by <@U1>');
});

test('shows each target with its versions and its share in the world, those that are alike in one line', () => {
  const lines = (names: readonly string[], last = {}) =>
    textOf(card(aRollout({ targets: [...names.map((name) => aTarget({ name })), aTarget({ name: 'z', ...last })] })))
      .split('*Targets*\n')[1]
      ?.split('\n*Alarms')[0]
      ?.split('\n');
  expect(lines(['a', 'b'])).toEqual(['*a*, *b*, *z*: `53` → `54` · 5%']);
  expect(lines(['a', 'b'], { canary: '55' })).toEqual(['*a*, *b*: `53` → `54` · 5%', '*z*: `53` → `55` · 5%']);
  expect(lines(['a', 'b', 'c', 'd'])).toEqual(['*a*, *b*, *c*, *d*: `53` → `54` · 5%', '*z*: `53` → `54` · 5%']);
});

test('has its buttons above its details, so that a phone shows them at once', () => {
  const types = card(aRollout()).blocks.map(({ type }) => type);
  expect(types.slice(0, 4)).toEqual(['header', 'section', 'actions', 'section']);
});

test.each([
  ['not read yet', null],
  ['promoted', anObserved({ promoted: true })],
  ['share not known', anObserved({ weight: null })],
  ['0%, on its way to 10%', anObserved({ weight: 0, towards: { weight: 10, waitsFor: 'ECS is at SCALE_UP' } })],
  ['primary now answers 9.9.9.9', anObserved({ drift: 'primary now answers 9.9.9.9' })],
  [
    'Lambda does not answer',
    anObserved({ fault: { code: 'Down', message: 'Lambda does not answer', permanent: false } }),
  ],
])('says of a target: %s', (words, observed) => {
  expect(textOf(card(aRollout({ targets: [aTarget({ observed })] })))).toContain(words);
});

describe('a card whose gate is open', () => {
  const waiting = aRollout({ step: 0, phase: aGate([]), weight: 0 });

  test('names who can approve', () => {
    expect(textOf(card(waiting))).toMatch(
      /Waiting for bob@example\.com or <!subteam\^S0PAYMENTS> to approve, until .*\.$/m,
    );
  });

  test('mentions nobody while it is being posted', () => {
    expect(textOf(card(waiting, false))).toMatch(/Waiting for bob@example\.com or S0PAYMENTS to approve/m);
  });
});

describe('the steps on a card', () => {
  const planOf = (other: Parameters<typeof aRollout>[0]) =>
    textOf(card(aRollout(other)))
      .split('*Plan*\n')[1]
      ?.split('\n*Targets')[0];

  test('are done, current with its time, or still to come', () => {
    expect(planOf({})?.split('\n')).toEqual([
      '✓  Approval within 4 h',
      '✓  Shift to 5%',
      `▸  *Bake 10 min* · until <!date^${noon / 1000 + 600}^{time}|2026-01-05 12:10 UTC>`,
      '·  Shift to 100%',
      '·  Bake 30 min',
    ]);
  });

  test('name the people who approved', () => {
    const people = [
      { id: 'U2', name: 'bob' },
      { id: 'U3', name: 'carol' },
    ];
    expect(planOf({ approved: [{ step: 0, by: people }] })?.split('\n')[0]).toBe('✓  Approved by bob and carol');
  });

  test('name who stays on the old version to the end', () => {
    const { config } = aRollout({});
    const plan = [{ kind: 'shift', weight: 98, holdback: true }, ...config.plan] as const;
    expect(planOf({ config: { ...config, plan } })?.split('\n')[0]).toMatch(
      /Shift to 98%: 2% stay on \S+ to the end, so that the two can be compared$/,
    );
  });

  test('name everybody who has approved', () => {
    const everybody = Array.from({ length: 20 }, (_, index) => ({ id: 'U1', name: `p${index}` }));
    const shown = planOf({ step: 0, phase: aGate(everybody) });
    expect(shown).toContain(`approved by ${everybody.map(({ name }) => name).join(', ')}`);
  });

  test('name who has approved by id where Slack gave no name', () => {
    expect(planOf({ step: 0, phase: aGate([{ id: 'U1', name: '' }]) })).toMatch(/approved by U1$/m);
  });

  test('say how much of a bake is left while it is paused', () => {
    expect(planOf({ phase: all.paused })).toContain('▸  *Bake 10 min* · 5 min left');
  });

  test('are given up on the way back, and all done in the end', () => {
    expect(
      planOf({ phase: all['rolled-back'] })
        ?.split('\n')
        .map((line) => line[0]),
    ).toEqual(['✓', '✓', '✗', '–', '–']);
    expect(planOf({ phase: all['rolled-back'] })).toContain('–  Bake 30 min · not run');
    expect(planOf({ step: 5, phase: all.completed })).not.toMatch(/[▸·✗] /);
  });

  test('that somebody hurried past are not called done, whatever became of the rollout', () => {
    const alice = { id: 'U1', name: 'alice' };
    const hurried = [
      { step: 0, how: 'promoted', by: { id: 'U2', name: 'bob' } },
      { step: 2, how: 'skipped', by: alice },
    ] as const;
    for (const phase of [all.shifting, all.completed, all['rolled-back']]) {
      const lines = planOf({ step: 3, hurried, phase })?.split('\n');
      expect(lines?.[0]).toBe('⏭  Approval · passed over, promoted by bob');
      expect(lines?.[2]).toBe('⏭  Bake 10 min · skipped by alice');
    }
  });

  test('have the last shift as the current one while a promotion makes it, past the bake behind it', () => {
    const hurried = [2, 4].map((step) => ({ step, how: 'promoted', by: { id: 'U2', name: 'bob' } }) as const);
    const lines = planOf({ step: 4, hurried, phase: all.shifting })?.split('\n');
    expect(lines?.map((line) => line[0])).toEqual(['✓', '✓', '⏭', '▸', '⏭']);
    expect(planOf({ step: 4, hurried, phase: all['rolled-back'] })).toContain('✗  Shift to 100%');
  });

  test('before the eighth last are counted when there are many', () => {
    const plan = Array.from({ length: 60 }, (_, index) => ({ kind: 'bake', ms: (index + 1) * 60_000 }) as const);
    const shown = planOf({ step: 50, config: { ...aRollout().config, plan } });
    expect(shown).toContain('_40 steps before_');
    expect(shown).toContain('▸  *Bake 51 min*');
  });
});

test('shows what the sender of a health signal said, and draws nothing of it', () => {
  const alarms = {
    'signal:datadog': anAlarm({ said: { value: '7.2% <!here>', link: 'https://app.datadoghq.com/monitors/1' } }),
    'signal:grafana': anAlarm({ value: 'INSUFFICIENT_DATA', said: { value: '80 ms' } }),
    'signal:own': anAlarm({ said: { value: '', link: 'javascript:alert(1)' } }),
  };
  const text = textOf(card(aRollout({ alarms })));
  expect(text).toMatch(
    /🟢 OK signal:datadog since .* · its sender says: 7\.2% &lt;!here&gt; · <https:\/\/app\.datadoghq\.com\/monitors\/1\|Open it>\n/,
  );
  expect(text).toMatch(/⚪ silent or unknown signal:grafana since .* · its sender last said: 80 ms\n/);
  expect(text).toMatch(/🟢 OK signal:own since [^·]* · Open it\n/);
});

describe('what senders of health signals said', () => {
  const said = { value: 'x'.repeat(120), link: `https://example.com/${'y'.repeat(180)}` };
  const linesOf = (alarms: Rollout['alarms']) =>
    textOf(card(aRollout({ alarms })))
      .split('*Alarms*\n')[1]
      ?.split('\n') ?? [];

  test('hides no alarm', () => {
    const lines = linesOf({
      'signal:datadog': anAlarm({ value: 'ALARM', said }),
      'signal:grafana': anAlarm({ value: 'ALARM', said }),
      'checkout-5xx': anAlarm({ value: 'ALARM' }),
    });
    expect(lines.slice(0, 3)).toEqual(
      ['signal:datadog', 'signal:grafana', 'checkout-5xx'].map((name) => expect.stringMatching(`^🔴 ALARM ${name} `)),
    );
    expect(lines.join(' ')).not.toContain('more alarms');
  });

  test('is shown whole where there is room', () => {
    const lines = linesOf({ 'checkout-5xx': anAlarm(), 'signal:datadog': anAlarm({ value: 'ALARM', said }) });
    expect(lines[0]).toMatch(/^🔴 ALARM signal:datadog .* · its sender says: x{120} · <https:.*y{180}\|Open it>$/);
  });

  test('is shown of those that fire first, without the link where that has no room', () => {
    const lines = linesOf({
      'signal:own': anAlarm({ said: { value: '0.1%' } }),
      'signal:grafana': anAlarm({ said }),
      'signal:datadog': anAlarm({ value: 'ALARM', said }),
    });
    expect(lines[0]).toMatch(/^🔴 ALARM signal:datadog .* · its sender says: x{120}$/);
    expect(lines[1]).toMatch(/^🟢 OK signal:own .* · its sender says: 0\.1%$/);
    expect(lines[2]).toMatch(/^🟢 OK signal:grafana since <[^>]*>$/);
  });
});

test('shows the alarms, those that fire first, with since when', () => {
  const alarms = {
    calm: anAlarm(),
    quiet: anAlarm(),
    loud: anAlarm({ value: 'ALARM', excused: true }),
    gone: anAlarm({ value: 'MISSING', since: 0 }),
  };
  const lines = textOf(card(aRollout({ alarms })))
    .split('*Alarms*\n')[1]
    ?.split('\n');
  expect(lines?.slice(0, 3)).toEqual([
    expect.stringMatching(/^🔴 ALARM loud since <!date.*\(fired before the start, which was forced\)$/),
    '❓ does not exist gone',
    '🟢 OK calm and quiet',
  ]);
});

test('says of quiet alarms what they see, and gives a line to one that may miss a canary that always fails', () => {
  const sights = [
    { alarm: 'both', arm: 'both', limit: { kind: 'share', percent: 1 } },
    { alarm: 'slow', arm: 'canary', limit: { kind: 'slow', percent: 5 } },
    { alarm: 'blind', arm: 'both', limit: { kind: 'share', percent: 10 } },
    { alarm: 'count', arm: 'both', limit: { kind: 'count', failures: 5, periodMs: 60_000 } },
  ] as const;
  const alarms = Object.fromEntries(['both', 'slow', 'blind', 'count', 'other'].map((name) => [name, anAlarm()]));
  const lines = textOf(card(aRollout({ alarms, sights })))
    .split('*Alarms*\n')[1]
    ?.split('\n');
  expect(lines?.slice(0, 3)).toEqual([
    expect.stringMatching(/^🟢 OK blind since .* at 5% it stays quiet even if every request of the canary fails$/),
    expect.stringMatching(/^🟢 OK count since .* at 5% it sees a canary that fails every request only above/),
    '🟢 OK both (fires at 20% failing), slow (fires at 5% slow) and other',
  ]);
});

test('a service without alarms has no part about them', () => {
  expect(textOf(card(aRollout({ alarms: {} })))).not.toContain('*Alarms*');
});

describe('what was found before the start', () => {
  const found = 'Nothing calls the alias. Point the event source at it.';
  const shown = (other: Parameters<typeof aRollout>[0]) =>
    textOf(card(aRollout({ findings: [aFinding()], targets: [aTarget({ notes: ['5% becomes 4.7%'] })], ...other })));

  test('is on the card until the first shift, notes on single targets for the whole rollout', () => {
    for (const part of [found, 'Splits requests, not users'])
      expect(shown({ step: 0, phase: aGate([]) })).toContain(part);
    expect(shown({ step: 1, phase: all.shifting })).not.toContain('Splits requests');
    expect(shown({ step: 1, phase: all.shifting })).not.toContain(found);
    expect(shown({ step: 1, phase: all.shifting })).toContain('5% becomes 4.7%');
  });

  test('goes when the rollout is taken back before it', () => {
    expect(shown({ step: 0, phase: all['rolled-back'] })).not.toContain(found);
  });
});

test('says once that several targets split requests', () => {
  const targets = [aTarget(), aTarget({ name: 'lambda-alias checkout-events:live' })];
  const text = textOf(card(aRollout({ step: 0, phase: aGate([]), targets })));
  expect(text.match(/[Ss]plits? requests/g)).toHaveLength(1);
});

test.each(['completed', 'rolled-back'] as const)('shows the alarms as they were once it is %s', (status) => {
  const alarms = { calm: anAlarm(), blind: anAlarm({ value: 'INSUFFICIENT_DATA' }) };
  expect(textOf(card(aRollout({ phase: all[status], alarms })))).toContain(
    '*Alarms at the end*\n⚪ had not enough data: blind\n🟢 was OK: calm\n',
  );
});

test.each([
  ['holding', /Holds since .*: the alarm boom fires\. Resume or roll back\./],
  ['drifted', /somebody changed boom: boom/],
  ['unread', /boom cannot be read \(boom\), so nobody knows its share\. Resume or roll back\./],
  ['partial', /boom could not be brought to 25% \(boom\); the others went back/],
  ['rolling-back', /Going back since .*: bob asked for it: boom/],
  ['stuck', /\*boom cannot be brought back\* since .* Tried 3 times/],
  ['rolled-back', /Rolled back .*: boom fired \(boom\)\.$/m],
  ['completed', /^Completed <[^>]*>\.$/m],
  [
    'returnable',
    /^Completed .* You can roll back until <!date.*2026-01-06 12:00 UTC>, unless something else is deployed first/m,
  ],
] as const)('%s says why and what now', (status, words) => {
  expect(textOf(card(aRollout({ phase: phases('boom')[status] })))).toMatch(words);
});

describe('a share on the card', () => {
  const at5 = anObserved({ weight: 5 });
  const shares = (first: number | null, second: number | null) =>
    aRollout({
      weight: 5,
      phase: phases().baking,
      targets: [first, second].map((weight, i) => aTarget({ name: `t${i}`, observed: { ...at5, weight } })),
    });

  test.each([
    [5, 5, '*5%* on v54'],
    [5, 25, '*5% to 25%* on v54'],
    [40, 40, '*40%* on v54'],
    [5, null, '*Share unknown* on v54: 5% was set'],
  ])('is what the targets show: %s and %s', (first, second, words) => {
    const drawn = card(shares(first, second));
    expect(textOf(drawn)).toContain(words);
    const said =
      second === null ? ', share unknown (5% was set)' : first === second ? ` at ${first}%` : ' at 5% to 25%';
    const where = second === null ? 'an unknown share (5% was set)' : said.replace(' at ', '');
    expect(drawn.text).toContain(`baking${said}`);
    expect(textOf(drawn)).toContain(`Baking at ${where} until`);
  });
});

test('says whom the canary is open to, in the weight, the step and the target', () => {
  const plan = [
    { kind: 'cohort', names: ['staff', 'beta'] },
    { kind: 'shift', weight: 100 },
  ] as const;
  const web = aTarget({ splits: 'users', observed: anObserved({ weight: 0, cohorts: ['staff'] }) });
  const rollout = aRollout({
    config: { ...aRollout().config, plan },
    step: 0,
    weight: 0,
    cohorts: ['staff', 'beta'],
    phase: phases().shifting,
    targets: [web],
  });
  const text = textOf(card(rollout));
  expect(text).toContain('*0%* on v54, and open to staff');
  expect(text).toContain('Shifting to 0%, and open to staff and beta since');
  expect(text).toContain('▸  *Open to staff and beta*');
  expect(text).toContain('0%, and open to staff');
});

test('a pause of a target shows its end once people were reminded of it', () => {
  const pause = { id: 'hook-1', since: noon, until: noon + 3_600_000, atEnd: 'ECS rolls the deployment back' };
  const target = aTarget({ observed: anObserved({ pause }) });
  const drawn = (targets: Rollout['targets']) => textOf(card(aRollout({ phase: all.baking, targets })));
  expect(drawn([target])).not.toContain('Pauses until');
  expect(drawn([{ ...target, remindedOf: 'hook-0' }])).not.toContain('Pauses until');
  expect(drawn([{ ...target, remindedOf: 'hook-1' }])).toMatch(
    /⏳ Pauses until .*, then ECS rolls the deployment back/,
  );
});

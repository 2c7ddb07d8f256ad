import { describe, expect, test } from 'vitest';
import { alarmChangeView, alarmReasonView } from '../../../../src/adapters/slack/views/alarms/message.ts';
import { noticeView } from '../../../../src/adapters/slack/views/channel/notice.ts';
import type { View } from '../../../../src/adapters/slack/views/parts/view.ts';
import { reply } from '../../../../src/adapters/slack/views/replies/reply.ts';
import { approvalView } from '../../../../src/adapters/slack/views/rollout/approval.ts';
import { baseline } from '../../../../src/adapters/slack/views/rollout/baseline.ts';
import { describeSituation } from '../../../../src/adapters/slack/views/rollout/status.ts';
import { threadEntries } from '../../../../src/adapters/slack/views/rollout/thread-entries.ts';
import type { Baseline } from '../../../../src/domain/rollout/baseline.ts';
import {
  aBreach,
  aFinding,
  anAlarm,
  anEntry,
  aReply,
  aRollout,
  aService,
  aTarget,
  noon,
  phases,
} from '../support/a-rollout.ts';
import { buttonsOf, textOf } from './text-of.ts';

const outcome = { rollout: 'r1', did: 'Rolling back from 5%.' };

describe('the message of a queue that has stopped', () => {
  const news = {
    about: 'queue',
    since: noon,
    fact: 'v54 was rolled back. In it: v55 (bob)',
    mention: ['U0BOB'],
  } as const;

  test('has a button that lets it go on, and one that takes out the version that is next', () => {
    const view = noticeView(aRollout(), { ...news, next: 'v55' }, {});
    const buttons = view.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(buttons).toMatchObject([
      {
        action_id: 'serin:resume-queue',
        text: { text: 'Resume queue' },
        confirm: { title: { text: 'Resume the queue of checkout?' } },
      },
      { action_id: 'serin:leave-queue', text: { text: 'Take v55 out' } },
    ]);
    for (const button of buttons)
      expect(button).toMatchObject({ value: JSON.stringify({ service: 'checkout', label: 'v55', stop: noon }) });
  });

  test('of an older record has no buttons', () => {
    expect(noticeView(aRollout(), news, {}).blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context']);
  });
});

describe('the message of a breach', () => {
  test('says what is wrong, who met it, and what Serin did, and its notification says it in two lines', () => {
    const view = alarmChangeView(aBreach(), outcome, aRollout());
    const text = textOf(view);
    for (const part of [
      '🔴 checkout v54: baking at 5%',
      `*checkout-5xx* fired at <!date^${noon / 1000}^{time_secs}|2026-01-05 12:00 UTC>: AWS/Lambda Errors is 5.25, limit 1.`,
      'v54 has 5% of the traffic.',
      'Rolling back from 5%.',
    ]) {
      expect(text).toContain(part);
    }
    expect(view.text.split('\n')).toEqual([
      '🔴 checkout v54: baking at 5%. checkout-5xx 5.25, limit 1. Rolling back from 5%. v54 has 5% of the traffic.',
      'checkout-5xx fired at 2026-01-05 12:00 UTC: AWS/Lambda Errors is 5.25, limit 1.',
    ]);
  });

  test('calls the people concerned, in what is posted first', () => {
    const view = alarmChangeView(aBreach(), { ...outcome, mention: ['U0ALICE', '<!here>'] }, aRollout());
    expect(view.text.split('\n').at(-1)).toMatch(/limit 1\. <@U0ALICE>, &lt;!here&gt;$/);
    expect(textOf(view)).toContain('<@U0ALICE>, &lt;!here&gt; · checkout v54 · <https');
    expect(textOf(alarmChangeView(aBreach(), outcome, aRollout()))).not.toContain('<@');
  });

  test('of a hold has the buttons of the card', () => {
    const view = alarmChangeView(aBreach(), outcome, aRollout({ phase: phases().holding }));
    expect(Object.keys(buttonsOf(view))).toEqual(['resume', 'promote', 'rollback']);
  });

  test('links the pages of its service', () => {
    const links = { logs: 'https://logs.example.com/?a=1#b', runbook: 'https://wiki.example.com/checkout' };
    const rollout = aRollout({ config: aService({ links }) });
    const there = '<https://wiki.example.com/checkout|Runbook> · <https://logs.example.com/?a=1#b|Logs>';
    const news = { about: 'hold', since: noon, fact: 'v54 fails', mention: [] } as const;
    expect(textOf(alarmChangeView(aBreach(), outcome, rollout))).toContain(there);
    expect(textOf(noticeView(rollout, news, {}))).toContain(`checkout v54 · ${there}`);
    expect(textOf(noticeView(aRollout(), news, {}))).not.toContain('https://');
  });

  test('links the alarm in the console of its partition', () => {
    const linkTo = (arn: string) => textOf(alarmChangeView(aBreach({ arn }), outcome, null));
    const page = 'cloudwatch/home?region=cn-north-1#alarmsV2:alarm/a%2Fb|Open the alarm>';
    expect(linkTo('arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:a/b')).toContain(
      `<https://cn-north-1.console.amazonaws.cn/${page}`,
    );
    expect(linkTo('arn:aws-iso:cloudwatch:us-iso-east-1:123456789012:alarm:a')).not.toContain('Open the alarm');
    expect(linkTo('')).not.toContain('Open the alarm');
  });

  test.each([
    ['the event has no value', { observedValue: null }, 'limit 1'],
    ['the event has no threshold', { threshold: null, comparison: 'outside the band' }, '5.25 outside the band'],
    ['the event has neither', { observedValue: null, threshold: null, comparison: '' }, 'AWS/Lambda Errors.'],
    ['the event has a value only', { threshold: null, comparison: '' }, '5.25'],
    ['the value is tiny', { observedValue: 0.000123456789 }, '0.000123, limit 1'],
  ])('says what is known when %s', (_when, other, words) => {
    expect(textOf(alarmChangeView(aBreach(other), outcome, null))).toContain(words);
  });

  test('rounds the long numbers of the reason', () => {
    const reason = 'Threshold Crossed: 1 datapoint [1.8333333333333333 (05/01/26 12:00:00)] was greater (1.0).';
    expect(textOf(alarmReasonView(aBreach({ reason })))).toContain(
      'CloudWatch says: Threshold Crossed: 1 datapoint [1.83 (05/01/26 12:00:00)] was greater (1.0).',
    );
  });

  const canRollBack = (...[event, rollout]: [Parameters<typeof aBreach>[0], ReturnType<typeof aRollout> | null]) =>
    'rollback' in buttonsOf(alarmChangeView(aBreach(event), outcome, rollout));

  test('has no button behind the point of no return', () => {
    expect(buttonsOf(alarmChangeView(aBreach(), outcome, aRollout({ noReturnAt: noon })))).toEqual({});
  });

  test('has a button to roll back, which asks first', () => {
    expect(buttonsOf(alarmChangeView(aBreach(), outcome, aRollout())).rollback).toMatchObject({
      confirms: true,
      label: 'Roll back',
      value: { rollout: 'r1' },
    });
  });

  // Bob asked for the rollback of these phases: the message says so instead.
  const over = ['completed', 'rolled-back', 'rolling-back', 'asking'];
  test.each(Object.entries(phases()))('has its button while its rollout is %s, unless it is over', (status, phase) => {
    expect(canRollBack({}, aRollout({ phase }))).toBe(!over.includes(status));
  });

  test('has a button after the end until the rollback window is over, and none behind the point of no return', () => {
    const phase = phases().returnable;
    const end = noon + 24 * 60 * 60_000;
    expect(canRollBack({ since: end }, aRollout({ phase }))).toBe(true);
    expect(canRollBack({ since: end + 1 }, aRollout({ phase }))).toBe(false);
    expect(canRollBack({}, aRollout({ phase, noReturnAt: noon }))).toBe(false);
  });

  test('has no button where nothing can be rolled back', () => {
    expect(canRollBack({}, null)).toBe(false);
    expect(canRollBack({ value: 'OK' }, aRollout())).toBe(false);
  });

  test('links the card of the rollout it concerns', () => {
    const rollout = aRollout({ card: { channel: 'C1', ts: '1.1', permalink: 'https://x.slack.com/archives/C1/p11' } });
    expect(textOf(alarmChangeView(aBreach(), outcome, rollout))).toContain(
      '<https://x.slack.com/archives/C1/p11|checkout v54>',
    );
  });
});

describe('the card of an approval that calls people again', () => {
  const plan = [
    { kind: 'approve', from: ['U2'], count: 1, within: 1, escalate: { after: 1, to: ['S0ONCALL'] } },
    { kind: 'shift', weight: 100 },
  ] as const;
  const at = { openedAt: 0, expiresAt: 14_400_000, escalateAt: 3_600_000, remindAt: 12_600_000 };
  const situationAt = (calls: object) => {
    const { config, ...rollout } = aRollout({ step: 0 });
    const phase = { status: 'awaiting-approval', approvals: [], ...at, ...calls } as const;
    return describeSituation({ ...rollout, phase, config: { ...config, plan } });
  };

  test('says when further approvers are asked, and when the reminder comes', () => {
    const text = situationAt({}).replaceAll(/<!date[^|]*\|1970-01-01 ([^>]*) UTC>/g, '$1');
    expect(text).toBe(
      'Waiting for <@U2> to approve, until 04:00. From 01:00 <!subteam^S0ONCALL> may approve too. Reminder 03:30.',
    );
  });

  test('names those whom it was escalated to, and says when that and the reminder were', () => {
    const calls = { escalatedAt: 3_660_000, remindedAt: 12_660_000 };
    const text = situationAt(calls).replaceAll(/<!date[^|]*\|1970-01-01 ([^>]*) UTC>/g, '$1');
    expect(text).toBe(
      'Waiting for <@U2> or <!subteam^S0ONCALL> to approve, until 04:00. Escalated 01:01. Reminded 03:31.',
    );
  });
});

describe('the message that calls approvers', () => {
  const waiting = aRollout({ step: 0, phase: phases()['awaiting-approval'], weight: 0 });

  test('mentions people and groups, says before what and until when, and has no button', () => {
    const view = approvalView(waiting, [anEntry()], ['U2', 'S0PAYMENTS', 'carol@example.com']);
    expect(view.text).toContain(
      '<@U2>, <!subteam^S0PAYMENTS>, carol@example.com: *checkout v54* waits for your approval. Then 5% of the traffic gets it. Open until <!date',
    );
    expect(textOf(view)).toContain('Shifted to 5%.');
    expect(buttonsOf(view)).toEqual({});
  });

  test('mentions every approver that a gate may have', () => {
    const all = Array.from({ length: 20 }, (_, index) => `U${100 + index}`);
    expect(approvalView(waiting, [], all).text).toContain(`${all.map((id) => `<@${id}>`).join(', ')}: *checkout`);
  });

  test('says to those to whom it was escalated that nobody approved so far', () => {
    const phase = { ...phases()['awaiting-approval'], escalatedAt: noon };
    expect(approvalView({ ...waiting, phase }, [], ['U3']).text).toContain(
      '*checkout v54* was not approved so far, and waits for you too. Then 5%',
    );
  });

  test('says that it is promoted when no shift follows', () => {
    const plan = [
      { kind: 'shift', weight: 100 },
      { kind: 'approve', from: ['U2'], count: 1, within: 1 },
    ] as const;
    const last = { ...waiting, step: 1, config: { ...waiting.config, plan } };
    expect(approvalView(last, [], ['U2']).text).toContain('Then it is promoted.');
  });

  test('asks to look when no gate waits', () => {
    expect(approvalView(aRollout(), [], ['U2']).text).toContain('<@U2>: please look at *checkout v54*.');
  });
});

test('new entries of the timeline say when, by whom and what, oldest first', () => {
  const entries = [
    anEntry({ by: { kind: 'person', person: { id: 'U2', name: 'bob' } }, text: 'bob approved <1 of 1>.' }),
    anEntry({ n: 2, at: noon + 60_000, by: { kind: 'alarm', name: 'checkout-5xx' }, text: 'checkout-5xx fires.' }),
  ];
  const view = threadEntries(entries);
  expect(textOf(view).split('\n')).toEqual([
    `👤 <!date^${noon / 1000}^{time}|2026-01-05 12:00 UTC> bob approved &lt;1 of 1&gt;.`,
    `🔔 <!date^${noon / 1000 + 60}^{time}|2026-01-05 12:01 UTC> checkout-5xx fires.`,
  ]);
  expect(view.text).toBe('2026-01-05 12:00 UTC bob approved &lt;1 of 1&gt;.\n2026-01-05 12:01 UTC checkout-5xx fires.');
});

describe('the baseline', () => {
  const codeOf = (blocks: View['blocks']) =>
    blocks
      .flatMap((block) => (block.type === 'section' ? [block.text?.text ?? ''] : []))
      .filter((text) => text.startsWith('```'))
      .map((text) => text.slice(4, -4));

  test('is the JSON of what every target looked like, in one message', () => {
    const [view, ...more] = baseline(aRollout());
    expect(more).toEqual([]);
    expect(textOf(view as NonNullable<typeof view>)).toMatch(
      /moved\.\n• checkout-api:live → version 53, no weights\n```/,
    );
    const targets = [
      {
        name: 'lambda-alias checkout-api:live',
        config: { kind: 'lambda-alias', function: 'checkout-api', alias: 'live' },
        stable: '53',
        canary: '54',
        baseline: { version: '53', weights: {} },
      },
    ];
    expect(JSON.parse(codeOf(view?.blocks ?? []).join('\n'))).toEqual({
      v: 1,
      service: 'checkout',
      rollout: aRollout().id,
      size: JSON.stringify(targets).length,
      targets,
    });
  });

  test('of many targets is whole over several numbered messages', () => {
    const targets = Array.from({ length: 20 }, (_, index) =>
      aTarget({
        name: `target ${index}`,
        frozen: { records: Array.from({ length: 40 }, (_, n) => `10.0.${index}.${n}`) },
      }),
    );
    const views = baseline(aRollout({ targets }));
    expect(views.length).toBeGreaterThan(1);
    expect(views[1]?.text).toContain(`(2 of ${views.length})`);
    const whole = JSON.parse(views.flatMap(({ blocks }) => codeOf(blocks)).join('\n')) as Baseline;
    expect(whole.targets.map((target) => target.baseline)).toEqual(targets.map((target) => target.frozen));
  });
});

describe('an answer', () => {
  test('has its sign, its lines and the link to the card', () => {
    const text = textOf(
      reply(
        aReply({
          tone: 'refused',
          text: 'It runs already.',
          lines: ['by alice', 'since noon'],
          link: 'https://x.slack.com/p1',
        }),
        null,
      ),
    );
    expect(text).toBe('⛔ It runs already.\nby alice\nsince noon\n<https://x.slack.com/p1|To the card>');
  });

  test('names the approvers to somebody who is none of them', () => {
    const answer = {
      tone: 'refused',
      code: 'not-approver',
      text: 'Only bob@example.com or U0CAROL01 can approve this.',
    };
    expect(reply(aReply(answer as Parameters<typeof aReply>[0]), null).text).toBe(
      '⛔ Only bob@example.com or <@U0CAROL01> can approve this.',
    );
    expect(reply(aReply({ text: 'U0CAROL01 approved.' }), null).text).toBe('✅ U0CAROL01 approved.');
  });

  test('does not link what is no link', () => {
    expect(textOf(reply(aReply({ link: 'javascript:alert(1)' }), null))).toContain('\nTo the card');
  });

  test('to a start draws versions, steps with their times and the total, approvers and what preflight found', () => {
    const findings = [
      aFinding(),
      aFinding({ severity: 'blocks', message: 'No such version.', remedy: 'There are v54 and v55.' }),
    ];
    const text = textOf(
      reply(aReply({ shows: 'plan', findings }), aRollout({ alarms: { loud: anAlarm({ value: 'ALARM' }) } })),
    );
    expect(text).toContain('*lambda-alias checkout-api:live*: `53` → `54`\n');
    expect(text).toContain('at once · Approval within 4 h (bob@example.com, <!subteam^S0PAYMENTS>)');
    expect(text).toContain(
      'after approval · Shift to 5%\nafter approval · Bake 10 min\n10 min after approval · Shift to 100%\n10 min after approval · Bake 30 min\n_In all 40 min, and the time that people take to approve._',
    );
    expect(text).toContain('🔴 ALARM loud');
    expect(text).toMatch(/✗ .*No such version\. There are v54 and v55\.\n⚠️ .*Nothing calls the alias\./);
  });

  test('to a start counts from the start before a gate, and from the approval after each', () => {
    const gate = { kind: 'approve', from: ['U2'], count: 1, within: 60_000 } as const;
    const bake = { kind: 'bake', ms: 90_000 } as const;
    const plan = [{ kind: 'shift', weight: 5 }, bake, gate, bake, gate, { kind: 'shift', weight: 100 }] as const;
    const text = textOf(reply(aReply({ shows: 'plan' }), aRollout({ config: aService({ plan }) })));
    expect(text).toContain(
      [
        'at once · Shift to 5%',
        'at once · Bake 1 min 30 s',
        '+1 min 30 s · Approval within 1 min (<@U2>)',
        'after approval · Bake 1 min 30 s',
        '1 min 30 s after approval · Approval within 1 min (<@U2>)',
        'after approval · Shift to 100%',
        '_In all 3 min, and the time that people take to approve._',
      ].join('\n'),
    );
  });

  test('to a start counts anew behind a hook or a drain, since nobody knows how long it takes', () => {
    const hook = { kind: 'hook', function: 'f', qualifier: null, within: 60_000, onFailure: 'hold' } as const;
    const bake = { kind: 'bake', ms: 90_000 } as const;
    const gate = { kind: 'approve', from: ['U2'], count: 1, within: 60_000 } as const;
    const contract = { ...hook, pointOfNoReturn: true };
    const metric = { namespace: 'Calls', name: 'Sessions', dimensions: {}, statistic: 'Sum' } as const;
    const drain = { kind: 'drain', metric, atOrUnder: 0, atMost: 60_000 } as const;
    const shift = { kind: 'shift', weight: 100 } as const;
    const plan = [{ ...hook, pointOfNoReturn: false }, bake, shift, drain, gate, contract] as const;
    const text = textOf(reply(aReply({ shows: 'plan' }), aRollout({ config: aService({ plan }) })));
    expect(text).toContain(
      [
        'at once · Hook `f`, within 1 min',
        'after the hook · Bake 1 min 30 s',
        '1 min 30 s after the hook · Shift to 100%',
        '1 min 30 s after the hook · Drain until `Sessions` is 0 or less, at most 1 min',
        'after the drain · Approval within 1 min (<@U2>)',
        'after approval · Hook `f`, the point of no return, within 1 min',
        '_In all 1 min 30 s, and the time that people take to approve and that hooks take and that the drain takes._',
      ].join('\n'),
    );
  });

  test('to a start names every approver that a gate may have', () => {
    const from = Array.from({ length: 20 }, (_, index) => `U${100 + index}`);
    const plan = [
      { kind: 'approve', from, count: 20, within: 60_000 },
      { kind: 'shift', weight: 100 },
    ] as const;
    const text = textOf(reply(aReply({ shows: 'plan' }), aRollout({ config: aService({ plan }) })));
    expect(text).toContain(`(${from.map((id) => `<@${id}>`).join(', ')})`);
  });

  test('to a start that went ahead shows the warnings that the rollout carries', () => {
    const text = textOf(reply(aReply({ shows: 'plan' }), aRollout({ findings: [aFinding()] })));
    expect(text).toContain('⚠️ *checkout-api*: Nothing calls the alias.');
    expect(text).not.toContain('Nothing stands in the way');
  });

  test('to a start has preflight as one list: what blocks, what to know, and in one line what passed', () => {
    const check = { code: 'target', about: 'shop-api', ok: true, text: 'It is readable.', remedy: '' };
    const checks = [
      check,
      { ...check, text: 'The TTL is long.', remedy: 'Lower it.' },
      { ...check, about: null },
      { ...check, ok: false, text: 'It does not exist.', remedy: 'Create it.' },
    ];
    const text = textOf(reply(aReply({ tone: 'refused', checks, findings: [aFinding()] }), null));
    expect(text).toContain(
      '*Preflight*\n✗ *shop-api*: It does not exist. Create it.\n⚠️ *shop-api*: The TTL is long. Lower it.\n✓ The other 2 checks passed.',
    );
    expect(text).not.toContain('Nothing calls');
    const passed = (count: number) =>
      textOf(reply(aReply({ checks: checks.slice(0, 1).concat(checks[2]!).slice(0, count) }), null));
    expect(passed(1)).toContain('*Preflight*\n✓ The check passed.');
    expect(passed(2)).toContain('*Preflight*\n✓ All 2 checks passed.');
  });

  test('to a start says when nothing stands in the way', () => {
    expect(textOf(reply(aReply({ shows: 'plan' }), aRollout()))).toContain('✓ Nothing stands in the way.');
  });

  test('about a status draws the rollout without buttons', () => {
    const view = reply(aReply({ tone: 'info', shows: 'status' }), aRollout());
    expect(textOf(view)).toContain('*5%* on v54');
    expect(buttonsOf(view)).toEqual({});
  });

  test('draws nothing of a rollout that there is not', () => {
    expect(reply(aReply({ shows: 'status' }), null).blocks).toHaveLength(1);
  });
});

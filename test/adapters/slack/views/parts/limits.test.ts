import { describe, expect, test } from 'vitest';
import { alarmChangeView } from '../../../../../src/adapters/slack/views/alarms/message.ts';
import { noticeView } from '../../../../../src/adapters/slack/views/channel/notice.ts';
import { withOutcome } from '../../../../../src/adapters/slack/views/channel/outcome.ts';
import { home } from '../../../../../src/adapters/slack/views/home/home.ts';
import { button, section } from '../../../../../src/adapters/slack/views/parts/blocks.ts';
import { limitProblems, limits } from '../../../../../src/adapters/slack/views/parts/limits.ts';
import type { View } from '../../../../../src/adapters/slack/views/parts/view.ts';
import { cancelledView } from '../../../../../src/adapters/slack/views/replies/cancelled.ts';
import { handOverFailedView, unknownButton } from '../../../../../src/adapters/slack/views/replies/hand-over-failed.ts';
import { help, refusal } from '../../../../../src/adapters/slack/views/replies/help.ts';
import { reply } from '../../../../../src/adapters/slack/views/replies/reply.ts';
import { approvalView } from '../../../../../src/adapters/slack/views/rollout/approval.ts';
import { baseline } from '../../../../../src/adapters/slack/views/rollout/baseline.ts';
import { card } from '../../../../../src/adapters/slack/views/rollout/card.ts';
import { threadEntries } from '../../../../../src/adapters/slack/views/rollout/thread-entries.ts';
import { sync } from '../../../../../src/adapters/slack/views/sync.ts';
import { verbs } from '../../../../../src/command/usage.ts';
import type { AlarmValue } from '../../../../../src/domain/alarm/state.ts';
import type { Sync } from '../../../../../src/domain/environment/sync.ts';
import type { Check, Finding } from '../../../../../src/domain/finding.ts';
import type { Home } from '../../../../../src/domain/home.ts';
import type { Offer } from '../../../../../src/domain/rollout/effect.ts';
import type { Phase, Rollout } from '../../../../../src/domain/rollout/record.ts';
import type { Step } from '../../../../../src/domain/steps/registry.ts';
import {
  aBreach,
  aFinding,
  aGate,
  anAlarm,
  anEntry,
  anObserved,
  aReply,
  aRollout,
  aService,
  aSync,
  aTarget,
  phases,
} from '../../support/a-rollout.ts';

/** The nastiest characters there are for lengths: what escaping makes five times as long, and what takes two units. */
const alphabets = { ampersands: '&', brackets: '<', emoji: '🐤', quotes: '"', fences: '`', letters: 'x' };

const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const values: readonly AlarmValue[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA', 'MISSING'];

const aLink = `https://example.com/${'&'.repeat(480)}`;

/** The largest rollout that the configuration allows, filled with one character. */
function theLargest(fill: string): Rollout {
  const text = (length: number) => fill.repeat(Math.ceil(length / fill.length)).slice(0, length);
  const steps: readonly Step[] = many(30, (index) =>
    index % 3 === 0
      ? { kind: 'approve', from: many(20, () => text(254)), count: 20, within: 14_400_000 }
      : index % 3 === 1
        ? { kind: 'shift', weight: index + 0.25 }
        : index % 2 === 0
          ? { kind: 'cohort', names: many(16, () => text(32)) }
          : { kind: 'bake', ms: 5_400_000 },
  );
  const targets = many(20, (index) =>
    aTarget({
      name: `${text(250)}${index}`,
      stable: text(300),
      canary: text(300),
      baseline: many(2, () => text(1000)),
      notes: many(5, () => `${index}${text(300)}`),
      frozen: { before: text(2000) },
      observed: anObserved({ cohorts: many(16, () => text(32)), drift: index % 2 === 0 ? text(300) : null }),
    }),
  );
  const alarms = many(
    100,
    (index) =>
      [`${text(252)}${index}`, anAlarm({ value: values[index % 4] ?? 'OK', excused: true, suppressed: true })] as const,
  );
  return aRollout({
    service: 'a'.repeat(40),
    canary: text(100),
    by: { id: text(64), name: text(80) },
    id: 'r'.repeat(100),
    config: aService({ name: 'a'.repeat(40), plan: steps, links: { runbook: aLink, dashboard: aLink, logs: aLink } }),
    step: 15,
    cohorts: many(16, () => text(32)),
    targets,
    alarms: Object.fromEntries(alarms),
    findings: findings(text),
    freeze: { until: 1, by: { id: text(64), name: text(80) }, reason: text(300), waits: true },
    lock: { by: { id: text(64), name: text(80) }, at: 1, reason: text(300) },
    notes: { note: text(200), change: `https://example.com/${'&'.repeat(230)}` },
    card: { channel: 'C1', ts: '1.1', permalink: `https://example.slack.com/archives/C1/p${'1'.repeat(200)}` },
  });
}

function theLargestSync(text: (length: number) => string, status: Sync['status']): Sync {
  const wanted = { version: text(100), label: text(256), order: 1, digest: text(200), token: '' };
  const fault = { code: 'X', message: text(1000), permanent: true };
  const parts = many(400, (index) => {
    const state = (['waiting', 'done', 'failed'] as const)[index % 3] ?? 'waiting';
    const brought = index % 2 === 0 ? ('in-place' as const) : ('by-a-build' as const);
    return { name: text(300), config: { kind: 'any' }, brought, before: text(300), wanted, state, fault };
  });
  return aSync({ service: 'a'.repeat(40), parts, status, stoppedBy: { id: 'U2', name: text(80) } });
}

const checks = (text: (length: number) => string): readonly Check[] =>
  many(150, () => ({ code: 'target', about: text(255), ok: false, text: text(400), remedy: text(400) }));

/** The offer of a start that was shown, with this many versions named. */
function aStartOffer(label: string, pairs: number): Offer {
  const explicit = Object.fromEntries(many(pairs, (index) => [`${index}${'f'.repeat(250)}`, 'v'.repeat(128)]));
  const digest = '0123456789ab';
  const confirmed = { rollout: digest, versions: digest, plan: digest, config: digest, findings: digest };
  return { kind: 'start', service: 'a'.repeat(40), label, explicit, force: true, fix: true, adopt: true, confirmed };
}

/** The same with nothing but hooks, which have the longest names that Lambda takes. */
function withHooks(rollout: Rollout): Rollout {
  const hook = { kind: 'hook', qualifier: null, within: 14_400_000, onFailure: 'hold', pointOfNoReturn: true } as const;
  const plan = many(30, () => ({ ...hook, function: 'f'.repeat(64) }));
  return { ...rollout, noReturnAt: 1, config: { ...rollout.config, plan }, phase: phases().hooking };
}

const findings = (text: (length: number) => string): readonly Finding[] =>
  many(60, (index) =>
    aFinding({
      severity: index % 2 === 0 ? 'blocks' : 'warns',
      about: text(255),
      message: text(300),
      remedy: text(300),
    }),
  );

/** Every view there is, with the longest inputs; by name. */
function allViews(fill: string): readonly (readonly [string, View])[] {
  const text = (length: number) => fill.repeat(Math.ceil(length / fill.length)).slice(0, length);
  const rollout = theLargest(fill);
  const everybody = many(20, () => ({ id: 'U1', name: text(80) }));
  const entries = many(200, (n) => anEntry({ n, text: text(1000) }));
  const filled = Object.entries(phases(text(1000)));
  const event = aBreach({
    name: text(255),
    metric: text(1000),
    reason: text(1023),
    description: text(1024),
    comparison: text(100),
  });
  const outcome = { rollout: 'r', did: text(1000) };
  const news = { about: 'hold', since: 1, fact: text(1000), mention: [text(64), 'U2'] } as const;
  const answer = aReply({
    text: text(3000),
    lines: many(100, () => text(300)),
    findings: findings(text),
    link: rollout.card?.permalink ?? null,
  });
  return [
    ...filled.map(([status, phase]) => [`card ${status}`, card({ ...rollout, phase })] as const),
    ...filled.map(
      ([status, phase]) =>
        [`reply status ${status}`, reply({ ...answer, shows: 'status' }, { ...rollout, phase })] as const,
    ),
    ...filled.map(([status, phase]) => [`card past ${status}`, card({ ...rollout, noReturnAt: 1, phase })] as const),
    ['card of hooks', card(withHooks(rollout))],
    ['reply plan of hooks', reply({ ...answer, shows: 'plan' }, withHooks(rollout))],
    ['card fully approved', card({ ...rollout, phase: aGate(everybody) })],
    ['reply plan', reply({ ...answer, shows: 'plan' }, rollout)],
    ['reply plan with a long list', reply({ ...answer, checks: checks(text), shows: 'plan' }, rollout)],
    ['reply plan without findings', reply({ ...answer, findings: [], shows: 'plan' }, rollout)],
    ['reply alone', reply(answer, null)],
    ['reply with a list', reply({ ...answer, entries: many(100, () => ({ text: text(1000), link: aLink })) }, null)],
    [
      'reply with a table to act on',
      reply(
        {
          ...answer,
          table: many(100, () => many(5, () => text(300))),
          offer: { kind: 'sync', service: 'a'.repeat(40), side: 'b', plan: 'p'.repeat(200) },
        },
        null,
      ),
    ],
    [
      'reply with a way to look at a sync',
      reply({ ...answer, offer: { kind: 'look-at-sync', service: 'a'.repeat(40) } }, null),
    ],
    ...(['running', 'done', 'failed', 'stopped'] as const).map(
      (status) => [`sync ${status}`, sync(theLargestSync(text, status))] as const,
    ),
    ['thread entries', threadEntries(entries)],
    ['thread entry', threadEntries(entries.slice(0, 1))],
    [
      'gate',
      approvalView(
        { ...rollout, phase: phases()['awaiting-approval'] },
        entries,
        many(20, () => text(254)),
      ),
    ],
    ['call', approvalView(rollout, entries, ['S0PAYMENTS'])],
    ...baseline(rollout).map((view, index) => [`baseline ${index}`, view] as const),
    ...values.map((value) => [`breach ${value}`, alarmChangeView({ ...event, value }, outcome, rollout)] as const),
    ...endings(text).map(
      (phase) =>
        [
          `breach whose rollout is ${phase.status}`,
          withOutcome(alarmChangeView(event, outcome, rollout), { ...rollout, phase, noReturnAt: null }),
        ] as const,
    ),
    ...filled.map(([status, phase]) => [`notice ${status}`, noticeView({ ...rollout, phase }, news, {})] as const),
    [
      'notice of a queue that has stopped',
      noticeView(rollout, { ...news, about: 'queue', next: text(100) }, {}),
    ] as const,
    ['notice of a target that is late', noticeView(rollout, { ...news, about: 'late' }, {})] as const,
    ['notice of a pause that ends', noticeView(rollout, { ...news, about: 'pause' }, {})] as const,
    ['notice of a hotfix', noticeView(rollout, { ...news, about: 'hotfix' }, {})] as const,
    ['notice of a scheduled start', noticeView(rollout, { ...news, about: 'scheduled' }, {})] as const,
    ...[{ canPutBack: true } as const, {}].map((offer) => {
      const phase = { status: 'completed', at: 1, windowUntil: 2, changed: text(1000), ...offer } as const;
      const undone = noticeView({ ...rollout, phase }, { ...news, about: 'undone' }, {});
      return [`notice of a change after the end ${JSON.stringify(offer)}`, undone] as const;
    }),
    ...filled.map(
      ([status, phase]) =>
        [
          `notice of an answered hold, then ${status}`,
          withOutcome(
            noticeView(rollout, news, {}),
            { ...rollout, phase },
            { ...news, answer: { at: 1, text: text(1000) } },
          ),
        ] as const,
    ),
    ['breach of no rollout', alarmChangeView(event, outcome, null)],
    ['cancelled', cancelledView(text(2000))],
    [
      'reply preview',
      reply({ ...answer, checks: checks(text), shows: 'preview', offer: aStartOffer(text(100), 1) }, rollout),
    ],
    [
      'reply preview of hooks',
      reply({ ...answer, shows: 'preview', offer: aStartOffer(text(100), 20) }, withHooks(rollout)),
    ],
    ['help', help('/canary', null)],
    ...verbs.map((verb) => [`help ${verb}`, help('/canary', verb)] as const),
    ['refusal', refusal('/canary', { kind: 'refused', code: 'x', text: text(4000), usage: text(200) })],
    ['not taken', handOverFailedView('failed')],
    ['not a command', handOverFailedView('malformed')],
    ['not known whether taken', handOverFailedView('unknown')],
    ['unknown button', unknownButton()],
  ];
}

/** Every App Home there is, with more of everything than has room; by name. */
function allHomes(fill: string): readonly (readonly [string, View])[] {
  const text = (length: number) => fill.repeat(Math.ceil(length / fill.length)).slice(0, length);
  const rollout = theLargest(fill);
  const answer = aReply({
    text: text(3000),
    lines: many(100, () => text(300)),
    findings: findings(text),
    table: many(100, () => many(5, () => text(300))),
    link: rollout.card?.permalink ?? null,
  });
  const homeOf = (phase: Phase, noReturnAt: number | null): Home => ({
    at: 1,
    waiting: many(40, () => ({ ...rollout, phase, noReturnAt })),
    running: many(40, () => ({ ...rollout, phase, noReturnAt })),
    finished: many(40, () => ({ ...rollout, phase, noReturnAt })),
    restrictions: many(200, () => text(400)),
    services: many(400, (index) => ({
      name: 'a'.repeat(40),
      channel: `#${text(80)}`,
      rollout: index % 3 === 0 ? null : rollout,
      fault: index % 5 === 0 ? text(400) : null,
    })),
  });
  const homes = Object.entries(phases(text(1000))).flatMap(([status, phase]) => [
    [`home ${status}`, home(homeOf(phase, null), answer)] as const,
    [`home past ${status}`, home(homeOf(phase, 1), null)] as const,
  ]);
  return [...homes, ['home of the answer alone', home(null, answer)]];
}

/** The phases in which messages about alarms say what became of the rollout. */
function endings(text: (length: number) => string): readonly Phase[] {
  const reason = { kind: 'person', by: { id: 'U2', name: text(80) }, text: text(1000) } as const;
  const { completed, returnable } = phases();
  const back = phases()['rolling-back'] as Extract<Phase, { status: 'rolling-back' }>;
  return [completed, returnable, { ...back, reason }, { status: 'rolled-back', at: 0, reason }];
}

describe.each(Object.entries(alphabets))('with the longest inputs, made of %s', (_name, fill) => {
  test.each(allViews(fill))('%s stays within the limits of Block Kit and has a text', (_view, view) => {
    expect(limitProblems(view)).toEqual([]);
  });

  test.each(allHomes(fill))('%s stays within the limits of the App Home and has a text', (_view, view) => {
    expect(limitProblems(view, 'home')).toEqual([]);
  });

  test('no view mentions anybody by what people or AWS wrote', () => {
    const strangers = [...allViews(fill), ...allHomes(fill)].flatMap(
      ([, view]) => JSON.stringify(view).match(/<[@!#][^>]*>/g) ?? [],
    );
    const meant = /^<(!date\^\d+\^[^>]*|!subteam\^S0PAYMENTS|@U2)>$/;
    expect(strangers.filter((mention) => !meant.test(mention))).toEqual([]);
  });
});

describe('the check of the limits', () => {
  const problemsOf = (blocks: unknown[], text = 'x') => limitProblems({ text, blocks: blocks as View['blocks'] });
  const value = { service: 'a', rollout: 'r', step: 0, since: 0 };
  const look = { label: 'x', confirm: { title: 'x', text: 'x', yes: 'x' } };
  const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
  const actions = (...elements: unknown[]) => ({ type: 'actions', elements });

  test.each<[string, readonly unknown[], string]>([
    ['a section too long', [section('x'.repeat(limits.section + 1))], '.text: 3001 characters'],
    ['an empty section', [section('')], '.text: empty'],
    ['a section with nothing', [{ type: 'section' }], 'neither text nor fields'],
    ['a header too long', [{ type: 'header', text: plain(151) }], '.text: 151 characters'],
    ['too many blocks', many(51, () => section('x')), 'blocks: 51 elements'],
    ['no blocks', [], 'blocks: empty'],
    ['too much in all', many(4, () => section('x'.repeat(2900))), 'characters as JSON'],
    ['too many fields', [{ type: 'section', fields: many(11, () => plain(1)) }], '.fields: 11 elements'],
    ['a field too long', [{ type: 'section', fields: [plain(2001)] }], '.fields[0]: 2001'],
    ['no elements', [actions()], '.elements: empty'],
    ['a button twice', [actions(button('skip', value, look), button('skip', value, look))], 'action_id is there twice'],
    ['an element that is no button', [actions({ type: 'datepicker' })], 'not a button'],
    ['a label too long', [actions({ ...button('skip', value, look), text: plain(76) })], '.text: 76 characters'],
    ['a value too long', [actions({ ...button('skip', value, look), value: 'x'.repeat(2001) })], '.value: 2001'],
    [
      'a dialog too long',
      [
        actions({
          ...button('skip', value, look),
          confirm: { title: plain(101), text: plain(301), confirm: plain(31), deny: plain(31) },
        }),
      ],
      '.confirm.deny: 31',
    ],
    ['a block_id too long', [{ ...section('x'), block_id: 'x'.repeat(256) }], '.block_id: 256'],
    ['too much small print', [{ type: 'context', elements: many(11, () => plain(1)) }], '.elements: 11'],
    ['a block it does not know', [{ type: 'video' }], 'not known'],
  ])('finds %s', (_what, blocks, problem) => {
    expect(problemsOf([...blocks]).join('\n')).toContain(problem);
  });

  test('finds a fallback text that is missing or too long', () => {
    expect(problemsOf([section('x')], '')).toEqual(['text: empty']);
    expect(problemsOf([section('x')], 'x'.repeat(4001))).toHaveLength(1);
  });

  test('finds more blocks than an App Home takes, which takes more than a message', () => {
    const blocks = (count: number) => ({ text: 'x', blocks: many(count, () => section('x')) as View['blocks'] });
    expect(limitProblems(blocks(100), 'home')).toEqual([]);
    expect(limitProblems(blocks(101), 'home')).toEqual(['blocks: 101 elements, 100 allowed']);
  });

  test('finds nothing in what is exactly as long as allowed', () => {
    expect(problemsOf([section('x'.repeat(limits.section)), { type: 'header', text: plain(150) }])).toEqual([]);
  });
});

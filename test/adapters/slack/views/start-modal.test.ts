import { describe, expect, test } from 'vitest';
import { startModal } from '../../../../src/adapters/slack/views/modals/start.ts';
import { startOpening } from '../../../../src/adapters/slack/views/modals/start-opening.ts';
import { modalProblems } from '../../../../src/adapters/slack/views/parts/limits.ts';
import { decodeStartMetadata, type ModalOrigin } from '../../../../src/adapters/slack/views/parts/modal.ts';
import { commandLimits } from '../../../../src/command/limits.ts';
import type { ChosenService, StartForm } from '../../../../src/domain/start-form.ts';
import { aReply, aRollout, aService } from '../support/a-rollout.ts';

const NOW = Date.UTC(2026, 0, 5, 12);
const from: ModalOrigin = { channelId: 'C1', channelName: 'deploys', responseUrl: 'https://hooks.slack.com/x' };
const digest = '0123456789ab';
const confirmed = { rollout: digest, versions: digest, plan: digest, config: digest, findings: digest };
const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const aForm = (other: Partial<StartForm> = {}): StartForm => ({
  at: NOW,
  services: ['calls', 'checkout'],
  elsewhere: [],
  chosen: null,
  ...other,
});

const aChoice = (other: object = {}): ChosenService => ({
  name: 'checkout',
  service: aService(),
  plan: null,
  versions: [{ label: 'v54', at: NOW - 12 * 60_000, functions: ['api', 'events'] }],
  functions: 2,
  where: aReply({ text: 'You can start checkout now. Nothing is in the way.', lines: [] }),
  tried: null,
  ...other,
});

const offer = (label: string) =>
  ({ kind: 'start', service: 'checkout', label, explicit: {}, force: false, adopt: false, confirmed }) as const;

const tried = (label: string) => ({ label, reply: aReply({ checks: [], offer: offer(label) }), rollout: aRollout() });

const textOf = (form: StartForm): string => JSON.stringify(startModal(from, form).blocks);

describe('the plans in the form of a start', () => {
  const service = aService({
    plans: {
      fast: {
        plan: [
          { kind: 'shift', weight: 50 },
          { kind: 'shift', weight: 100 },
        ],
      },
      hotfix: { plan: [{ kind: 'shift', weight: 100 }], start: ['S0ONCALL'] },
    },
  });
  const planBlock = (choice: object) =>
    startModal(from, aForm({ chosen: aChoice(choice) })).blocks.find(({ block_id }) => block_id === 'plan checkout');

  test('are a list with their shares and who may start with them, where the service has more than one', () => {
    expect(planBlock({ service })).toMatchObject({
      dispatch_action: true,
      element: {
        action_id: 'serin:start-plan',
        initial_option: { value: 'own plan', text: { text: 'The plan of the service' } },
        options: [
          { value: 'own plan' },
          { value: 'fast', description: { text: '50%, 100%' } },
          { value: 'hotfix', description: { text: '100% · only S0ONCALL' } },
        ],
      },
    });
    expect(planBlock({})).toBeUndefined();
  });

  test('are drawn by the one that is chosen', () => {
    expect(planBlock({ service, plan: 'fast' })).toMatchObject({ element: { initial_option: { value: 'fast' } } });
    expect(textOf(aForm({ chosen: aChoice({ service, plan: 'fast' }) }))).toContain('50%');
    expect(modalProblems(startModal(from, aForm({ chosen: aChoice({ service, plan: 'fast' }) })))).toEqual([]);
  });
});

describe('the form of a start', () => {
  test('offers the services, and nothing else before one is chosen', () => {
    expect(startModal(from, aForm()).blocks).toMatchObject([
      { block_id: 'service', dispatch_action: true, element: { options: [{ value: 'calls' }, { value: 'checkout' }] } },
    ]);
  });

  test('shows versions with when they were published, what is in the way and the plan', () => {
    const [service, version, startAt, change, note, ...rest] = startModal(from, aForm({ chosen: aChoice() })).blocks;
    expect(service).toMatchObject({ element: { initial_option: { value: 'checkout' } } });
    const options = [{ value: 'v54', description: { text: 'published 12 min ago' } }];
    expect(version).toMatchObject({ block_id: 'version checkout', element: { options } });
    expect([startAt, change, note]).toMatchObject([
      { block_id: 'start-at', optional: true, element: { type: 'plain_text_input' } },
      { block_id: 'change', optional: true, element: { type: 'url_text_input' } },
      { block_id: 'note', optional: true },
    ]);
    expect(rest).toMatchObject([
      { text: { text: '*You can start checkout now. Nothing is in the way.*' } },
      { text: { text: expect.stringMatching(/^\*Plan\*\n/) } },
    ]);
  });

  test('says the moment of an older version, and where one is that not all functions have', () => {
    const versions = [
      { label: 'v53', at: NOW - 26 * 60 * 60_000, functions: ['api'] },
      { label: '17', at: null, functions: ['api', 'events'] },
    ];
    expect(startModal(from, aForm({ chosen: aChoice({ versions }) })).blocks[1]).toMatchObject({
      element: {
        options: [
          { value: 'v53', description: { text: 'published 2026-01-04 10:00 UTC · only api' } },
          { text: { text: '17' }, value: '17' },
        ],
      },
    });
  });

  test('takes a typed version where the targets list none', () => {
    expect(startModal(from, aForm({ chosen: aChoice({ versions: null }) })).blocks[1]).toMatchObject({
      dispatch_action: true,
      element: { type: 'plain_text_input', dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } },
    });
  });

  test('keeps the start that it shows, as the worker will compare it', () => {
    const { private_metadata: metadata } = startModal(from, aForm({ chosen: aChoice({ tried: tried('v54') }) }));
    expect(decodeStartMetadata(metadata)).toEqual({ from, shown: { service: 'checkout', label: 'v54', confirmed } });
    expect(decodeStartMetadata(startModal(from, aForm()).private_metadata)).toEqual({ from });
  });

  test('says what is in the way of a version, and keeps no start', () => {
    const check = { code: 'x', about: 'checkout-5xx', ok: false, text: 'It is firing.', remedy: 'Wait.' };
    const reply = aReply({ tone: 'refused', text: 'checkout v54 cannot start.', checks: [check], offer: null });
    const form = aForm({ chosen: aChoice({ tried: { label: 'v54', reply, rollout: null } }) });
    expect(textOf(form)).toContain('⛔ checkout v54 cannot start.');
    expect(textOf(form)).toContain('✗ *checkout-5xx*: It is firing. Wait.');
    expect(decodeStartMetadata(startModal(from, form).private_metadata)).toEqual({ from });
  });

  test('shows nothing of a service that its person may not start', () => {
    const refused = aReply({ tone: 'refused', text: 'Only Bob can start checkout.' });
    const { blocks } = startModal(from, aForm({ chosen: { name: 'checkout', refused } }));
    expect(blocks).toHaveLength(2);
    expect(blocks[1]).toMatchObject({ text: { text: '⛔ Only Bob can start checkout.' } });
  });

  test('says where to go to a person who can start nothing here', () => {
    const elsewhere = [
      { name: 'checkout', channel: '#deploys' },
      { name: 'calls', channel: 'C0CALLS' },
    ];
    const modal = startModal(from, aForm({ services: [], elsewhere }));
    expect(modal.submit).toBeUndefined();
    expect(JSON.stringify(modal.blocks)).toContain('• *checkout* in #deploys\\n• *calls* in <#C0CALLS>');
    expect(textOf(aForm({ services: [] }))).toContain('You can start no service from this channel.');
  });

  test('counts the services that have no room in its list', () => {
    const services = many(120, (i) => `service-${i}`);
    expect(textOf(aForm({ services }))).toContain('and 20 more services');
  });
});

// The nastiest characters for lengths: what escaping makes five times as long, and what takes two units.
describe.each(['&', '<', '🐤', '"', '`', 'x'])('with the longest inputs, made of %s', (fill) => {
  const text = (length: number) => fill.repeat(Math.ceil(length / fill.length)).slice(0, length);
  const longest: ModalOrigin = {
    channelId: 'C'.repeat(commandLimits.id),
    channelName: '"'.repeat(commandLimits.name),
    responseUrl: 'h'.repeat(commandLimits.responseUrl),
  };
  const services = many(150, (i) => `a${i}`.padEnd(40, 'b'));
  const label = text(commandLimits.label);
  const versions = many(100, (i) => ({ label: `${i}${text(96)}`, at: NOW, functions: many(20, () => text(64)) }));
  const checks = many(150, () => ({ code: 'x', about: text(255), ok: false, text: text(400), remedy: text(400) }));
  const plan = many(30, () => ({
    kind: 'approve' as const,
    from: many(20, () => text(254)),
    count: 20,
    within: 14_400_000,
  }));
  const rollout = aRollout({ canary: label, config: aService({ plan }) });
  const reply = aReply({ text: text(3000), checks, offer: offer(label) });
  const choices = {
    standing: aChoice({
      versions,
      service: aService({ plan }),
      where: aReply({ text: text(900), lines: many(100, () => text(300)) }),
    }),
    shown: aChoice({ versions: null, tried: { label, reply, rollout } }),
    blocked: aChoice({ versions, service: aService({ plan }), tried: { label, reply, rollout: null } }),
    refused: { name: 'checkout', refused: reply },
  };
  const elsewhere = many(300, (i) => ({ name: `a${i}`.padEnd(40, 'b'), channel: `#${text(80)}` }));
  const modals = [
    ['opening', startOpening('slash:'.padEnd(46, 'f'), { from: longest })],
    ['nothing here', startModal(longest, aForm({ services: [], elsewhere }))],
    ...Object.entries(choices).map(
      ([name, chosen]) => [name, startModal(longest, aForm({ services, chosen }))] as const,
    ),
  ] as const;

  test.each(modals)('%s stays within the limits of a modal', (_name, modal) => {
    expect(modalProblems(modal)).toEqual([]);
  });

  test('no form mentions anybody by what people wrote', () => {
    const mentions = modals.flatMap(([, modal]) => JSON.stringify(modal.blocks).match(/<[@!#][^>]*>/g) ?? []);
    expect(mentions.filter((mention) => !/^<!date\^\d+\^[^>]*>$/.test(mention))).toEqual([]);
  });
});

describe('the check of a modal', () => {
  const modal = startModal(from, aForm());
  const [input] = modal.blocks as { element: { options: object[] } }[];
  const withElement = (element: object) => ({
    ...modal,
    blocks: [{ ...input, element: { ...input!.element, ...element } }],
  });

  test.each<[string, object, string]>([
    ['without a button to submit it', { submit: undefined }, 'submit: missing'],
    ['with too long a title', { title: { type: 'plain_text', text: 'x'.repeat(25) } }, 'title: 25 characters'],
    ['with too much metadata', { private_metadata: 'x'.repeat(3001) }, 'private_metadata: 3001'],
    ['with a block twice', { blocks: [input, input] }, 'block_id is there twice'],
    [
      'with too many options',
      withElement({ options: many(101, (i) => ({ text: 'x', value: `${i}` })) }),
      '101 elements',
    ],
    [
      'with an option twice',
      withElement({ options: many(2, () => ({ text: 'x', value: 'x' })) }),
      'option is there twice',
    ],
    [
      'with too long an option',
      withElement({ options: [{ text: 'x'.repeat(76), value: 'x' }] }),
      '.text: 76 characters',
    ],
    [
      'with a choice that is none',
      withElement({ initial_option: { text: 'x', value: 'x' } }),
      'not one of the options',
    ],
    ['with no element', { blocks: [{ ...input, element: undefined }] }, 'no element'],
  ])('finds one %s', (_what, other, problem) => {
    expect(modalProblems({ ...modal, ...other } as typeof modal).join('\n')).toContain(problem);
  });
});

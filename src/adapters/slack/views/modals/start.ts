import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { commandLimits } from '../../../../command/limits.ts';
import { planOf } from '../../../../domain/plan/named-plan.ts';
import { type Plan, planShares } from '../../../../domain/plan/plan.ts';
import type { Reply } from '../../../../domain/rollout/effect.ts';
import type { ChosenService, StartableVersion, StartForm, TriedStart } from '../../../../domain/start-form.ts';
import { duration, joinWithOr, percent } from '../../../../domain/wording.ts';
import { context, section } from '../parts/blocks.ts';
import { limits } from '../parts/limits.ts';
import { callbackId, encodeMetadata, type ModalOrigin, type StartMetadata, sayingModal } from '../parts/modal.ts';
import { escapeMrkdwn, fitLines, truncate, utc } from '../parts/mrkdwn.ts';
import { checkLines } from '../replies/findings.ts';
import { previewBlocks } from '../replies/start-preview.ts';
import { planLines } from '../rollout/steps.ts';
import { notesElements, OWN_PLAN, startBlocks, startElements } from './start-fields.ts';

type Shown = Exclude<ChosenService, { readonly refused: Reply }>;

/** Room for lines in a section, in characters. */
const ROOM = 1500;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const plain = (text: string, max: number = limits.optionText) => ({
  type: 'plain_text' as const,
  text: truncate(text, max),
});

function option(value: string, description = ''): PlainTextOption {
  return { text: plain(value), value, ...(description !== '' && { description: plain(description) }) };
}

/** Says when a version was published: how long ago within a day, else the moment. */
function publishedText(at: number | null, now: number): string {
  if (at === null) return '';
  const age = now - at;
  if (age < 0 || age >= DAY_MS) return `published ${utc(at)}`;
  return age < MINUTE_MS ? 'published just now' : `published ${duration(age - (age % MINUTE_MS))} ago`;
}

/** Describes a version in a line: when it was published; and where, unless all functions have it. */
function versionOption({ label, at, functions }: StartableVersion, all: number, now: number): PlainTextOption {
  const where = functions.length === all ? '' : `only ${functions.join(', ')}`;
  return option(label, [publishedText(at, now), where].filter(Boolean).join(' · '));
}

/** A list in which Slack searches by itself while somebody types. */
function selectInput(
  parts: Pick<InputBlock, 'block_id' | 'label' | 'hint'> & { readonly action: string; readonly placeholder: string },
  options: readonly PlainTextOption[],
  chosen: string | null,
): InputBlock {
  const { action, placeholder, ...block } = parts;
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'input',
    ...block,
    dispatch_action: true,
    element: {
      type: 'static_select',
      action_id: action,
      placeholder: plain(placeholder),
      options: [...options],
      ...(initial !== undefined && { initial_option: initial }),
    },
  };
}

function serviceInput({ services, chosen }: StartForm): InputBlock {
  const options = services.slice(0, limits.options).map((name) => option(name));
  const parts = { block_id: startBlocks.service, label: plain('Service'), action: startElements.service };
  return selectInput({ ...parts, placeholder: 'Choose a service' }, options, chosen?.name ?? null);
}

/** The version: from a list where the targets have one, else typed. */
function versionInput({ name, versions, functions, tried }: Shown, now: number): InputBlock {
  const label = tried?.label ?? null;
  const parts = { block_id: startBlocks.version(name), label: plain('Version'), action: startElements.version };
  if (versions !== null) {
    const options = versions.map((version) => versionOption(version, functions, now));
    return selectInput({ ...parts, placeholder: 'Choose a version' }, options, label);
  }
  return {
    type: 'input',
    block_id: parts.block_id,
    label: parts.label,
    hint: plain('Press Enter to see what preflight finds.'),
    dispatch_action: true,
    element: {
      type: 'plain_text_input',
      action_id: parts.action,
      placeholder: plain('For example: v54'),
      max_length: commandLimits.label,
      dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
      ...(label !== null && { initial_value: label }),
    },
  };
}

/** The plan, where the service has more than one; each with its shares, and who may start with it. */
function planInputs({ name, service, plan }: Shown): readonly InputBlock[] {
  const named = Object.entries(service.plans ?? {});
  if (named.length === 0) return [];
  const sharesOf = (each: Plan) => planShares(each).map(({ share }) => percent(share));
  const options = [
    { ...option(OWN_PLAN, sharesOf(service.plan).join(', ')), text: plain('The plan of the service') },
    ...named.map(([each, { plan: steps, start }]) =>
      option(
        each,
        [sharesOf(steps).join(', '), ...(start === undefined ? [] : [`only ${joinWithOr(start)}`])].join(' · '),
      ),
    ),
  ];
  const parts = { block_id: startBlocks.plan(name), label: plain('Plan'), action: startElements.plan };
  return [selectInput({ ...parts, placeholder: 'Choose a plan' }, options, plan ?? OWN_PLAN)];
}

/** The moment of the start, and the words and the link, which are shown with the rollout. */
const notesInputs: readonly InputBlock[] = [
  {
    type: 'input',
    block_id: startBlocks.startAt,
    optional: true,
    label: plain('Start at'),
    hint: plain('Empty: now. Else it waits for that moment; a time zone may stand behind it.'),
    element: {
      type: 'plain_text_input',
      action_id: notesElements.startAt,
      placeholder: plain('tomorrow 09:00'),
      max_length: commandLimits.startAt,
    },
  },
  {
    type: 'input',
    block_id: startBlocks.change,
    optional: true,
    label: plain('Link to the change'),
    element: { type: 'url_text_input', action_id: notesElements.change, placeholder: plain('https://…') },
  },
  {
    type: 'input',
    block_id: startBlocks.note,
    optional: true,
    label: plain('Note'),
    hint: plain('For those who approve or watch; the card shows it.'),
    element: { type: 'plain_text_input', action_id: notesElements.note, max_length: commandLimits.note },
  },
];

/** Draws what is in the way before a version is chosen, and the plan. */
function standingBlocks({ where, service, plan }: Shown): readonly KnownBlock[] {
  const lines = where.lines.map((line) => escapeMrkdwn(line, 300));
  return [
    section(fitLines([`*${escapeMrkdwn(where.text, 300)}*`, ...lines], ROOM, 'lines')),
    section(`*Plan*\n${planLines(planOf(service, plan ?? undefined), 'the old version')}`),
  ];
}

/** Draws what a start of the chosen version would do, or what is in the way of it. */
function triedBlocks({ label, reply, rollout }: TriedStart, { service, plan }: Shown): readonly KnownBlock[] {
  if (rollout !== null) {
    return [
      section(`*Preflight of ${escapeMrkdwn(label, 200)}*: it can start.`),
      ...previewBlocks(rollout, reply.checks),
    ];
  }
  return [
    section(`⛔ ${escapeMrkdwn(reply.text, 900)}`),
    ...(reply.checks.length === 0 ? [] : [section(checkLines(reply.checks))]),
    section(`*Plan*\n${planLines(planOf(service, plan ?? undefined), 'the old version')}`),
  ];
}

function chosenBlocks(chosen: ChosenService, now: number): readonly KnownBlock[] {
  if ('refused' in chosen) return [section(`⛔ ${escapeMrkdwn(chosen.refused.text, 900)}`)];
  const { tried } = chosen;
  return [
    versionInput(chosen, now),
    ...planInputs(chosen),
    ...notesInputs,
    ...(tried === null ? standingBlocks(chosen) : triedBlocks(tried, chosen)),
  ];
}

/** Returns the start that a form shows, as the worker compares it when it is submitted; empty where it shows none. */
function readShown(chosen: ChosenService | null): Pick<StartMetadata, 'shown'> {
  const tried = chosen === null || 'refused' in chosen ? null : chosen.tried;
  const { offer } = tried?.reply ?? { offer: null };
  if (offer?.kind !== 'start') return {};
  const { service, label, confirmed } = offer;
  return { shown: { service, label, confirmed } };
}

/** Says where services can be started, to a person who can start none here. */
function nothingHere({ elsewhere }: StartForm): string {
  const none = 'You can start no service from this channel.';
  if (elsewhere.length === 0)
    return `${none} \`/canary list\` shows all services, \`/canary where &lt;service&gt;\` who may.`;
  const lines = elsewhere.map(({ name, channel }) => {
    const where = channel.startsWith('#') ? escapeMrkdwn(channel, 80) : `<#${escapeMrkdwn(channel, 80)}>`;
    return `• *${escapeMrkdwn(name, 80)}* in ${where}`;
  });
  return `${none} Type \`/canary\` where they are rolled out:\n${fitLines(lines, ROOM, 'services')}`;
}

/** The form of a start. */
export function startModal(from: ModalOrigin, form: StartForm): ModalView {
  const { at, services, chosen } = form;
  if (services.length === 0 && chosen === null) return sayingModal(nothingHere(form));
  const more = services.length - limits.options;
  return {
    type: 'modal',
    callback_id: callbackId('start'),
    private_metadata: encodeMetadata({ from, ...readShown(chosen) }),
    title: plain('Start a rollout', limits.modalTitle),
    submit: plain('Start', limits.modalTitle),
    close: plain('Cancel', limits.modalTitle),
    blocks: [
      ...(services.length === 0 ? [] : [serviceInput(form)]),
      ...(more > 0 ? [context(`_… and ${more} more services: type \`/canary start\` and the name._`)] : []),
      ...(chosen === null ? [] : chosenBlocks(chosen, at)),
    ],
  };
}

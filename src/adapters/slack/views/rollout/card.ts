import type { KnownBlock } from '@slack/types';
import { openWords } from '../../../../domain/plan/cohorts.ts';
import { movesTraffic } from '../../../../domain/plan/plan.ts';
import { shownShare } from '../../../../domain/rollout/read-share.ts';
import { isFinished, type Rollout } from '../../../../domain/rollout/record.ts';
import { isRunning } from '../../../../domain/rollout/running-phase.ts';
import { describeStanding, outcomeWords } from '../../../../domain/rollout/share.ts';
import { percent } from '../../../../domain/wording.ts';
import { ROLLED_BACK_BEFORE } from '../../../../rollout/preflight/rolled-back-before.ts';
import { UNCHANGED } from '../../../../rollout/preflight/unchanged.ts';
import { alarmsAtTheEnd, shortAlarmLines } from '../alarms/card-lines.ts';
import { actions, context, header, section } from '../parts/blocks.ts';
import { cardButtons } from '../parts/buttons.ts';
import { bar, escapeMrkdwn, fitLines, formatMoment, requesterName } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';
import { findingLines } from '../replies/findings.ts';
import { notesLine } from './notes.ts';
import { describeSituation, statusSigns } from './status.ts';
import { stepLines } from './steps.ts';
import { ownNotes, targetLines, targetNotes } from './targets.ts';
import { verdictLines } from './verdict.ts';

/** Room for notes and findings on the card, and what the requester added, in characters. */
const NOTES = 800;

/** Returns the title of the rollout in every message. */
export function rolloutTitle(rollout: Rollout): string {
  return `${rollout.service} ${rollout.canary}`;
}

/** True when nothing was shifted yet: until then the findings from before the start are news. */
function isBeforeFirstShift({ config, step, phase }: Rollout): boolean {
  const isOver = ['rolling-back', 'stuck', 'completed', 'rolled-back'].includes(phase.status);
  return !isOver && step < config.plan.findIndex(movesTraffic);
}

/** True when a finding matters until the rollout is over. */
function isLasting(rollout: Rollout, code: string): boolean {
  return (code === ROLLED_BACK_BEFORE || code === UNCHANGED) && !isFinished(rollout);
}

/** Notes and findings: all of them while whoever approves reads them, then those that matter until the end. */
function cardNotes(rollout: Rollout, room: number): string {
  const isNew = isBeforeFirstShift(rollout);
  const about = isNew ? targetNotes(rollout.targets) : ownNotes(rollout.targets);
  const notes = about.map((note) => `ℹ️ ${escapeMrkdwn(note, 200)}`);
  const news = isNew ? rollout.findings : rollout.findings.filter(({ code }) => isLasting(rollout, code));
  const found = news.length > 0 ? findingLines(news).split('\n') : [];
  return fitLines([...found, ...notes], room, 'notes');
}

/** The share that the targets show. */
export function weightLine(rollout: Rollout): string {
  const share = shownShare(rollout);
  const canary = escapeMrkdwn(rollout.canary, 100);
  if (share === null) return `*Share unknown* on ${canary}: ${percent(rollout.weight)} was set`;
  const range = share.low === share.high ? '' : `${percent(share.low)} to `;
  return `\`${bar(share.high)}\` *${range}${percent(share.high)}* on ${canary}${escapeMrkdwn(openWords(share.cohorts), 90)}`;
}

/** Returns the footer: who started the rollout and when, and what the thread has. */
function footer(rollout: Rollout): string {
  return `Started by ${requesterName(rollout.by)} ${formatMoment(rollout.startedAt)} · the thread has the timeline and the baseline`;
}

/** Returns why the comparison of both versions stops a rollout, as the end of a sentence; empty where it does not. */
function verdictClause({ phase }: Rollout): string {
  if ('reason' in phase && phase.reason.kind === 'verdict') return `, because ${phase.reason.detail}`;
  if (phase.status !== 'holding') return '';
  return phase.why.kind === 'unhealthy' || phase.why.kind === 'inconclusive' ? `, because ${phase.why.detail}` : '';
}

/** The status of a rollout in one plain line, for notifications. */
function headline(rollout: Rollout): string {
  return `${rolloutTitle(rollout)}: ${describeStanding(rollout)}${verdictClause(rollout)}`;
}

/** Returns the headline of the card: the status, or that the plan waits for the end of a freeze. */
function cardTitle(rollout: Rollout): string {
  const { phase, freeze } = rollout;
  const title = rolloutTitle(rollout);
  if (isRunning(phase) && freeze?.waits === true) return `🧊 ${title}: waits for the end of a freeze`;
  return `${statusSigns[phase.status]} ${title}: ${outcomeWords(rollout)}`;
}

/** Draws the share of a rollout, what happens now and next, and how both versions do. */
function standingBlocks(rollout: Rollout, tells: boolean): KnownBlock[] {
  const verdict = verdictLines(rollout);
  const added = notesLine(rollout);
  return [
    section(`${weightLine(rollout)}\n${describeSituation(rollout, tells)}`),
    ...(added === '' ? [] : [context(added)]),
    ...(verdict === '' ? [] : [section(verdict)]),
  ];
}

/** Draws the details below the buttons, for whoever wants to know more. */
function detailBlocks(rollout: Rollout): KnownBlock[] {
  const isOver = isFinished(rollout);
  const alarms = isOver ? alarmsAtTheEnd(rollout.alarms) : shortAlarmLines(rollout);
  const notes = cardNotes(rollout, NOTES - JSON.stringify(notesLine(rollout)).length);
  return [
    section(`*Plan*\n${stepLines(rollout)}`),
    section(`*Targets*\n${targetLines(rollout.targets)}`),
    ...(alarms === '' ? [] : [section(`*${isOver ? 'Alarms at the end' : 'Alarms'}*\n${alarms}`)]),
    ...(notes === '' ? [] : [context(notes)]),
    context(footer(rollout)),
  ];
}

/** Everything about a rollout except its buttons, as the answer to `status` shows it. */
export function rolloutBlocks(rollout: Rollout): KnownBlock[] {
  return [...standingBlocks(rollout, true), ...detailBlocks(rollout)];
}

/**
 * The one live message of a rollout. Drawn anew from the record on every change. Its buttons are above its details, so that a phone
 * shows them without scrolling.
 * @param tells whether approvers by id are mentioned: not where the card is posted, or they are told twice
 */
export function card(rollout: Rollout, tells = true): View {
  const buttons = cardButtons(rollout);
  return {
    text: escapeMrkdwn(headline(rollout), 500),
    blocks: [
      header(cardTitle(rollout)),
      ...standingBlocks(rollout, tells),
      ...(buttons.length === 0 ? [] : [actions(buttons)]),
      ...detailBlocks(rollout),
    ],
  };
}

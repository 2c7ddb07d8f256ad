import type { KnownBlock } from '@slack/types';
import { comparedVersions } from '../../../../domain/analysis/rollout-words.ts';
import type { Reply } from '../../../../domain/rollout/effect.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
import { alarmLines } from '../alarms/card-lines.ts';
import { actions, context, section } from '../parts/blocks.ts';
import { afterEndButtons } from '../parts/buttons.ts';
import { escapeMrkdwn, fitLines, link, mention } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';
import { rolloutBlocks } from '../rollout/card.ts';
import { planLines } from '../rollout/steps.ts';
import { resolvedLines, targetNotes } from '../rollout/targets.ts';
import { syncOfferBlocks, tableBlocks } from '../sync-offer.ts';
import { checkLines, findingLines } from './findings.ts';
import { previewBlocks, startOfferBlocks } from './start-preview.ts';

const signs: Readonly<Record<Reply['tone'], string>> = { done: '✅', refused: '⛔', info: 'ℹ️' };

/** Draws the plan of a start: versions, steps with their times, approvers, and the known state of the alarms. */
function planBlocks(rollout: Rollout): readonly KnownBlock[] {
  const alarms = alarmLines(rollout);
  const notes = targetNotes(rollout.targets).map((note) => `ℹ️ ${escapeMrkdwn(note, 200)}`);
  return [
    section(`*Versions*\n${resolvedLines(rollout.targets)}`),
    section(`*Plan*\n${planLines(rollout.config.plan, comparedVersions(rollout).stable)}`),
    ...(alarms === '' ? [] : [section(`*Alarms*\n${alarms}`)]),
    ...(notes.length === 0 ? [] : [context(fitLines(notes, 600, 'notes'))]),
  ];
}

function replyBlocks(reply: Reply, rollout: Rollout | null): readonly KnownBlock[] {
  if (rollout === null || reply.shows === null) return [];
  switch (reply.shows) {
    case 'plan':
      return planBlocks(rollout);
    case 'preview':
      return previewBlocks(rollout, reply.checks);
    case 'status':
      return rolloutBlocks(rollout);
  }
}

/** The buttons that answer a change after the end of the rollout that is shown. */
function afterEndBlocks(rollout: Rollout | null): readonly KnownBlock[] {
  return rollout === null ? [] : [actions(afterEndButtons(rollout))];
}

/** The buttons of what a person can go on with. Whoever clicks is authorised then. */
function offerBlocks({ offer }: Reply, rollout: Rollout | null): readonly KnownBlock[] {
  switch (offer?.kind) {
    case undefined:
      return [];
    case 'start':
      return startOfferBlocks(offer);
    case 'after-end':
      return afterEndBlocks(rollout);
    case 'sync':
    case 'look-at-sync':
      return syncOfferBlocks(offer);
  }
}

/** Draws the findings of preflight, from the answer or from the started rollout; for a plan also that there are none. */
function preflight(reply: Reply, rollout: Rollout | null): readonly KnownBlock[] {
  if (reply.shows === 'preview') return [];
  if (reply.checks.length > 0) return [section(`*Preflight*\n${checkLines(reply.checks)}`)];
  const isPlan = reply.shows === 'plan';
  const findings = reply.findings.length === 0 && isPlan && rollout !== null ? rollout.findings : reply.findings;
  if (findings.length > 0) return [section(`*Preflight*\n${findingLines(findings)}`)];
  return isPlan ? [section('*Preflight*\n✓ Nothing stands in the way.')] : [];
}

/** Returns the text of the answer. Approvers are named as Slack shows them; an answer for one person notifies nobody else. */
function words({ code, text }: Reply): string {
  const said = escapeMrkdwn(text, 900);
  return code === 'not-approver' || code === 'not-in-role' ? said.replace(/\b[UWS][A-Z0-9]{7,30}\b/g, mention) : said;
}

/** Draws the text and the lines; of a list its entries between them, each of which leads to its card. */
function textBlocks({ entries = [] }: Reply, said: string, lines: string): readonly KnownBlock[] {
  if (entries.length === 0) return [section(lines === '' ? said : `${said}\n${lines}`)];
  const drawn = entries.map(({ text, link: card }) => `• ${link(card, text)}`);
  return [section(said), section(fitLines(drawn, 2800, 'rollouts')), ...(lines === '' ? [] : [context(lines)])];
}

/** An answer that one person sees. `rollout` is what `shows` draws. */
export function reply(answer: Reply, rollout: Rollout | null): View {
  const said = `${signs[answer.tone]} ${words(answer)}`;
  const lines = fitLines(
    answer.lines.map((line) => escapeMrkdwn(line, 300)),
    // A card below them takes most of the room of an answer.
    rollout === null ? 1800 : 900,
    'lines',
  );
  return {
    text: said,
    blocks: [
      ...textBlocks(answer, said, lines),
      ...tableBlocks(answer.table),
      ...replyBlocks(answer, rollout),
      ...preflight(answer, rollout),
      ...offerBlocks(answer, rollout),
      ...(answer.link === null || answer.link === '' ? [] : [context(link(answer.link, 'To the card'))]),
    ],
  };
}

import type { KnownBlock } from '@slack/types';
import type { Rollout } from '../../rollout/record.ts';
import { percent } from '../../rollout/wording.ts';
import { actions, context, header, section } from '../blocks.ts';
import { bar, escaped, fitLines, mentionUser, when } from '../mrkdwn.ts';
import type { View } from '../view.ts';
import { alarmLines } from './alarms.ts';
import { cardButtons } from './buttons.ts';
import { findingLines } from './findings.ts';
import { situation, statusLook } from './status.ts';
import { stepLines } from './steps.ts';
import { targetLines, targetNotes } from './targets.ts';

/** Room for notes and findings on the card, in characters. */
const NOTES = 1000;

/** What the rollout is called in every message. */
export function titleOf(rollout: Rollout): string {
  return `${rollout.service} ${rollout.canary}`;
}

function notesOf(rollout: Rollout): string {
  const notes = targetNotes(rollout.targets).map((note) => `ℹ️ ${escaped(note, 200)}`);
  const found = rollout.findings.length === 0 ? [] : findingLines(rollout.findings).split('\n');
  return fitLines([...found, ...notes], NOTES, 'notes');
}

function weightLine(rollout: Rollout): string {
  return `\`${bar(rollout.weight)}\` *${percent(rollout.weight)}* on ${escaped(rollout.canary, 100)}`;
}

/** Who started it and, once it is over, nothing that can still be clicked. */
function footer(rollout: Rollout): string {
  return `Started by ${mentionUser(rollout.by.id)} ${when(rollout.startedAt)} · the thread has the timeline and the baseline`;
}

/** The status of a rollout in one plain line, for notifications. */
function headline(rollout: Rollout): string {
  return `${titleOf(rollout)}: ${statusLook[rollout.phase.status].word} at ${percent(rollout.weight)}`;
}

/** Everything about a rollout except its buttons, as the card and the answer to `status` show it. */
export function rolloutBlocks(rollout: Rollout, tells = true): KnownBlock[] {
  const alarms = alarmLines(rollout.alarms);
  const notes = notesOf(rollout);
  return [
    section(`${weightLine(rollout)}\n${situation(rollout, tells)}`),
    section(`*Targets*\n${targetLines(rollout.targets)}`),
    section(`*Plan*\n${stepLines(rollout)}`),
    ...(alarms === '' ? [] : [section(`*Alarms*\n${alarms}`)]),
    ...(notes === '' ? [] : [context(notes)]),
    context(footer(rollout)),
  ];
}

/**
 * The one live message of a rollout. Drawn anew from the record on every change.
 * @param tells whether approvers by id are mentioned: not where the card is posted, or they are told twice
 */
export function card(rollout: Rollout, tells = true): View {
  const look = statusLook[rollout.phase.status];
  const buttons = cardButtons(rollout);
  return {
    text: escaped(headline(rollout), 500),
    blocks: [
      header(`${look.sign} ${titleOf(rollout)}: ${look.word}`),
      ...rolloutBlocks(rollout, tells),
      ...(buttons.length === 0 ? [] : [actions(buttons)]),
    ],
  };
}

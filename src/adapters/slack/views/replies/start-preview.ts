import type { KnownBlock } from '@slack/types';
import { comparedVersions } from '../../../../domain/analysis/rollout-words.ts';
import type { Check } from '../../../../domain/finding.ts';
import type { Offer } from '../../../../domain/rollout/effect.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
import { alarmLines } from '../alarms/card-lines.ts';
import { actions, context, section, startButton } from '../parts/blocks.ts';
import { encodeValue } from '../parts/button.ts';
import { limits } from '../parts/limits.ts';
import { escapeMrkdwn, fitLines } from '../parts/mrkdwn.ts';
import { notesLine } from '../rollout/notes.ts';
import { planLines } from '../rollout/steps.ts';
import { resolvedLines } from '../rollout/targets.ts';
import { checkLines } from './findings.ts';

/** Returns what the comparison finds at the traffic of today; empty where nothing is compared. */
function comparisonLine(checks: readonly Check[]): string {
  const found = checks.find(({ code }) => code === 'comparison');
  return found === undefined ? '' : `📊 ${escapeMrkdwn(found.text, 400)}`;
}

/** Draws a start before anything has moved: what to know first, then versions, plan, and who watches. */
export function previewBlocks(rollout: Rollout, checks: readonly Check[]): readonly KnownBlock[] {
  const watched = fitLines([alarmLines(rollout), comparisonLine(checks)].filter(Boolean), 1200, 'watchers');
  const added = notesLine(rollout);
  return [
    ...(checks.length === 0 ? [] : [section(checkLines(checks))]),
    section(`*Versions*\n${resolvedLines(rollout.targets)}`),
    section(`*Plan*\n${planLines(rollout.config.plan, comparedVersions(rollout).stable)}`),
    ...(watched === '' ? [] : [section(`*Watched by*\n${watched}`)]),
    ...(added === '' ? [] : [context(added)]),
  ];
}

/** Draws the buttons under a start; where it names too much for a button, what to type. */
export function startOfferBlocks({ kind: _, ...start }: Extract<Offer, { kind: 'start' }>): readonly KnownBlock[] {
  const value = encodeValue(start);
  if (value.length > limits.buttonValue) {
    return [context('This start is too long for a button: type it again with `yes`.')];
  }
  const { service, startAt } = start;
  return [
    actions([
      startButton('start', value, { label: startAt === undefined ? 'Start' : 'Schedule', style: 'primary' }),
      startButton('cancel-start', service, { label: 'Cancel' }),
    ]),
  ];
}

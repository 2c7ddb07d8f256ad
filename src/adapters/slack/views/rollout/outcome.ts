import type { KnownBlock } from '@slack/types';
import type { Phase, Rollout } from '../../../../domain/rollout/record.ts';
import { reasonText, versionText } from '../../../../domain/wording.ts';
import { offersRollback } from '../../../../rollout/rollback/rollback-window.ts';
import { actions, button, section } from '../parts/blocks.ts';
import { decodeValue } from '../parts/button.ts';
import { buttonValue, rollbackLook } from '../parts/buttons.ts';
import { escapeMrkdwn, formatMoment, utc } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';

/** The block of a message that says how its rollout ended, so that it is found again and replaced. */
const OUTCOME = 'serin:outcome';

/** The way to write moments and foreign texts: for a drawn message, or for a notification. */
interface Writing {
  readonly at: (moment: number) => string;
  readonly say: (text: string) => string;
}

const drawing: Writing = { at: formatMoment, say: (text) => escapeMrkdwn(text, 500) };
const plainly: Writing = { at: utc, say: (text) => text };

/** Describes where the traffic is after a rollback, when every target was read at 0%; otherwise only a full stop. */
function trafficLocation({ targets }: Rollout, { say }: Writing): string {
  if (targets.length === 0 || targets.some(({ observed }) => observed?.weight !== 0)) return '.';
  const versions = new Set(targets.map(({ stable }) => stable));
  const [version = ''] = versions;
  return `, all traffic is on ${versions.size === 1 ? say(versionText(version)) : 'the old version'}.`;
}

function window({ windowUntil }: Extract<Phase, { status: 'completed' }>, { at }: Writing): string {
  return windowUntil === undefined
    ? ''
    : ` You can roll back until ${at(windowUntil)}, unless something else is deployed first.`;
}

/** Returns why both versions together made Serin roll back, as a sentence; empty where it was another reason. */
function verdictReason({ reason }: Extract<Phase, { status: 'rolled-back' }>, { say }: Writing): string {
  return reason.kind === 'verdict' ? ` Reason: ${say(reason.detail)}.` : '';
}

/** Describes how a rollout ended, or that somebody rolls it back; null while its buttons are of use. */
function outcomeWords(rollout: Rollout, writing: Writing): string | null {
  const { phase } = rollout;
  const { at, say } = writing;
  const canary = say(rollout.canary);
  switch (phase.status) {
    case 'completed':
      return `✅ ${canary} was completed at ${at(phase.at)}.${window(phase, writing)}`;
    case 'rolled-back':
      return `↩️ ${canary} was rolled back at ${at(phase.at)}${trafficLocation(rollout, writing)}${verdictReason(phase, writing)}`;
    case 'rolling-back': {
      const { reason } = phase;
      const isAsked = reason.kind === 'person' || reason.kind === 'iam';
      return isAsked ? `⏪ ${canary} is rolling back: ${say(reasonText(reason))}.` : null;
    }
    default:
      return null;
  }
}

/** True when the messages of a rollout's alarms show an outcome of it. */
export function hasOutcome(rollout: Rollout): boolean {
  return outcomeWords(rollout, plainly) !== null;
}

/** The end of a message about an alarm: how the rollout ended, and the button to roll back while that is of use. */
export function outcomeBlocks(rollout: Rollout): readonly KnownBlock[] {
  const text = outcomeWords(rollout, drawing);
  if (text === null) return [];
  const offers = rollout.phase.status === 'completed' && offersRollback(rollout, rollout.phase.at);
  return [
    { ...section(text), block_id: OUTCOME },
    ...(offers ? [actions([button('rollback', buttonValue(rollout), rollbackLook(rollout))])] : []),
  ];
}

function isOutcomeBlock(rollout: Rollout, block: KnownBlock): boolean {
  if (block.type !== 'actions') return block.block_id === OUTCOME;
  return block.elements.some(
    (element) => element.type === 'button' && decodeValue(element.value)?.rollout === rollout.id,
  );
}

/**
 * Redraws the message about an alarm once its rollout has an outcome; drawn again, it is the same. In plain text the outcome is a
 * line above the state change; the plan of that moment is left out.
 */
export function withOutcome(drawn: View, rollout: Rollout): View {
  const kept = drawn.blocks.filter((block) => !isOutcomeBlock(rollout, block));
  const words = outcomeWords(rollout, plainly);
  const [alarm = ''] = (drawn.text.split('\n').at(-1) ?? '').split(/(?<=\.)\s/);
  return {
    text: words === null ? drawn.text : `${escapeMrkdwn(`${rollout.service}: ${words}`, 500)}\n${alarm}`,
    blocks: [...kept, ...outcomeBlocks(rollout)],
  };
}

import type { KnownBlock } from '@slack/types';
import { rolloutExposureText } from '../../../../domain/analysis/rollout-words.ts';
import type { ChannelMessage } from '../../../../domain/rollout/message-ref.ts';
import { shownWords } from '../../../../domain/rollout/read-share.ts';
import type { Phase, Reason, Rollout } from '../../../../domain/rollout/record.ts';
import { describeShares, leftTargets, outcomeWords } from '../../../../domain/rollout/share.ts';
import {
  duration,
  joinWithAnd,
  percent,
  reasonText,
  versionLabel,
  withoutFullStop,
} from '../../../../domain/wording.ts';
import { alarmsFiringToo } from '../../../../rollout/alarms/told-by-rollback.ts';
import { offersRollback } from '../../../../rollout/rollback/rollback-window.ts';
import { actions, button, header, section } from '../parts/blocks.ts';
import { decodeValue } from '../parts/button.ts';
import { buttonValue, rollbackLook } from '../parts/buttons.ts';
import { escapeMrkdwn, formatMoment, utc, utcTime } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';
import { rolloutTitle } from '../rollout/card.ts';

/** The blocks of a message that follow its rollout, so that they are found again and replaced. */
const HEADLINE = 'serin:headline';
const OUTCOME = 'serin:outcome';

const NOTHING_TO_DO = 'You need to do nothing.';

/** The way to write moments and foreign texts: for a drawn message, or for a notification. */
export interface Writing {
  readonly at: (moment: number) => string;
  /** Writes a moment that may be on another day. */
  readonly until: (moment: number) => string;
  readonly say: (text: string) => string;
}

/** A way to write, for a message that shows the reason of the rollback already, or does not. */
interface Telling extends Writing {
  readonly isSaid: boolean;
}

const drawing: Writing = {
  at: (moment) => formatMoment(moment, '{time_secs}'),
  until: (moment) => formatMoment(moment),
  say: (text) => escapeMrkdwn(text, 500),
};
const plainly: Writing = { at: utcTime, until: utc, say: (text) => text };

/** Returns the headline of a message whose rollout rolls back or is over; null while its buttons are of use. */
function outcomeHeadline(rollout: Rollout): string | null {
  const { phase, wentBackFrom } = rollout;
  const title = rolloutTitle(rollout);
  const from = wentBackFrom === undefined || wentBackFrom === 0 ? '' : ` from ${percent(wentBackFrom)}`;
  switch (phase.status) {
    case 'rolling-back':
      return `⏪ ${title} is rolling back${from}`;
    case 'stuck':
      return `🆘 ${title} cannot be rolled back`;
    case 'rolled-back':
      return `↩️ ${title} was ${outcomeWords(rollout)}${from}`;
    case 'completed':
      return `✅ ${title} was completed`;
    default:
      return null;
  }
}

/** Returns the version that has all traffic, when every target was read at 0%; null otherwise. */
function versionBack({ targets }: Rollout): string | null {
  if (targets.length === 0 || targets.some(({ observed }) => observed?.weight !== 0)) return null;
  const versions = new Set(targets.map(({ stable }) => stable));
  const [version = ''] = versions;
  return versions.size === 1 ? versionLabel(version) : 'the old version';
}

/** Returns the moment from which the reason of a rollback was known, and what it was; null where the reason has no such moment. */
function findCause(
  { analysis }: Rollout,
  reason: Reason,
): { readonly at: number | undefined; readonly what: string } | null {
  if (reason.kind === 'alarm') return { at: reason.since, what: 'the alarm' };
  return reason.kind === 'verdict' ? { at: analysis?.decisive?.at, what: 'the verdict' } : null;
}

/** Says since when all traffic is back, and how long after the alarm or the verdict; null where that is not known. */
function trafficBack(rollout: Rollout, reason: Reason, { at, say }: Writing): string | null {
  const version = versionBack(rollout);
  if (version === null) return null;
  const { backAt } = rollout;
  if (backAt === undefined) return `All traffic is on ${say(version)}.`;
  const cause = findCause(rollout, reason);
  const began = cause?.at;
  const later =
    cause === null || began === undefined || backAt - began < 1_000
      ? ''
      : `, ${duration(backAt - began)} after ${cause.what}`;
  return `All traffic is on ${say(version)} since ${at(backAt)}${later}.`;
}

/** Returns the reason of a rollback in words, to follow a lead; empty where the message itself shows it. */
function withReason(reason: Reason, lead: string, { isSaid, say }: Telling): string {
  return isSaid || reason.kind === 'alarm' ? '' : `${lead}${say(reasonText(reason))}`;
}

function rollingBackText(
  rollout: Rollout,
  phase: Extract<Phase, { status: 'rolling-back' }>,
  writing: Telling,
): string {
  const { reason, question, since } = phase;
  const back = trafficBack(rollout, reason, writing);
  const did = `Serin rolls back since ${writing.at(since)}${withReason(reason, ', because ', writing)}.`;
  const toDo = question === null ? NOTHING_TO_DO : writing.say(question);
  const verifies = back === null ? '' : 'Serin verifies that it stays there.';
  return joinSentences(back ?? did, toDo, verifies, firingToo(rollout, writing));
}

function rolledBackText(rollout: Rollout, phase: Extract<Phase, { status: 'rolled-back' }>, writing: Telling): string {
  const { reason, at } = phase;
  const { say } = writing;
  const left = leftTargets(rollout);
  if (left.length > 0)
    return joinSentences(
      `Rolled back at ${writing.at(at)}. Left as it is: ${say(describeShares(left))}.`,
      firingToo(rollout, writing),
    );
  const why = withReason(reason, ' Reason: ', writing);
  const back = trafficBack(rollout, reason, writing) ?? `Rolled back at ${writing.at(at)}.`;
  return joinSentences(`${back}${why === '' ? '' : `${why}.`}`, NOTHING_TO_DO, firingToo(rollout, writing));
}

function completedText(
  { canary }: Rollout,
  { at, windowUntil }: Extract<Phase, { status: 'completed' }>,
  writing: Writing,
): string {
  const end = `${writing.say(canary)} is live since ${writing.at(at)}.`;
  return windowUntil === undefined
    ? `${end} ${NOTHING_TO_DO}`
    : `${end} ${NOTHING_TO_DO} You can roll back until ${writing.until(windowUntil)}, unless something else is deployed first.`;
}

/** Says where the traffic is, since when, and what people need to do; null while the buttons of the message are of use. */
function outcomeText(rollout: Rollout, writing: Telling): string | null {
  const { phase } = rollout;
  switch (phase.status) {
    case 'rolling-back':
      return rollingBackText(rollout, phase, writing);
    case 'stuck':
      return joinSentences(
        `${writing.say(phase.target)} cannot be brought back: ${writing.say(withoutFullStop(phase.fault.message))}. Bring it back by hand (the baseline is in the thread of the card), or leave it as it is: /canary resume ${rollout.service}.`,
        firingToo(rollout, writing),
      );
    case 'rolled-back':
      return rolledBackText(rollout, phase, writing);
    case 'completed':
      return completedText(rollout, phase, writing);
    default:
      return null;
  }
}

/** Names the alarms that fire besides the one that the rollback is for; empty where none does. */
function firingToo(rollout: Rollout, { say }: Writing): string {
  const names = alarmsFiringToo(rollout);
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more alarms`] : names;
  if (shown.length === 0) return '';
  const isOver = rollout.phase.status === 'rolled-back';
  return `${say(joinWithAnd(shown))} ${isOver ? 'fired' : names.length === 1 ? 'fires' : 'fire'} too.`;
}

const joinSentences = (...sentences: readonly string[]): string => sentences.filter((each) => each !== '').join(' ');

/** Returns what a rollback is for, in the fewest words, to follow the headline of a notification; empty where there is none. */
function shortCause({ phase }: Rollout): string {
  if (phase.status !== 'rolling-back' && phase.status !== 'rolled-back') return '';
  const { reason } = phase;
  if (reason.kind !== 'alarm') return withoutFullStop(reasonText(reason));
  return reason.detail === '' ? reasonText(reason) : `${reason.name} ${reason.detail}`;
}

/** Says who met the canary: its requests once it rolls back and they were counted, and its share of the traffic before. */
function hurtText(rollout: Rollout): string {
  const { canary, weight, phase } = rollout;
  if (phase.status === 'completed') return '';
  const has = weight === 0 ? '' : `${canary} has ${shownWords(rollout)} of the traffic.`;
  if (!hasOutcome(rollout)) return `${has} ${rolloutExposureText(rollout)}`.trim();
  return rolloutExposureText(rollout);
}

/** True when the messages of a rollout show an outcome of it. */
export function hasOutcome(rollout: Rollout): boolean {
  return outcomeHeadline(rollout) !== null;
}

/**
 * The parts of a message that follow its rollout. `line`: the first line of its notification, in plain text. A locked phone shows about
 * 180 characters of it, so it begins with what is wrong, what Serin did, and what people need to do.
 */
export interface Following {
  readonly headline: KnownBlock;
  readonly blocks: readonly KnownBlock[];
  readonly line: string;
}

/** The change that a message tells of, and how that ended. */
export type Followed = Pick<ChannelMessage, 'about' | 'since' | 'answer'>;

/** Says from when to when Serin held, and what ended that. */
function holdEndText({ since, answer }: Followed, { phase }: Rollout, { until, say }: Writing): string | null {
  if (since === undefined || answer === undefined) return null;
  const asks = phase.status === 'holding' || phase.status === 'paused';
  return `Serin held from ${until(since)} to ${until(answer.at)}. ${say(withoutFullStop(answer.text))}.${asks ? '' : ` ${NOTHING_TO_DO}`}`;
}

/**
 * Returns the parts of a message that follow its rollout.
 *
 * @param otherwise the headline, what it is about, and the text of a rollout that does not roll back and is not over
 */
export function followingParts(
  rollout: Rollout,
  otherwise: { readonly headline: string; readonly fact: string; readonly text: (writing: Writing) => string },
  message: Followed = {},
): Following {
  const isSaid = message.about === 'rollback';
  const stand = (writing: Telling): string =>
    outcomeText(rollout, writing) ?? holdEndText(message, rollout, writing) ?? otherwise.text(writing);
  const calm = message.answer === undefined ? null : `☑️ ${rolloutTitle(rollout)} is not held any more`;
  const headline = outcomeHeadline(rollout) ?? calm ?? otherwise.headline;
  const hurt = hurtText(rollout);
  const isOpen = !hasOutcome(rollout) && message.answer === undefined;
  const cause = shortCause(rollout);
  const begins = isOpen
    ? `${headline}. ${withoutFullStop(otherwise.fact)}.`
    : `${headline}${cause === '' ? '' : `: ${cause}`}.`;
  const text = [escapeMrkdwn(hurt, 300), stand({ ...drawing, isSaid })].filter((each) => each !== '').join('\n');
  return {
    headline: { ...header(headline), block_id: HEADLINE },
    blocks: [{ ...section(text), block_id: OUTCOME }, ...outcomeButtons(rollout)],
    line: joinSentences(begins, stand({ ...plainly, isSaid: true }), hurt),
  };
}

/** The button that is of use in an outcome: to roll back within the window, or to try again. */
function outcomeButtons(rollout: Rollout): readonly KnownBlock[] {
  const { phase } = rollout;
  const offers = phase.status === 'stuck' || (phase.status === 'completed' && offersRollback(rollout, phase.at));
  return offers ? [actions([button('rollback', buttonValue(rollout), rollbackLook(rollout))])] : [];
}

function isButtonOf(rollout: Rollout, block: View['blocks'][number]): boolean {
  if (block.type !== 'actions') return false;
  return block.elements.some(
    (element) => element.type === 'button' && decodeValue(element.value)?.rollout === rollout.id,
  );
}

/**
 * Redraws a message of the channel once its rollout has an outcome, or its hold is over; drawn again, it is the same. The first line
 * of the plain text says how it went on, the last one what the message is about.
 */
export function withOutcome(drawn: View, rollout: Rollout, message: Followed = {}): View {
  const follows = drawn.blocks.some((block) => block.block_id === OUTCOME);
  if (!follows || (!hasOutcome(rollout) && message.answer === undefined)) return drawn;
  const { headline, blocks, line } = followingParts(rollout, { headline: '', fact: '', text: () => '' }, message);
  const kept = drawn.blocks.filter((block) => !isButtonOf(rollout, block));
  const [, ...rest] = drawn.text.split('\n');
  return {
    text: [escapeMrkdwn(line, 600), ...rest.slice(-1)].join('\n'),
    blocks: kept.flatMap((block): readonly View['blocks'][number][] => {
      if (block.block_id === HEADLINE) return [headline];
      return block.block_id === OUTCOME ? blocks : [block];
    }),
  };
}

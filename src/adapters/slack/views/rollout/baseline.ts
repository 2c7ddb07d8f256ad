import type { KnownBlock } from '@slack/types';
import { baselineText, rolloutBaseline } from '../../../../domain/rollout/baseline.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
import { section } from '../parts/blocks.ts';
import { limits } from '../parts/limits.ts';
import { escapeMrkdwn, fitLines } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';
import { rolloutTitle } from './card.ts';

const FENCE = '```';

/** Room for the blocks of one message as JSON, beside its heading. */
const MESSAGE = limits.message - 600;

/** Splits text that mrkdwn leaves as it is into code blocks of at most a section each, between lines where there are some. */
function codeBlocks(text: string): readonly KnownBlock[] {
  const room = limits.section - 2 * FENCE.length - 2;
  const chunks: string[] = [];
  for (const line of text.split('\n').flatMap((each) => pieces(each, room))) {
    const last = chunks.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= room) chunks[chunks.length - 1] = `${last}\n${line}`;
    else chunks.push(line);
  }
  return chunks.map((chunk) => section(`${FENCE}\n${chunk}\n${FENCE}`));
}

/** A long line in pieces of at most `max` characters: no character is lost. */
function pieces(line: string, max: number): readonly string[] {
  return line.length <= max ? [line] : [line.slice(0, max), ...pieces(line.slice(max), max)];
}

/** Puts blocks into as many messages as Slack's limits ask for; the first has `taken` characters before them. */
function messages(blocks: readonly KnownBlock[], taken: number): readonly (readonly KnownBlock[])[] {
  const out: KnownBlock[][] = [[]];
  let size = taken;
  for (const block of blocks) {
    const grown = size + JSON.stringify(block).length + 1;
    const isFull = grown > MESSAGE;
    size = isFull ? grown - size : grown;
    if (isFull) out.push([block]);
    else out.at(-1)?.push(block);
  }
  return out;
}

/** The baseline in words, for people, before the JSON. */
function baselineLines({ targets }: Rollout): readonly KnownBlock[] {
  const lines = targets.flatMap(({ baseline }) => baseline.map((line) => `• ${escapeMrkdwn(line, 400)}`));
  return lines.length === 0 ? [] : [section(fitLines(lines, limits.section - 100, 'records'))];
}

/**
 * Draws the exact state of every target before the rollout: in words, and as the JSON that `serin rollback --from` takes as a last
 * resort. One message, or several in order when it is long.
 */
export function baseline(rollout: Rollout): readonly View[] {
  const blocksOfAll = codeBlocks(baselineText(rolloutBaseline(rollout)));
  const parts = messages(blocksOfAll, JSON.stringify(baselineLines(rollout)).length);
  return parts.map((blocks, index) => {
    const part = parts.length === 1 ? '' : ` (${index + 1} of ${parts.length})`;
    const title = `Baseline of ${rolloutTitle(rollout)}${part}: what every target looked like before anything moved.`;
    const inWords = index === 0 ? baselineLines(rollout) : [];
    return { text: escapeMrkdwn(title, 500), blocks: [section(escapeMrkdwn(title, 500)), ...inWords, ...blocks] };
  });
}

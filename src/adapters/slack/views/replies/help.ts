import type { Refusal } from '../../../../command/text.ts';
import { usage, type Verb, verbs } from '../../../../command/usage.ts';
import { section } from '../parts/blocks.ts';
import { limits } from '../parts/limits.ts';
import { code, escapeMrkdwn } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';

function entry(slash: string, verb: Verb): string {
  return `${code(`${slash} ${usage[verb].takes}`)}\n${escapeMrkdwn(usage[verb].does)}`;
}

/** Splits entries into texts that have room in a section each. */
function inSections(entries: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const next of entries) {
    const joined = texts.length === 0 ? null : `${texts.at(-1)}\n${next}`;
    if (joined === null || joined.length > limits.section) texts.push(next);
    else texts[texts.length - 1] = joined;
  }
  return texts;
}

/** Explains one command, or all of them. @param slash the slash command as it was typed, for example `/canary` */
export function help(slash: string, about: Verb | null): View {
  const entries = (about === null ? verbs : [about]).map((verb) => entry(slash, verb));
  return { text: entries.join('\n'), blocks: inSections(entries).map(section) };
}

/** Says what is wrong with a typed text and how it is written. */
export function refusal(slash: string, refused: Refusal): View {
  const how = refused.usage === null ? '' : `\nUsage: ${code(`${slash} ${refused.usage}`)}`;
  const text = `⛔ ${escapeMrkdwn(refused.text, 600)}${how}`;
  return { text, blocks: [section(text)] };
}

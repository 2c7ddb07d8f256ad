import type { Requester } from '../../../../domain/people/person.ts';
import { isPerson } from '../../../../domain/people/requester.ts';
import { displayName } from '../../../../domain/wording.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Returns the size of a text in a message: its characters as JSON, where a quote is two. */
function messageSize(text: string): number {
  return JSON.stringify(text).length - 2;
}

/**
 * Plain text for Slack's mrkdwn: the three characters with which references and mentions begin are escaped, so that no
 * text of somebody mentions anyone. The result takes at most `max` characters and is cut between whole characters.
 */
export function escapeMrkdwn(text: string, max = 300): string {
  const pieces: string[] = [];
  let size = 0;
  for (const character of text) {
    const piece = entities[character] ?? character;
    const grown = size + messageSize(piece);
    if (grown > max) return `${withRoomFor('…', pieces, size, max)}…`;
    pieces.push(piece);
    size = grown;
  }
  return pieces.join('');
}

/** Takes whole characters off the end until what is to follow fits. */
function withRoomFor(end: string, pieces: readonly string[], size: number, max: number): string {
  const last = pieces.at(-1);
  if (last === undefined || size + messageSize(end) <= max) return pieces.join('');
  return withRoomFor(end, pieces.slice(0, -1), size - messageSize(last), max);
}

/** Plain text for plain_text elements, where nothing is escaped: at most `max` characters. */
export function truncate(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The text of code: backticks would end it. */
export function code(text: string, max = 300): string {
  return `\`${escapeMrkdwn(text.replaceAll('`', "'"), max)}\``;
}

/** Somebody by Slack id, so that Slack shows the name and tells the person. */
export function mentionUser(id: string): string {
  return /^[UW][A-Z0-9]{1,30}$/.test(id) ? `<@${id}>` : escapeMrkdwn(id, 80);
}

/** Names the requester of a command: a person as a mention, an IAM identity in short, as code. */
export function requesterName(requester: Requester): string {
  return isPerson(requester) ? mentionUser(requester.id) : code(displayName(requester), 160);
}

/** An approver as configured: user ids and user group ids become mentions, anything else stays text. */
export function mention(approver: string): string {
  return /^S[A-Z0-9]{1,30}$/.test(approver) ? `<!subteam^${approver}>` : mentionUser(approver);
}

/** Lists all approvers, at most 20, in mrkdwn of at most 1700 characters. Mentions notify them: use only where that is meant. */
export function mentionAll(from: readonly string[]): string {
  return from.map(mention).join(', ');
}

/**
 * A moment in the reader's own time zone (Slack's date syntax). Where Slack cannot show it, UTC.
 * @param at milliseconds since the epoch
 */
export function formatMoment(
  at: number,
  format: '{time}' | '{time_secs}' | '{date_short_pretty} at {time}' = '{date_short_pretty} at {time}',
): string {
  return `<!date^${Math.floor(at / 1000)}^${format}|${utc(at)}>`;
}

/** A moment for texts that are not drawn: notifications, logs. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The time of a moment of the last minutes or hours, where there is no room for its day. */
export function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

/** A link with a text, or the text alone when the address is not one of Slack's own kind. */
export function link(url: string, text: string): string {
  return /^https?:\/\/[^\s<>|]+$/.test(url) ? `<${url}|${escapeMrkdwn(text)}>` : escapeMrkdwn(text);
}

/** A bar of 20 cells: anything above 0 shows at least one, anything below 100 leaves at least one. */
export function bar(weight: number): string {
  const cells = Math.min(weight < 100 ? 19 : 20, Math.max(weight > 0 ? 1 : 0, Math.round(weight / 5)));
  return `${'█'.repeat(cells)}${'░'.repeat(20 - cells)}`;
}

/**
 * Lines that are mrkdwn already, as many as fit into `max` characters; the rest is counted.
 * @param what what the lines are, for "… and 3 more targets"
 */
export function fitLines(lines: readonly string[], max: number, what: string): string {
  const kept: string[] = [];
  let room = max - 40;
  for (const line of lines) {
    room -= messageSize(line) + 2;
    if (room < 0) return [...kept, `_… and ${lines.length - kept.length} more ${what}_`].join('\n');
    kept.push(line);
  }
  return kept.join('\n');
}

/**
 * Lines as `fitLines` draws them, and behind each line the first of the texts after it that fits into the room that all lines leave.
 * No such text takes the place of a line.
 */
export function fitLinesWithMore(
  lines: readonly (readonly [string, ...string[]])[],
  max: number,
  what: string,
): string {
  let room = max - 40 - lines.reduce((sum, [line]) => sum + messageSize(line) + 2, 0);
  const drawn = lines.map(([line, ...texts]) => {
    const more = texts.find((text) => messageSize(text) <= room) ?? '';
    room -= messageSize(more);
    return `${line}${more}`;
  });
  return fitLines(drawn, max, what);
}

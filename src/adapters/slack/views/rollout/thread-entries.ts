import type { Actor } from '../../../../domain/people/person.ts';
import type { TimelineEntry } from '../../../../domain/rollout/timeline-entry.ts';
import { section } from '../parts/blocks.ts';
import { escapeMrkdwn, fitLines, formatMoment, utc } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';

/** Room for entries in one message of the thread, in characters. */
const ROOM = 2900;

/** The signs for the actors of entries: the text names people and IAM identities, alarms and Serin get a sign. */
const signs: Readonly<Record<Actor['kind'], string>> = { person: '👤', iam: '🤖', alarm: '🔔', serin: '🐤' };

function line(entry: TimelineEntry): string {
  return `${signs[entry.by.kind]} ${formatMoment(entry.at, '{time}')} ${escapeMrkdwn(entry.text, 500)}`;
}

/** New entries of the timeline, for the thread, oldest first. */
export function entryLines(entries: readonly TimelineEntry[]): string {
  return fitLines(entries.map(line), ROOM, 'entries');
}

/** A message of the thread with new entries of the timeline. At least one entry. */
export function threadEntries(entries: readonly TimelineEntry[]): View {
  const plain = entries.map((entry) => `${utc(entry.at)} ${entry.text}`).join('\n');
  return { text: escapeMrkdwn(plain, 2000), blocks: [section(entryLines(entries))] };
}

import { type DeadLetter, deadLetterSubjectText } from '../../../domain/dead-letter.ts';
import type { DeadLetterNotice } from '../../../ports/dead-letters.ts';
import { header, section } from './parts/blocks.ts';
import { code, escapeMrkdwn, fitLines, formatMoment } from './parts/mrkdwn.ts';
import type { View } from './parts/view.ts';

/** Room for the list, in characters. */
const ROOM = 2500;

/**
 * True when the dead letter would have started a rollback, which cannot wait for the rest: a `rollback` or `reject`, or an alarm
 * that fired.
 */
function isRollbackLost({ about }: DeadLetter): boolean {
  if (about.kind === 'command') return about.command === 'rollback' || about.command === 'reject';
  return about.kind === 'alarm' && about.value === 'ALARM';
}

/** Draws the dead letters of a service, since when they wait, and what to do. */
export function deadLetters({ service, letters }: DeadLetterNotice): View {
  const what = letters.length === 1 ? 'an event' : `${letters.length} events`;
  const title = `Serin could not process ${what} of ${service}`;
  const lines = letters.map(
    (letter) =>
      `• ${escapeMrkdwn(deadLetterSubjectText(letter.about), 300)}, since ${formatMoment(letter.at)}: ${code(letter.error, 200)}`,
  );
  const urgent =
    `*To roll back now*, try \`/canary rollback ${escapeMrkdwn(service, 100)}\` again. If that fails too, ` +
    '`serin rollback --from` with the baseline from the thread works without the functions of Serin.';
  const remedy =
    'Every retry failed. Nothing is lost: they are kept for two weeks. When the cause is gone, run `serin replay`; ' +
    'each counts once. A start, approval, resume or promotion is too old by then and is refused; its author is told.';
  return {
    text: escapeMrkdwn(
      `⚠️ ${title}: ${letters.map(({ about }) => deadLetterSubjectText(about)).join('; ')}. Retry with serin replay.`,
      1000,
    ),
    blocks: [
      header(`⚠️ ${title}`),
      section(fitLines(lines, ROOM, 'events')),
      ...(letters.some(isRollbackLost) ? [section(urgent)] : []),
      section(remedy),
    ],
  };
}

import type { Rollout } from '../../../../domain/rollout/record.ts';
import type { TimelineEntry } from '../../../../domain/rollout/timeline-entry.ts';
import { joinWithAnd, percent } from '../../../../domain/wording.ts';
import { section } from '../parts/blocks.ts';
import { escapeMrkdwn, formatMoment, link } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';
import { rolloutTitle } from './card.ts';
import { people } from './steps.ts';
import { entryLines } from './thread-entries.ts';

/** Describes what follows the approval: a share, a cohort, or the promotion. */
function next(rollout: Rollout): string {
  const step = rollout.config.plan.slice(rollout.step).find(({ kind }) => kind === 'shift' || kind === 'cohort');
  if (step?.kind === 'cohort') return `it is opened to ${escapeMrkdwn(joinWithAnd(step.names), 120)}`;
  return step?.kind === 'shift' ? `${percent(step.weight)} of the traffic gets it` : 'it is promoted';
}

/** Returns the question to the people who are mentioned. */
function question(rollout: Rollout): string {
  if (rollout.phase.status !== 'awaiting-approval')
    return `please look at *${escapeMrkdwn(rolloutTitle(rollout), 150)}*.`;
  const until = formatMoment(rollout.phase.expiresAt);
  return `*${escapeMrkdwn(rolloutTitle(rollout), 150)}* waits for your approval before ${next(rollout)}, until ${until}.`;
}

/**
 * Draws a message of the thread that mentions people: approvers when an approval waits. It has no buttons, so that none stays live
 * when the approval is over; those are on the card.
 *
 * @param mentions user ids and user group ids, which are notified, or e-mail addresses, which Slack does not notify
 */
export function approvalView(rollout: Rollout, entries: readonly TimelineEntry[], mentions: readonly string[]): View {
  const card =
    rollout.card === null || rollout.card.permalink === ''
      ? 'The buttons are on the card.'
      : `${link(rollout.card.permalink, 'To the card')}.`;
  const call = `${people(mentions)}: ${question(rollout)} ${card}`;
  const timeline = entryLines(entries);
  return { text: call, blocks: [...(timeline === '' ? [] : [section(timeline)]), section(call)] };
}

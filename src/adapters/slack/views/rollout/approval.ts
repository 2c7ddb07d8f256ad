import { comparedVersions } from '../../../../domain/analysis/rollout-words.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
import { asksPeople, endsAt } from '../../../../domain/rollout/running-phase.ts';
import type { TimelineEntry } from '../../../../domain/rollout/timeline-entry.ts';
import { section } from '../parts/blocks.ts';
import { escapeMrkdwn, formatMoment, link, mentionAll } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';
import { stepView } from '../steps/registry.ts';
import { rolloutTitle } from './card.ts';
import { entryLines } from './thread-entries.ts';

/** Describes what follows the approval: a share, a cohort, or the promotion. */
function next(rollout: Rollout): string {
  const { stable } = comparedVersions(rollout);
  const ahead = rollout.config.plan.slice(rollout.step).map((each) => stepView(each).gives(each, stable));
  return ahead.find((gives) => gives !== null) ?? 'it is promoted';
}

/** True while the approval that is open was escalated to further approvers. */
function isEscalated({ phase }: Rollout): boolean {
  return phase.status === 'awaiting-approval' && phase.escalatedAt !== undefined;
}

/** Returns the question to the people who are mentioned. */
function question(rollout: Rollout): string {
  const title = `*${escapeMrkdwn(rolloutTitle(rollout), 150)}*`;
  const until = asksPeople(rollout.phase) ? endsAt(rollout.phase) : null;
  if (until === null) return `please look at ${title}.`;
  const asked = isEscalated(rollout) ? 'was not approved so far, and waits for you too' : 'waits for your approval';
  return `${title} ${asked}. Then ${next(rollout)}. Open until ${formatMoment(until)}.`;
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
  const call = `${mentionAll(mentions)}: ${question(rollout)} ${card}`;
  const timeline = entryLines(entries);
  return { text: call, blocks: [...(timeline === '' ? [] : [section(timeline)]), section(call)] };
}

import { utcMoment } from '../restrictions/freeze-in-force.ts';
import { isFinished, type Rollout } from '../rollout/record.ts';
import { isGoingBack } from '../rollout/running-phase.ts';
import { displayName } from '../wording.ts';
import type { Queue, QueuedStart, ScheduledStart } from './queue.ts';
import { startTimeText } from './start-time.ts';

/** Names a start that waits: `v55 (alice)`. */
export function queuedName({ label, by, hotfix }: QueuedStart): string {
  return `${label} (${hotfix === undefined ? '' : 'hotfix, '}${displayName(by)})`;
}

/** Returns the remedy for a queue that has stopped, as a sentence. @param first the start that is next in it */
function queueRemedy(service: string, { label }: QueuedStart): string {
  return `/canary queue ${service} resume lets it go on; /canary queue ${service} leave ${label} takes ${label} out.`;
}

/** Says what happens to the first start of a queue at the end of the rollout that runs. */
function describeTurnBehind({ label, hotfix }: QueuedStart, rollout: Rollout): string {
  const { canary } = rollout;
  if (isGoingBack(rollout))
    return hotfix === undefined
      ? `The queue stops when ${canary} is rolled back.`
      : `${label} starts when ${canary} is rolled back.`;
  return `${label} starts when ${canary} has ${hotfix === undefined ? 'completed' : 'completed or is rolled back'}.`;
}

/** Says when the first start of a queue begins, or why it does not, as sentences. */
export function queueStanding(service: string, queue: Queue, rollout: Rollout | null): string {
  const { starts, stop, wait } = queue;
  const [first] = starts;
  if (first === undefined) return '';
  if (rollout !== null && !isFinished(rollout)) return describeTurnBehind(first, rollout);
  if (stop !== undefined) return `The queue has stopped: ${stop.why}. ${queueRemedy(service, first)}`;
  return wait === undefined ? `${first.label} starts within a minute.` : `${first.label} waits: ${wait.why}.`;
}

/** Describes a queue in one line. */
export function queueLine(service: string, queue: Queue, rollout: Rollout | null): string {
  const names = queue.starts.map(queuedName).join(', ');
  return `🚶 In the queue of ${service}: ${names}. ${queueStanding(service, queue, rollout)}`;
}

/** Lists a queue: a line for each start, in the order of their turns. */
export function queueLines({ starts }: Queue): readonly string[] {
  return starts.map(
    ({ label, by, at, explicit, plan, hotfix, scheduled }, i) =>
      `${i + 1}. ${label}${describePairs(explicit)}${planWords(plan)}, ${displayName(by)}, since ${utcMoment(scheduled?.at ?? at)}${hotfix === undefined ? '' : `, hotfix: ${hotfix}`}`,
  );
}

/** Lists scheduled starts: a line for each, in the order of their moments. */
export function scheduledLines(service: string, starts: readonly ScheduledStart[] = []): readonly string[] {
  return starts.map(
    (start) =>
      `⏰ ${queuedName(start)}${describePairs(start.explicit)}${planWords(start.plan)} of ${service} is scheduled for ${startTimeText(start.scheduled)}.`,
  );
}

/** Names the plan that was chosen for a start, behind a space. */
const planWords = (plan: string | undefined): string => (plan === undefined ? '' : ` plan=${plan}`);

/** Names the versions that were chosen for a start, each behind a space. */
export function describePairs(explicit: Readonly<Record<string, string>>): string {
  return Object.entries(explicit)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, version]) => ` ${name}=${version}`)
    .join('');
}

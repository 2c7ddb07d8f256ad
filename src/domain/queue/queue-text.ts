import { utcMoment } from '../restrictions/freeze-in-force.ts';
import { isFinished, type Rollout } from '../rollout/record.ts';
import { displayName } from '../wording.ts';
import type { Queue, QueuedStart } from './queue.ts';

/** Names a start that waits: `v55 (alice)`. */
export function queuedName({ label, by, hotfix }: QueuedStart): string {
  return `${label} (${hotfix === undefined ? '' : 'hotfix, '}${displayName(by)})`;
}

/** Returns the remedy for a queue that has stopped, as a sentence. */
export function queueRemedy(service: string): string {
  return `/canary queue ${service} resume lets it go on; /canary queue ${service} leave <version> takes a start out.`;
}

/** Says when the first start of a queue begins, or why it does not, as sentences. */
export function queueStanding(service: string, queue: Queue, rollout: Rollout | null): string {
  const { starts, stop, wait } = queue;
  const [first] = starts;
  if (first === undefined) return '';
  if (rollout !== null && !isFinished(rollout))
    return `${first.label} starts when ${rollout.canary} has ${first.hotfix === undefined ? 'completed' : 'completed or is rolled back'}.`;
  if (stop !== undefined) return `The queue has stopped: ${stop.why}. ${queueRemedy(service)}`;
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
    ({ label, by, at, explicit, hotfix }, i) =>
      `${i + 1}. ${label}${pairs(explicit)}, ${displayName(by)}, since ${utcMoment(at)}${hotfix === undefined ? '' : `, hotfix: ${hotfix}`}`,
  );
}

function pairs(explicit: Readonly<Record<string, string>>): string {
  return Object.entries(explicit)
    .map(([name, version]) => ` ${name}=${version}`)
    .join('');
}

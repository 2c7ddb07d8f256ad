import type { Effect, EffectBody } from '../domain/rollout/effect.ts';
import type { Rollout } from '../domain/rollout/record.ts';
import { openApprovers } from '../domain/rollout/running-phase.ts';
import type { TimelineEntry } from '../domain/rollout/timeline-entry.ts';
import type { Store } from '../ports/store.ts';
import type { TimerEvent } from '../ports/timers.ts';

/** The timeline entries in one message: as many long ones as Slack accepts. */
const TOGETHER = 5;

/**
 * Has the newest rollouts of services of an earlier run posted again.
 * @param run.now in milliseconds since the epoch
 * @param run.wake invokes the timer function with an event
 */
export async function repostAll(
  store: Pick<Store, 'load' | 'save'>,
  run: {
    readonly services: readonly { readonly name: string }[];
    readonly now: number;
    readonly wake: (event: TimerEvent) => void;
  },
): Promise<void> {
  for (const { name } of run.services) {
    const event = await repostRollout(store, name, run.now);
    if (event !== null) run.wake(event);
  }
}

/**
 * Queues the newest rollout of a service to be posted again: its card, its baseline and its timeline. Slack begins anew with
 * each start of the sandbox, while records may be kept. Other waiting answers and alarms stay in the outbox.
 * @param now in milliseconds since the epoch
 * @returns the event that makes the timer function post it; null when there is nothing to post
 */
async function repostRollout(
  store: Pick<Store, 'load' | 'save'>,
  service: string,
  now: number,
): Promise<TimerEvent | null> {
  const record = await store.load(service);
  if (record === null || record.rollout === null) return null;
  const rollout: Rollout = { ...record.rollout, card: null };
  const others = record.outbox.filter(({ body }) => !isOnCard(body, rollout.id));
  const revision = record.revision + 1;
  const told = story(rollout).map((body, index): Effect => {
    // Each start has its own revision, so no key was used before.
    const key = `retold#${revision}#${index}`;
    return { key, at: now, attempts: 0, claimedUntil: 0, retryAt: 0, body };
  });
  await store.save({ ...record, revision, rollout, outbox: [...told, ...others] });
  const { id, step, generation } = rollout;
  return { service, rollout: id, seq: record.wake.seq, step, generation, at: now };
}

/** True when an effect draws or extends the old card; the new messages already contain its content. */
function isOnCard(body: EffectBody, rollout: string): boolean {
  const kinds = ['card', 'baseline', 'thread', 'verdict'];
  return 'rollout' in body && kinds.includes(body.kind) && body.rollout === rollout;
}

function story(rollout: Rollout): readonly EffectBody[] {
  const { id, timeline } = rollout;
  const messages = Array.from({ length: Math.ceil(timeline.length / TOGETHER) }, (_, index) =>
    timeline.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );
  const thread = messages.map((entries: readonly TimelineEntry[], index): EffectBody => {
    const mention = index === messages.length - 1 ? openApprovers(rollout) : [];
    return { kind: 'thread', rollout: id, entries, mention };
  });
  return [{ kind: 'card', rollout: id }, { kind: 'baseline', rollout: id }, ...thread];
}

import type { Effect, EffectBody } from '../../domain/rollout/effect.ts';
import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision, Planned } from '../../domain/rollout/signal.ts';
import type { TimelineEntry } from '../../domain/rollout/timeline-entry.ts';
import { followSchedule } from '../../rollout/queue/schedule.ts';
import { followRollout } from '../../rollout/queue/take-turn.ts';
import { withChannelMessages } from '../../rollout/state/channel-messages.ts';
import { callForAlarms, planNotices } from '../../rollout/state/notices.ts';
import { planRolloutEvents } from '../../rollout/state/rollout-events.ts';
import { digestKey } from '../ids.ts';

/** The time a key is remembered, in milliseconds: EventBridge delivers again for up to 24 hours. */
const REMEMBER_MS = 25 * 60 * 60_000;
const MINUTE_MS = 60_000;
/** The most keys that are remembered, so that the record stays small. */
const REMEMBER_COUNT = 400;
/** Timeline entries in the record; older ones are stored beside it. */
const KEEP_ENTRIES = 40;
/** The most effects that wait unmerged; beyond that, effects that say the same are merged. */
const KEEP_EFFECTS = 60;

/** True when this command or event was processed already. Records of an earlier version have the keys themselves. */
export function isSeen(record: ServiceRecord, key: string): boolean {
  const digest = digestKey(key);
  return record.seen.some((seen) => seen.key === digest || seen.key === key);
}

function rememberKeys(record: ServiceRecord, keys: readonly string[], now: number): ServiceRecord['seen'] {
  const young = record.seen.filter((seen) => now - seen.at < REMEMBER_MS);
  // Whole minutes take fewer bytes in gzip than milliseconds, and are rounded up: no key is forgotten early.
  const at = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
  return [...young, ...keys.map((key) => ({ key: digestKey(key), at }))].slice(-REMEMBER_COUNT);
}

function isWaitingCard(body: EffectBody, rollout: string, claimed: boolean): boolean {
  return !claimed && body.kind === 'card' && body.rollout === rollout;
}

/** Queues effects behind those that wait; a newer drawing of a card replaces one that no worker has begun. */
export function queueEffects(record: ServiceRecord, planned: readonly Planned[], now: number): ServiceRecord['outbox'] {
  let outbox = [...record.outbox];
  for (const { key, body } of planned) {
    if (outbox.some((effect) => effect.key === key)) continue;
    const replaced = outbox.filter(
      (effect) => body.kind === 'card' && isWaitingCard(effect.body, body.rollout, effect.claimedUntil > now),
    );
    // The request of a failed drawing may still arrive, and is the older one: the newer drawing waits as long as its retry would.
    const retryAt = Math.max(0, ...replaced.map((effect) => effect.retryAt));
    outbox = [
      ...outbox.filter((effect) => !replaced.includes(effect)),
      { key, at: now, attempts: 0, claimedUntil: 0, retryAt, body },
    ];
  }
  return outbox.length <= KEEP_EFFECTS ? outbox : compactOutbox(outbox, now);
}

/** True when two waiting effects may be merged: for the same thread, about the same alarm, or answers to the same person. */
function isMergeable(one: EffectBody, other: EffectBody): boolean {
  if (one.kind === 'thread' && other.kind === 'thread') return one.rollout === other.rollout;
  if (one.kind === 'breach' && other.kind === 'breach') return one.breach.name === other.breach.name;
  return one.kind === 'reply' && other.kind === 'reply' && one.to.user === other.to.user;
}

/**
 * Merges two effects into the later one; a thread message keeps the lines of the earlier one, and those who are called for the approval
 * that opened last.
 */
function mergeEffects(earlier: EffectBody, later: EffectBody): EffectBody {
  if (earlier.kind !== 'thread' || later.kind !== 'thread') return later;
  const entries = [...earlier.entries, ...later.entries].slice(-KEEP_ENTRIES);
  const { mention, asks } = later.mention.length === 0 ? earlier : later;
  const isSame = asks === earlier.asks && later.mention.length > 0;
  const { asks: _asks, ...kept } = later;
  return {
    ...kept,
    entries,
    mention: isSame ? [...new Set([...earlier.mention, ...mention])] : mention,
    ...(asks === undefined ? {} : { asks }),
  };
}

/**
 * Shortens the outbox after a long outage of Slack. Each thread gets one message with the newest lines, each alarm keeps its
 * newest change, each person the newest answer. The timeline keeps everything.
 */
function compactOutbox(outbox: ServiceRecord['outbox'], now: number): ServiceRecord['outbox'] {
  const kept: Effect[] = [];
  for (const effect of outbox) {
    const isFree = effect.claimedUntil <= now;
    const i = isFree
      ? kept.findIndex((other) => other.claimedUntil <= now && isMergeable(other.body, effect.body))
      : -1;
    const earlier = kept[i];
    if (earlier === undefined) kept.push(effect);
    else kept[i] = { ...earlier, key: effect.key, body: mergeEffects(earlier.body, effect.body) };
  }
  return kept;
}

/** Takes the oldest timeline entries out of a rollout that has too many. The caller stores them before it saves the record. */
export function trimTimeline(rollout: Rollout): {
  readonly rollout: Rollout;
  readonly spilled: readonly TimelineEntry[];
} {
  const over = rollout.timeline.length - KEEP_ENTRIES;
  if (over <= 0) return { rollout, spilled: [] };
  return { rollout: { ...rollout, timeline: rollout.timeline.slice(over) }, spilled: rollout.timeline.slice(0, over) };
}

/** Returns the rollout after a decision, and all effects of that: those decided, those of the signal, and what others are told. */
function planEffects(
  { rollout, outbox }: ServiceRecord,
  decision: Decision,
  extra: readonly Planned[],
  now: number,
): { readonly rollout: Rollout | null; readonly planned: readonly Planned[] } {
  if (decision.answer !== 'accepted')
    return { rollout, planned: rollout === null ? extra : callForAlarms(rollout, extra, now) };
  const decided = { next: decision.next, planned: [...extra, ...decision.effects] };
  const told = planNotices(rollout, decided, (key) => outbox.some((effect) => effect.key === key));
  const called = callForAlarms(told.next, told.planned, now);
  return { rollout: told.next, planned: [...called, ...planRolloutEvents(rollout, told.next, now)] };
}

/** Returns the record after a decision: with the next rollout, the effects to deliver, and the keys that count as processed. */
export function applyDecision(
  record: ServiceRecord,
  decision: Decision,
  keys: readonly string[],
  extra: readonly Planned[],
  now: number,
): ServiceRecord {
  const { rollout, planned: decided } = planEffects(record, decision, extra, now);
  const followed = followRollout(record, rollout, now);
  const scheduled = followSchedule({ ...followed.record, rollout }, record.rollout, now);
  const planned = [...decided, ...followed.planned, ...scheduled.planned];
  return {
    ...scheduled.record,
    rollout: rollout === null ? null : withChannelMessages(rollout, planned),
    outbox: queueEffects(record, planned, now),
    seen: rememberKeys(record, keys, now),
  };
}

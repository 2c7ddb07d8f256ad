import { isPerson } from '../../domain/people/requester.ts';
import type { News } from '../../domain/rollout/effect.ts';
import { isFinished, type Phase, type Rollout } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';

/** Returns the people who are called when a rollout rolls back or holds: its starter and its last approver, each once. */
function findConcerned({ by, approved = [] }: Rollout): readonly string[] {
  const starter = isPerson(by) ? [by.id] : [];
  const approver = approved.at(-1)?.by.at(-1);
  return [...new Set([...starter, ...(approver === undefined ? [] : [approver.id])])];
}

/** Tells whether a hold goes on, also where more became known about its reason. */
function isSameHold(was: Phase, is: Phase): boolean {
  return was.status === 'holding' && is.status === 'holding' && was.since === is.since;
}

/** Returns what began with a decision and people are told in the channel; null where nothing of that kind did. */
function findNews(before: Rollout | null, next: Rollout): News | null {
  const { phase } = next;
  const mention = findConcerned(next);
  if (phase.status === 'rolling-back' && phase.reason.kind === 'verdict') {
    // Coming back from `stuck`, it is the rollback that was told of already.
    const isTold = before?.phase.status === 'rolling-back' || before?.phase.status === 'stuck';
    return isTold ? null : { about: 'rollback', since: phase.since, fact: phase.reason.detail, mention };
  }
  if (phase.status !== 'holding' || (before !== null && isSameHold(before.phase, phase))) return null;
  if (phase.why.kind !== 'unhealthy' && phase.why.kind !== 'inconclusive') return null;
  return { about: 'hold', since: phase.since, fact: phase.why.detail, mention };
}

/** Returns the rollout with the end of its hold in the messages about it, and the effects that bring those up to date. */
function endHold(before: Rollout, next: Rollout): { readonly next: Rollout; readonly planned: readonly Planned[] } {
  const { phase } = before;
  const isOver = phase.status === 'holding' && !isSameHold(phase, next.phase);
  // A rollback and the end of the rollout are said with the card.
  const isOutcome = ['rolling-back', 'stuck'].includes(next.phase.status) || isFinished(next);
  const entry = next.timeline.find(({ n }) => n > before.entries);
  if (!isOver || isOutcome || entry === undefined) return { next, planned: [] };
  const answer = { at: entry.at, text: entry.text };
  const { alarmMessages = [] } = next;
  const open = alarmMessages.filter(({ about, since }) => about === 'hold' && since === phase.since);
  if (open.length === 0) return { next, planned: [] };
  return {
    next: {
      ...next,
      alarmMessages: alarmMessages.map((message) => (open.includes(message) ? { ...message, answer } : message)),
    },
    planned: open.map(({ key }) => ({
      key: `restate#${key}`,
      body: { kind: 'restate', rollout: next.id, message: key },
    })),
  };
}

/**
 * Plans the messages in the channel that a decision needs beside its other effects: one when Serin begins to roll back or to hold,
 * and the end of a hold in the message that told of it.
 *
 * @param before the rollout before the decision; null when there was none
 */
export function planNotices(
  before: Rollout | null,
  next: Rollout,
): { readonly next: Rollout; readonly planned: readonly Planned[] } {
  const previous = before?.id === next.id ? before : null;
  const ended = previous === null ? { next, planned: [] } : endHold(previous, next);
  const news = findNews(previous, next);
  if (news === null) return ended;
  const key = `notice#${next.id}#${next.entries}`;
  return { ...ended, planned: [...ended.planned, { key, body: { kind: 'notice', rollout: next.id, news } }] };
}

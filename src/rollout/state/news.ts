import { rolloutVerdictText } from '../../domain/analysis/rollout-words.ts';
import type { Notify } from '../../domain/people/notify.ts';
import type { Person } from '../../domain/people/person.ts';
import { isPerson } from '../../domain/people/requester.ts';
import type { News } from '../../domain/rollout/effect.ts';
import type { Phase, Reason, Rollout } from '../../domain/rollout/record.ts';
import { displayName, duration, joinWithAnd, reasonText, withoutFullStop } from '../../domain/wording.ts';
import { holdReason } from './hold-reason.ts';

/** A change before it is known whom it calls. `by`: the person who made it, who knows it already. */
type Change = Omit<News, 'mention'> & { readonly by?: Person };

/** Tells whether a hold goes on, also where more became known about its reason. */
export function isSameHold(was: Phase, is: Phase): boolean {
  return was.status === 'holding' && is.status === 'holding' && was.since === is.since;
}

/** Returns the people who are called: who started the rollout and who approved last, each once. */
function findConcerned({ by, approved = [] }: Rollout, who?: Person): readonly string[] {
  const starter = isPerson(by) ? [by.id] : [];
  const approver = approved.at(-1)?.by.at(-1);
  const people = [...starter, ...(approver === undefined ? [] : [approver.id])];
  return [...new Set(people)].filter((id) => id !== who?.id);
}

/** The changes for which a service names further people to call. */
type Called = keyof Notify;

const isCalledFor = (about: string): about is Called => ['rollback', 'hold', 'stuck', 'end'].includes(about);

/** Returns the people who are called for a change: those concerned, and those whom the service names, each once. */
export function findCalled(rollout: Rollout, about: News['about'], who?: Person): readonly string[] {
  const named = isCalledFor(about) ? rollout.config.notify?.[about] : undefined;
  const others = named === undefined || named === 'off' ? [] : named;
  return [...new Set([...findConcerned(rollout, who), ...others])].filter((id) => id !== who?.id);
}

/** Returns the person who asked for a rollback; none where it was nobody in Slack. */
function findAsker(reason: Reason): { readonly by?: Person } {
  return reason.kind === 'person' || reason.kind === 'rejected' ? { by: reason.by } : {};
}

/** Returns half a sentence as the beginning of one. Names at its beginning keep their letters. */
function toSentence(words: string): string {
  return words.replace(/^(?:somebody|nobody|the) /, (word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
}

/** Describes a rollout that came through: how long it took, who approved, and the comparison. */
function endText(rollout: Rollout, at: number): string {
  const { startedAt, approved = [], analysis } = rollout;
  const people = [...new Set(approved.flatMap(({ by }) => by.map(displayName)))];
  const who = people.length === 0 ? '' : `, approved by ${joinWithAnd(people)}`;
  const compared = analysis?.verdict === undefined ? '' : `. ${rolloutVerdictText(rollout, analysis.verdict)}`;
  return `It took ${duration(at - startedAt)}${who}${compared}`;
}

/** Finds what somebody changed after the end, as soon as it is known; what the look at the end of the window finds is in the thread. */
function findUndone(
  before: Rollout | null,
  { timeline }: Rollout,
  { changed, lookedAt }: Extract<Phase, { status: 'completed' }>,
): Change | null {
  const was = before?.phase.status === 'completed' ? before.phase : undefined;
  const at = timeline.at(-1)?.at;
  if (changed === undefined || at === undefined || was?.changed === changed || was?.lookedAt !== lookedAt) return null;
  return { about: 'undone', since: at, fact: changed };
}

/** Finds the change of the phase that the channel is told of; null where there is none. */
function findChange(before: Rollout | null, next: Rollout): Change | null {
  const { phase } = next;
  const was = before?.phase.status;
  switch (phase.status) {
    case 'rolling-back': {
      // Coming back from `stuck`, it is the rollback that was told of already.
      if (was === 'rolling-back' || was === 'stuck') return null;
      const { reason, since } = phase;
      // The message about the hold says that somebody answered it so.
      if (was === 'holding' && (reason.kind === 'person' || reason.kind === 'iam')) return null;
      return { about: 'rollback', since, fact: reasonText(reason), ...findAsker(reason) };
    }
    case 'holding': {
      const { since, why, activity } = phase;
      if (before !== null && isSameHold(before.phase, phase)) return null;
      return { about: 'hold', since, fact: toSentence(withoutFullStop(holdReason(why, activity))) };
    }
    case 'stuck': {
      const { since, target, fault } = phase;
      return was === 'stuck'
        ? null
        : { about: 'stuck', since, fact: `${target} cannot be brought back: ${withoutFullStop(fault.message)}` };
    }
    case 'completed':
      if (was !== 'completed') return { about: 'end', since: phase.at, fact: endText(next, phase.at) };
      return findUndone(before, next, phase);
    default:
      return null;
  }
}

/**
 * Returns the change of a rollout that people are told in the channel; null where there is none.
 *
 * @param before the same rollout before the decision; null when it begins
 */
export function findNews(before: Rollout | null, next: Rollout): News | null {
  const change = findChange(before, next);
  if (change === null || (change.about === 'end' && next.config.notify?.end === 'off')) return null;
  const { by, ...rest } = change;
  return { ...rest, mention: findCalled(next, change.about, by) };
}

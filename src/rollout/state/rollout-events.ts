import type { Person } from '../../domain/people/person.ts';
import { phaseStart, type Rollout } from '../../domain/rollout/record.ts';
import type { RolloutEvent, RolloutEventType } from '../../domain/rollout/rollout-event.ts';
import { asksPeople, isRunning } from '../../domain/rollout/running-phase.ts';
import type { Planned } from '../../domain/rollout/signal.ts';
import { displayName, reasonText } from '../../domain/wording.ts';

/** A change, before it is told: its type, and what makes it differ from others of its type in the same rollout. */
interface Change {
  readonly type: RolloutEventType;
  readonly which: string | number;
  /** The person who gave a vote or took it back. */
  readonly voter?: Person;
}

/** The people who approved a step so far: of the open approval, or of one that was given. */
function findApprovers({ phase, step, approved = [] }: Rollout, of: number): readonly Person[] {
  if (step === of && 'approvals' in phase) return phase.approvals.map(({ by }) => by);
  return approved.find(({ step: passed }) => passed === of)?.by ?? [];
}

/**
 * Finds the votes that were given or taken back. A person may do both several times, so the moment is part of what tells them apart.
 */
function findVotes(before: Rollout, after: Rollout, now: number): readonly Change[] {
  const [was, is] = [before, after].map((rollout) => findApprovers(rollout, before.step));
  const isMissing = (people: readonly Person[] = [], { id }: Person) => people.every((known) => known.id !== id);
  const which = ({ id }: Person) => `${before.step}@${phaseStart(before.phase)}@${id}@${now}`;
  const given = (is ?? []).filter((person) => isMissing(was, person));
  const isStillAsked = asksPeople(after.phase) && phaseStart(after.phase) === phaseStart(before.phase);
  const withdrawn = isStillAsked ? (was ?? []).filter((person) => isMissing(is, person)) : [];
  return [
    ...given.map((by) => ({ type: 'Rollout Approval Given', which: which(by), voter: by }) as const),
    ...withdrawn.map((by) => ({ type: 'Rollout Approval Withdrawn', which: which(by), voter: by }) as const),
  ];
}

/** Finds the change of the phase that others are told of; null where there is none. */
function findPhaseChange(before: Rollout | null, { phase }: Rollout): Change | null {
  if (before?.phase.status === phase.status && phase.status !== 'holding') return null;
  if (before !== null && phaseStart(before.phase) === phaseStart(phase) && before.phase.status === phase.status)
    return null;
  const which = phaseStart(phase);
  switch (phase.status) {
    case 'holding':
      return { type: 'Rollout Held', which };
    case 'rolling-back':
      // Coming back from `stuck`, it is the rollback that was told of already.
      return before?.phase.status === 'stuck' ? null : { type: 'Rollout Rolling Back', which };
    case 'rolled-back':
      return { type: 'Rollout Rolled Back', which };
    case 'completed':
      return { type: 'Rollout Completed', which };
    default:
      return null;
  }
}

function findChanges(before: Rollout | null, after: Rollout, now: number): readonly Change[] {
  const previous = before?.id === after.id ? before : null;
  const phaseChange = findPhaseChange(previous, after);
  const isInPlan = isRunning(after.phase) && after.step < after.config.plan.length;
  const hasNewStep = previous !== null && previous.step !== after.step && isInPlan;
  const readAsk = (rollout: Rollout) => `${rollout.step}@${phaseStart(rollout.phase)}`;
  const isAskedNow = asksPeople(after.phase);
  const wasAsked = previous !== null && asksPeople(previous.phase) && readAsk(previous) === readAsk(after);
  return [
    ...(previous === null ? [{ type: 'Rollout Started', which: '' } as const] : findVotes(previous, after, now)),
    ...(hasNewStep ? [{ type: 'Rollout Step Changed', which: after.step } as const] : []),
    ...(isAskedNow && !wasAsked ? [{ type: 'Rollout Approval Requested', which: readAsk(after) } as const] : []),
    ...(phaseChange === null ? [] : [phaseChange]),
  ];
}

function findReason({ type }: Change, { phase, timeline }: Rollout): string | null {
  if ('reason' in phase) return reasonText(phase.reason);
  return type === 'Rollout Held' ? (timeline.at(-1)?.text ?? '') : null;
}

function toEvent(change: Change, rollout: Rollout, now: number): RolloutEvent {
  const { id, service, canary, by, phase, step, config, weight, targets, card } = rollout;
  const { type, which, voter } = change;
  return {
    v: 1,
    key: `${id}#${type}#${which}`,
    type,
    at: now,
    ...{ service, rollout: id, stable: targets[0]?.stable ?? '', canary, startedBy: displayName(by) },
    ...{ status: phase.status, step: step + 1, steps: config.plan.length, weight },
    reason: findReason(change, rollout),
    approvedBy: voter === undefined ? null : displayName(voter),
    card: card === null || card.permalink === '' ? null : card.permalink,
  };
}

/**
 * Returns the events that tell others of a decision, for services that want them (`events: on`).
 * @param before the rollout before the decision; null when there never was one
 */
export function planRolloutEvents(before: Rollout | null, after: Rollout, now: number): readonly Planned[] {
  if (after.config.events !== 'on') return [];
  return findChanges(before, after, now).map((change) => {
    const event = toEvent(change, after, now);
    return { key: `event#${event.key}`, body: { kind: 'event', event } };
  });
}

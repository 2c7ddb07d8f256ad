import type { Phase, Rollout, TargetState } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import type { Aftermath, Decision, Evidence, Signal, TargetAftermath } from '../../domain/rollout/signal.ts';
import { ANSWER_AFTER_WINDOW_MS } from '../../domain/timing.ts';
import { percent, versionLabel, withoutFullStop } from '../../domain/wording.ts';
import { accept, addEntry } from '../state/transition.ts';

export type Completed = Extract<Phase, { status: 'completed' }>;

/** A target that is not as the rollout left it, or cannot be read. */
export interface ChangeSince {
  readonly target: string;
  /** The difference, in words. */
  readonly text: string;
  /** `share`: only its share differs, so that Serin can put it back. `itself`: the target went back. `unread`: nobody knows. */
  readonly kind: 'share' | 'other' | 'itself' | 'unread';
}

/** Returns the completed phase of a rollout that still knows what it left: until a day after its rollback window; null for any other. */
export function watchedEnd({ phase }: Rollout, now: number): Completed | null {
  const isWatched =
    phase.status === 'completed' &&
    phase.windowUntil !== undefined &&
    now <= phase.windowUntil + ANSWER_AFTER_WINDOW_MS;
  return isWatched ? phase : null;
}

/** Returns the moment of the look at the end of the rollback window; null where none is due any more. */
export function endLookAt(rollout: Rollout | null): number | null {
  const phase = rollout?.phase;
  return phase?.status === 'completed' && phase.lookedAt === undefined ? (phase.windowUntil ?? null) : null;
}

function findChange(target: TargetState, canary: string, seen: TargetAftermath | undefined): ChangeSince | null {
  const { name } = target;
  if (seen === undefined || seen.fault !== null || seen.weight === null) {
    const why = seen?.fault ? `: ${withoutFullStop(seen.fault.message)}` : '';
    return { target: name, text: `${name} could not be read${why}`, kind: 'unread' };
  }
  if (seen.drift !== null) return { target: name, text: `${name} was changed: ${seen.drift}`, kind: 'other' };
  if (seen.wentBack !== undefined)
    return { target: name, text: `${name} went back by itself: ${seen.wentBack}`, kind: 'itself' };
  if (seen.promoted) return null;
  const text = seen.atBaseline
    ? `${name} is back on ${versionLabel(target.stable)} (expected ${versionLabel(target.canary)})`
    : `${name} has ${percent(seen.weight)} on ${canary} (expected 100%)`;
  return { target: name, text, kind: 'share' };
}

/** Returns the targets that are not as a completed rollout left them, as they were read right now. */
export function changesSince(rollout: Rollout, { targets }: Aftermath): readonly ChangeSince[] {
  return rollout.targets.flatMap(
    (target) =>
      findChange(
        target,
        rollout.canary,
        targets.find(({ name }) => name === target.name),
      ) ?? [],
  );
}

const listChanges = (changes: readonly ChangeSince[]): string => changes.map(({ text }) => text).join(', ');

/**
 * Returns the changes in one sentence without its full stop, with their cause; empty where there are none.
 *
 * @param by who made them, where that is known
 */
export function changeWords(changes: readonly ChangeSince[], by?: string): string {
  const isMade = ({ kind }: ChangeSince) => kind === 'share' || kind === 'other';
  const made = changes.filter(isMade);
  const who = by === undefined ? 'likely changed by a deployment tool' : `changed by ${by}`;
  const cause = made.length === 0 ? [] : [`${listChanges(made)}; ${who}`];
  return [...cause, ...changes.filter((change) => !isMade(change)).map(({ text }) => text)].join('. ');
}

/** Tells whether Serin can put back all that was changed: only shares, in a service without environments, whose roles have changed. */
export function canPutBackAfterEnd({ environments }: Rollout, changes: readonly ChangeSince[]): boolean {
  return environments === null && changes.length > 0 && changes.every(({ kind }) => kind === 'share');
}

/** Says what people can do about changes after the end. */
export function answerHint(rollout: Rollout, changes: readonly ChangeSince[]): string {
  const { service } = rollout;
  if (changes.every(({ kind }) => kind === 'unread')) return 'Look again in a minute.';
  const back = canPutBackAfterEnd(rollout, changes)
    ? `/canary put-back ${service} sets it again`
    : 'Start the version that users are to have';
  return `${back}; /canary accept ${service} leaves it.`;
}

/**
 * Takes in the one look at the end of the rollback window, and tells people once what somebody changed since the end.
 *
 * @param seen the targets as they were read
 */
export function lookAtEnd(rollout: Rollout, phase: Completed, seen: Aftermath, now: number): Decision {
  const due = endLookAt(rollout);
  if (due === null || now < due)
    return { answer: 'ignored', because: 'The rollback window is not over, or was looked at.' };
  const changes = changesSince(rollout, seen);
  const say = 'Looked at the end of the rollback window.';
  const looked: Rollout = { ...rollout, phase: { ...phase, lookedAt: now } };
  if (changes.length === 0) return { answer: 'accepted', next: looked, effects: [], say };
  // People were told of it, and by whom it was, when it was made.
  if (phase.change === listChanges(changes)) return { answer: 'accepted', next: looked, effects: [], say };
  const changed = changeWords(changes);
  const told: Rollout = { ...rollout, phase: { ...withoutChange(phase), lookedAt: now, changed } };
  const text = `The rollback window is over. ${changed}. ${answerHint(rollout, changes)}`;
  return accept(rollout, addEntry(told, now, text), say);
}

/** Returns the phase without what was told of a change. */
function withoutChange({ changed: _told, change: _known, canPutBack: _offered, ...phase }: Completed): Completed {
  return phase;
}

/**
 * Tells people once, as soon as AWS reports it, that somebody changed what a completed rollout left, and who it was; and once when
 * that is undone. Calls that were made before the end are those of the rollout itself.
 */
export function tellTargetChange(
  rollout: Rollout,
  signal: Extract<Signal, { kind: 'target-change' }>,
  { aftermath }: Evidence,
  now: number,
): Decision {
  const phase = signal.rollout === rollout.id ? watchedEnd(rollout, now) : null;
  if (phase === null || signal.at <= phase.at)
    return { answer: 'ignored', because: 'No completed rollout is looked at any more, or it was completed later.' };
  if (aftermath === undefined) return { answer: 'needs-aftermath' };
  const changes = changesSince(rollout, aftermath);
  const unread = changes.find(({ kind }) => kind === 'unread');
  if (unread !== undefined) return refuse('aftermath-unknown', `${unread.text}.`);
  const quiet = withoutChange(phase);
  if (changes.length === 0) {
    if (phase.changed === undefined) return { answer: 'ignored', because: 'Every target is as the rollout left it.' };
    const next = addEntry({ ...rollout, phase: quiet }, now, `Every target is again as ${rollout.canary} left it.`);
    return accept(rollout, next, 'The change was undone.');
  }
  const change = listChanges(changes);
  if (phase.change === change) return { answer: 'ignored', because: 'People were told of it.' };
  const changed = changeWords(changes, signal.caller);
  const offered = canPutBackAfterEnd(rollout, changes) ? ({ canPutBack: true } as const) : {};
  const told: Rollout = { ...rollout, phase: { ...quiet, changed, change, ...offered } };
  const text = `${changed}. ${answerHint(rollout, changes)}`;
  return accept(rollout, addEntry(told, now, text), 'Told what somebody changed after the end.');
}

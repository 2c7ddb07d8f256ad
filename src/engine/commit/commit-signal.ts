import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision, Evidence, Planned, Signal } from '../../domain/rollout/signal.ts';
import type { Deps } from '../deps.ts';
import { readAlarmStates } from '../reconcile/read-alarm-states.ts';
import { readStartRestrictions } from '../restrictions/read-freeze.ts';
import { applyDecision, isSeen } from './apply-decision.ts';
import { armWatchdog } from './arm-watchdog.ts';
import { decideWithEvidence } from './decide-with-evidence.ts';
import { findMissedAlarmChanges } from './missed-alarm-changes.ts';
import { load, retryOnConflict, save } from './save.ts';

/** The options for committing a signal. */
export interface CommitOptions {
  /** The keys under which the signal counts once; empty for signals that are harmless when repeated. */
  readonly keys: readonly string[];
  /** The record as this worker has just saved or loaded it, to spare a read. */
  readonly known?: ServiceRecord;
  /** The evidence that was read for the signal already. */
  readonly evidence?: Evidence;
  /** The rollout the signal is about; once another one has taken its place, the signal changes nothing. */
  readonly onlyFor?: string;
  /** The number of the timer that brought the signal: it has fired, so another one has to be set. */
  readonly usedWake?: number;
  /** True when the keys are kept even if nothing changes, for a definite answer that no effect carries. */
  readonly remembers?: true;
  /** True for a decision that is not saved, because its command is carried out in another way then. */
  readonly givesUp?: (decision: Decision) => boolean;
  /** Further effects, given the decision. */
  readonly extra?: (decision: Decision, record: ServiceRecord) => readonly Planned[] | Promise<readonly Planned[]>;
}

/** The result of committing a signal. `repeat`: its key was processed before, and nothing was changed. */
export interface CommitResult {
  readonly record: ServiceRecord;
  readonly decision: Decision | null;
  readonly repeat: boolean;
}

/** Puts the control center, as it was read for a start, into the record of the rollout that begins. */
function withControlCenter(next: ServiceRecord, signal: Signal, decision: Decision, now: number): ServiceRecord {
  if (signal.kind !== 'start' || decision.answer !== 'accepted') return next;
  const center = signal.draft.environments?.center;
  if (center === undefined) return { ...next, controlCenter: null };
  const { version, value } = center;
  return { ...next, controlCenter: { version, value, at: now, maybe: [], busyUntil: 0, foreign: null } };
}

/** Reads alarms, freezes and locks again: another worker saved while a start was prepared, perhaps because of one of them. */
async function refreshStart(deps: Deps, signal: Signal): Promise<Signal> {
  if (signal.kind !== 'start') return signal;
  const { freeze: _freeze, lock: _lock, ...draft } = signal.draft;
  const [alarms, restrictions] = await Promise.all([
    readAlarmStates(deps, draft.service.name, draft.service.alarms),
    readStartRestrictions(deps, draft.service, signal.by),
  ]);
  return { ...signal, draft: { ...draft, alarms, ...restrictions } };
}

/**
 * Returns the record after a decision, with the messages that belong to it; null when there is nothing to save.
 *
 * @param evidence as it was read for the decision
 */
async function nextRecord(
  deps: Deps,
  record: ServiceRecord,
  signal: Signal,
  { decision, evidence }: { readonly decision: Decision; readonly evidence: Evidence },
  options: CommitOptions,
): Promise<ServiceRecord | null> {
  const asked = (await options.extra?.(decision, record)) ?? [];
  const extra = [...asked, ...findMissedAlarmChanges(record.rollout, decision, evidence.alarms ?? [])];
  const counts = decision.answer === 'accepted' || extra.length > 0 || options.remembers === true;
  if (!counts && options.usedWake === undefined) return null;
  const now = deps.clock.now();
  const next = applyDecision(record, decision, counts ? options.keys : [], extra, now);
  return withControlCenter(next, signal, decision, now);
}

/**
 * Commits one signal: loads the record, decides, sets the watchdog, saves; all of it again when another worker saved first.
 * Touches neither targets nor Slack.
 */
export function commitSignal(
  deps: Deps,
  service: string,
  signal: Signal,
  options: CommitOptions,
): Promise<CommitResult> {
  return retryOnConflict(async (attempt): Promise<CommitResult> => {
    const record = (attempt === 1 && options.known) || (await load(deps, service));
    if (options.keys.some((key) => isSeen(record, key))) return { record, decision: null, repeat: true };
    if (options.onlyFor !== undefined && record.rollout?.id !== options.onlyFor)
      return { record, decision: null, repeat: false };
    const fresh = attempt === 1 ? signal : await refreshStart(deps, signal);
    const decided = await decideWithEvidence(deps, record, fresh, options.evidence);
    const { decision } = decided;
    if (options.givesUp?.(decision) === true) return { record, decision, repeat: false };
    const next = await nextRecord(deps, record, signal, decided, options);
    if (next === null) return { record, decision, repeat: false };
    const armed = await armWatchdog(deps, record, next, options.usedWake);
    return { record: await save(deps, record, armed), decision, repeat: false };
  });
}

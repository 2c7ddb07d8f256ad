import type { AlarmChange, AlarmDetails, AlarmReading } from '../../domain/alarm/state.ts';
import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import type { AlarmEvidence, Decision, Planned, Signal } from '../../domain/rollout/signal.ts';
import { startIn } from '../../environments/start-center.ts';
import { syncRunningRefusal } from '../../environments/sync.ts';
import { isNews } from '../../rollout/alarms/alarms.ts';
import { decide } from '../../rollout/decide.ts';
import type { Deps } from '../deps.ts';
import { alarmChangeKey } from '../ids.ts';
import { readAlarms } from '../read-alarms.ts';
import { readAftermath } from '../reconcile/read-aftermath.ts';
import { readTarget } from '../reconcile/read-target.ts';
import { shortenTexts } from '../shorten-texts.ts';
import { applyDecision, isSeen } from './apply-decision.ts';
import { armAndSave, withRecord } from './arm-and-save.ts';

/** The details of an alarm of which only the state was read. */
const UNKNOWN: AlarmDetails = {
  arn: '',
  kind: 'metric',
  description: '',
  metric: '',
  observedValue: null,
  threshold: null,
  comparison: '',
};

/** The options for committing a signal. */
export interface CommitOptions {
  /** The keys under which the signal counts once; empty for signals that are harmless when repeated. */
  readonly keys: readonly string[];
  /** The record as this worker has just saved or loaded it, to spare a read. */
  readonly known?: ServiceRecord;
  /** The rollout the signal is about; once another one has taken its place, the signal changes nothing. */
  readonly onlyFor?: string;
  /** The number of the timer that brought the signal: it has fired, so another one has to be set. */
  readonly usedWake?: number;
  /** True when the keys are kept even if nothing changes, for a definite answer that no effect carries. */
  readonly remembers?: true;
  /** Further effects, given the decision. */
  readonly extra?: (decision: Decision, record: ServiceRecord) => readonly Planned[] | Promise<readonly Planned[]>;
}

/** The result of committing a signal. `repeat`: its key was processed before, and nothing was changed. */
export interface CommitResult {
  readonly record: ServiceRecord;
  readonly decision: Decision | null;
  readonly repeat: boolean;
}

type Start = Extract<Signal, { kind: 'start' }>;

/** Returns a start as the newest record allows it, or the refusal: a sync runs, or the control center is behind. */
export function judgeStart(record: ServiceRecord, start: Start, now: number): Start | Decision {
  return syncRunningRefusal(record.sync) ?? startIn(record, start, now);
}

async function decideWithEvidence(
  deps: Deps,
  record: ServiceRecord,
  given: Signal,
): Promise<{ readonly decision: Decision; readonly evidence: AlarmEvidence }> {
  const { rollout } = record;
  const signal = given.kind === 'start' ? judgeStart(record, given, deps.clock.now()) : given;
  if ('answer' in signal) return { decision: signal, evidence: [] };
  const decision = decide(rollout, signal, deps.clock.now());
  if (decision.answer === 'needs-aftermath' && rollout !== null) {
    const busy = syncRunningRefusal(
      record.sync,
      'Roll back when that is done, if the side still has the version before then.',
    );
    if (busy !== null) return { decision: busy, evidence: [] };
    const seen = await readAftermath(deps, rollout);
    return { decision: decide(rollout, { ...signal, seen } as Signal, deps.clock.now()), evidence: [] };
  }
  if (decision.answer !== 'needs-alarms' || rollout === null) {
    const evidence = 'alarms' in signal && signal.alarms !== undefined ? signal.alarms : [];
    return {
      decision: rollout === null ? decision : await decideWithReadings(deps, rollout, signal, decision),
      evidence,
    };
  }
  const evidence = await readAlarms(deps, rollout);
  const informed = { ...signal, alarms: evidence } as Signal;
  return {
    decision: await decideWithReadings(deps, rollout, informed, decide(rollout, informed, deps.clock.now())),
    evidence,
  };
}

/** Decides again with fresh readings of the targets when the decision depends on them. */
async function decideWithReadings(deps: Deps, rollout: Rollout, signal: Signal, decision: Decision): Promise<Decision> {
  if (decision.answer !== 'needs-targets') return decision;
  const targets = await Promise.all(rollout.targets.map((target) => readTarget(deps, target)));
  return decide(rollout, { ...signal, targets } as Signal, deps.clock.now());
}

/** Makes the state change from a reading of an alarm whose event has not arrived (yet). */
function toAlarmChange(reading: AlarmReading): AlarmChange {
  const { name, value, since, suppressed, suppressedBy, evaluation, reason, details = UNKNOWN } = reading;
  const optional = { ...(suppressedBy && { suppressedBy }), ...(evaluation && { evaluation }) };
  return shortenTexts({ ...details, name, value, previous: null, since, suppressed, ...optional, reason });
}

function findMissedAlarmChanges(
  before: Rollout | null,
  decision: Decision,
  evidence: AlarmEvidence,
): readonly Planned[] {
  if (decision.answer !== 'accepted' || evidence === 'unreadable') return [];
  const { next, say } = decision;
  const news = evidence.filter(
    (reading) => before !== null && !reading.stray && isNews(before, reading) && !isNews(next, reading),
  );
  return news.map((reading) => ({
    key: alarmChangeKey(next.service, reading),
    body: {
      kind: 'breach',
      channel: next.config.channel,
      breach: toAlarmChange(reading),
      outcome: { rollout: next.id, did: say },
    },
  }));
}

/** Puts the control center, as it was read for a start, into the record of the rollout that begins. */
function withControlCenter(next: ServiceRecord, signal: Signal, decision: Decision, now: number): ServiceRecord {
  if (signal.kind !== 'start' || decision.answer !== 'accepted') return next;
  const center = signal.draft.environments?.center;
  if (center === undefined) return { ...next, controlCenter: null };
  const { version, value } = center;
  return { ...next, controlCenter: { version, value, at: now, maybe: [], busyUntil: 0, foreign: null } };
}

/** Reads the alarms again: another worker saved while a start was prepared, perhaps because an alarm fired. */
async function refreshAlarms(deps: Deps, signal: Signal): Promise<Signal> {
  if (signal.kind !== 'start') return signal;
  const alarms = await deps.health.readings(signal.draft.service.alarms);
  return { ...signal, draft: { ...signal.draft, alarms } };
}

/**
 * Commits one signal: decides on the record as it is, sets the watchdog, saves; decides again when another worker saved first.
 * Touches neither targets nor Slack.
 */
export function commitSignal(
  deps: Deps,
  service: string,
  signal: Signal,
  taking: CommitOptions,
): Promise<CommitResult> {
  let tries = 0;
  return withRecord(deps, service, taking.known, async (record): Promise<CommitResult> => {
    tries += 1;
    if (taking.keys.some((key) => isSeen(record, key))) return { record, decision: null, repeat: true };
    if (taking.onlyFor !== undefined && record.rollout?.id !== taking.onlyFor)
      return { record, decision: null, repeat: false };
    const { decision, evidence } = await decideWithEvidence(
      deps,
      record,
      tries === 1 ? signal : await refreshAlarms(deps, signal),
    );
    const asked = (await taking.extra?.(decision, record)) ?? [];
    const extra = [...asked, ...findMissedAlarmChanges(record.rollout, decision, evidence)];
    const counts = decision.answer === 'accepted' || extra.length > 0 || taking.remembers === true;
    if (!counts && taking.usedWake === undefined) return { record, decision, repeat: false };
    const now = deps.clock.now();
    const next = withControlCenter(
      applyDecision(record, decision, counts ? taking.keys : [], extra, now),
      signal,
      decision,
      now,
    );
    return { record: await armAndSave(deps, record, next, taking.usedWake), decision, repeat: false };
  });
}

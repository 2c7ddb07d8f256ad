import type { AlarmChange, AlarmDetails, AlarmReading } from '../../domain/alarm-state.ts';
import type { Rollout, ServiceRecord } from '../../domain/record.ts';
import type { AlarmEvidence, Decision, Planned, Signal } from '../../domain/signal.ts';
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

/** Details of an alarm that nothing more was read of than its state. */
const UNKNOWN: AlarmDetails = {
  arn: '',
  kind: 'metric',
  description: '',
  metric: '',
  observedValue: null,
  threshold: null,
  comparison: '',
};

/** How a signal is to be taken. */
export interface CommitOptions {
  /** Keys under which it must count once; empty for signals that are harmless when repeated. */
  readonly keys: readonly string[];
  /** The record as this worker has just saved or loaded it, to spare a read. */
  readonly known?: ServiceRecord;
  /** The rollout it is about: once another one has taken its place, there is nothing to take. */
  readonly onlyFor?: string;
  /** The number of the timer that brought the signal: it is used up, so another has to be set. */
  readonly usedWake?: number;
  /** Whether the keys are kept also when nothing changes: a definite answer that no effect carries. */
  readonly remembers?: true;
  /** Further effects, given the decision. */
  readonly extra?: (decision: Decision, record: ServiceRecord) => readonly Planned[] | Promise<readonly Planned[]>;
}

/** What became of a signal. `repeat`: its key was taken before; nothing was changed. */
export interface CommitResult {
  readonly record: ServiceRecord;
  readonly decision: Decision | null;
  readonly repeat: boolean;
}

type Start = Extract<Signal, { kind: 'start' }>;

/** A start in the light of the newest record, or why it cannot be decided on: a sync runs, the control center is behind. */
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

/** The decision, made anew with the targets as they are now where it depends on that. */
async function decideWithReadings(deps: Deps, rollout: Rollout, signal: Signal, decision: Decision): Promise<Decision> {
  if (decision.answer !== 'needs-targets') return decision;
  const targets = await Promise.all(rollout.targets.map((target) => readTarget(deps, target)));
  return decide(rollout, { ...signal, targets } as Signal, deps.clock.now());
}

/** A breach that was found by looking, for an alarm whose event has not come (yet). */
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

/** A rollout that begins knows the control center as it was read for it. */
function withControlCenter(next: ServiceRecord, signal: Signal, decision: Decision, now: number): ServiceRecord {
  if (signal.kind !== 'start' || decision.answer !== 'accepted') return next;
  const center = signal.draft.environments?.center;
  if (center === undefined) return { ...next, controlCenter: null };
  const { version, value } = center;
  return { ...next, controlCenter: { version, value, at: now, maybe: [], busyUntil: 0, foreign: null } };
}

/** Somebody saved while a start was prepared, perhaps because an alarm fired: the alarms are read again. */
async function refreshAlarms(deps: Deps, signal: Signal): Promise<Signal> {
  if (signal.kind !== 'start') return signal;
  const alarms = await deps.health.readings(signal.draft.service.alarms);
  return { ...signal, draft: { ...signal.draft, alarms } };
}

/**
 * Takes one signal: decides on the record as it is, sets the watchdog, saves; decides anew when somebody else saved first.
 * The world is not touched here.
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

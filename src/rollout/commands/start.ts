import type { AlarmState } from '../../domain/alarm/state.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Requester } from '../../domain/people/person.ts';
import { isPerson, toActor } from '../../domain/people/requester.ts';
import { type StartTime, startTimeText } from '../../domain/queue/start-time.ts';
import { withoutOldReadings } from '../../domain/rollout/read-share.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { isFinished } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import { openApprovers } from '../../domain/rollout/running-phase.ts';
import { describeStanding } from '../../domain/rollout/share.ts';
import type { Decision, Draft, Planned, Signal } from '../../domain/rollout/signal.ts';
import { EXPOSURE_COMMAND_TTL_MS } from '../../domain/timing.ts';
import { displayName, percent, rollbackHint, withoutFullStop } from '../../domain/wording.ts';
import { firstState } from '../alarms/alarms.ts';
import { beginAnalysis } from '../analysis/begin-analysis.ts';
import { draftAlarmSights, preflightFindings } from '../preflight/preflight.ts';
import { hotfixNotice } from '../queue/hotfix-notice.ts';
import { rollbackAdvice } from '../rollback/questions.ts';
import { removeRollbackButton } from '../rollback/rollback-window.ts';
import { accept, addEntry } from '../state/transition.ts';
import { enter } from '../steps/enter.ts';

type Start = Extract<Signal, { kind: 'start' }>;

/** The answer to a command that raises exposure and is too old. */
export function expiredRefusal(issuedAt: number, now: number): Decision | null {
  if (now - issuedAt <= EXPOSURE_COMMAND_TTL_MS) return null;
  return {
    answer: 'refused',
    code: 'expired',
    because: 'This command is more than 5 minutes old and was not carried out. Repeat it if you still want it.',
  };
}

/** From which environment to which; nothing for a service that is one stack. */
function describeWay({ environments }: Draft): string {
  if (environments === null) return '';
  const { stable, canary } = environments.roles;
  return ` Users go from environment ${stable} to environment ${canary}; deployments are closed.`;
}

/** Says how a start has waited. */
function waitText(scheduled: StartTime | undefined): string {
  return scheduled === undefined ? ' from the queue' : ` as scheduled for ${startTimeText(scheduled)}`;
}

function begin(signal: Start, findings: readonly Finding[], now: number): Rollout {
  const { draft } = signal;
  const alarms: Record<string, AlarmState> = {};
  for (const alarm of draft.alarms) {
    alarms[alarm.name] = firstState(alarm, (draft.force || draft.fix) && alarm.value === 'ALARM');
  }
  const analysis = beginAnalysis(draft, now);
  const rollout: Rollout = {
    id: draft.id,
    service: draft.service.name,
    canary: draft.canary,
    by: signal.by,
    askedAt: signal.issuedAt,
    startedAt: now,
    config: draft.service,
    environments: draft.environments?.roles ?? null,
    step: 0,
    hurried: [],
    phase: { status: 'shifting', since: now },
    weight: draft.weight,
    cohorts: [],
    generation: 1,
    reversals: 0,
    agreed: draft.weight,
    intendedAt: now,
    promotionBegan: false,
    noReturnAt: null,
    leaving: null,
    targets: draft.targets,
    components: { frozen: draft.components, unread: null },
    alarms,
    sights: draftAlarmSights(draft),
    ...(draft.fix && { fix: true as const }),
    ...(draft.notes !== undefined && { notes: draft.notes }),
    ...(draft.planName !== undefined && { planName: draft.planName }),
    ...(analysis !== null && { analysis }),
    findings,
    ...(draft.lock !== undefined && { lock: { by: draft.lock.by, at: draft.lock.at, reason: draft.lock.reason } }),
    timeline: [],
    entries: 0,
    card: null,
  };
  const adopted = draft.weight > 0 ? ` Takes over the ${percent(draft.weight)} that the canary has already.` : '';
  const waited = signal.turn === true ? waitText(signal.scheduled) : '';
  const why = signal.hotfix === undefined ? '' : ` as a hotfix: ${withoutFullStop(signal.hotfix)}`;
  const plan = draft.planName === undefined ? '' : ` with the plan ${draft.planName}`;
  const text = `${displayName(signal.by)} started ${draft.canary}${plan}${waited}${why}.${describeWay(draft)}${adopted}`;
  return enter(addEntry(rollout, now, text, toActor(signal.by)), 0, now);
}

/** Says why nothing can start while a rollout runs, and what the requester can do about that. */
export function runningRefusal(running: Rollout, asker: Requester, now: number): string {
  const { service, canary, by } = running;
  const out = rollbackAdvice(running);
  const queue = isPerson(asker) ? ' Add `queue` to the start, and it begins after that by itself.' : '';
  const wait = out === '' ? `Wait until it ends${rollbackHint(running)}.${queue}` : out;
  return `${service} is being rolled out already: ${canary}, started by ${displayName(by)}, ${describeStanding(withoutOldReadings(running, now))}. ${wait}`;
}

/** Returns the message that tells the channel of a hotfix which starts at once; of one that waited it was told before. */
function tellOfHotfix(next: Rollout, { key, by, hotfix, turn, passed = [] }: Start, now: number): readonly Planned[] {
  if (hotfix === undefined || turn === true) return [];
  return [hotfixNotice(next, { key, by, label: next.canary, reason: hotfix, turn: 'now', passed }, now)];
}

/** Starts a rollout, if none runs and nothing stands in the way. */
export function start(running: Rollout | null, signal: Start, now: number): Decision {
  const { draft } = signal;
  if (running?.id === draft.id) return { answer: 'ignored', because: 'This rollout was started already.' };
  if (running !== null && !isFinished(running)) {
    return refuse('running', runningRefusal(running, signal.by, now));
  }
  const late = expiredRefusal(signal.issuedAt, now);
  if (late !== null) return late;
  const findings = preflightFindings(draft);
  if (findings.some((finding) => finding.severity === 'blocks')) {
    return {
      answer: 'refused',
      code: 'preflight',
      because: `${draft.service.name} ${draft.canary} cannot start. Nothing was moved.`,
      findings,
    };
  }
  const next = begin(signal, findings, now);
  const baseline: Planned = { key: `baseline#${next.id}`, body: { kind: 'baseline', rollout: next.id } };
  const earlier = running === null ? [] : removeRollbackButton(running);
  const decision = accept(null, next, `Started ${draft.canary}. Nothing has moved yet.`, openApprovers(next));
  return { ...decision, effects: [...decision.effects, baseline, ...tellOfHotfix(next, signal, now), ...earlier] };
}

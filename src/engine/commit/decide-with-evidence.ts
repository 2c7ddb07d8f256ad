import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import type { AlarmEvidence, Decision, Signal } from '../../domain/rollout/signal.ts';
import { startIn } from '../../environments/start-center.ts';
import { syncRunningRefusal } from '../../environments/sync.ts';
import { decide } from '../../rollout/decide.ts';
import type { Deps } from '../deps.ts';
import { readAftermath } from '../reconcile/read-aftermath.ts';
import { readAlarms } from '../reconcile/read-alarms.ts';
import { readTarget } from '../reconcile/read-target.ts';

type Start = Extract<Signal, { kind: 'start' }>;

/** Returns a start as the newest record allows it, or the refusal: a sync runs, or the control center is behind. */
export function judgeStart(record: ServiceRecord, start: Start, now: number): Start | Decision {
  return syncRunningRefusal(record.sync) ?? startIn(record, start, now);
}

/** Decides a signal on a record; reads the evidence that the decision asks for. */
export async function decideWithEvidence(
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
      'Roll back when that is done, if that environment still has the old version then.',
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

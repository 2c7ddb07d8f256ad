import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { startIn } from '../../environments/start-center.ts';
import { syncRunningRefusal } from '../../environments/sync.ts';
import { decide } from '../../rollout/decide.ts';
import { queueObjection } from '../../rollout/queue/take-turn.ts';
import type { Deps } from '../deps.ts';
import { readAftermath } from '../reconcile/read-aftermath.ts';
import { readAlarms } from '../reconcile/read-alarms.ts';
import { readMinutesInTime } from '../reconcile/read-minutes.ts';
import { readTarget } from '../reconcile/read-target.ts';
import { readFreeze } from '../restrictions/read-freeze.ts';

type Start = Extract<Signal, { kind: 'start' }>;

/** Returns a start as the newest record allows it, or the refusal: a sync runs, others wait, or the control center is behind. */
export function judgeStart(record: ServiceRecord, start: Start, now: number): Start | Decision {
  const passed = (record.queue?.starts ?? []).filter(({ hotfix }) => hotfix === undefined);
  const passing = start.hotfix === undefined || start.turn === true ? start : { ...start, passed };
  return syncRunningRefusal(record.sync) ?? queueObjection(record, start) ?? startIn(record, passing, now);
}

/** The answers of `decide` that ask for evidence. */
type Needs = Extract<Decision['answer'], `needs-${string}`>;

/** The way to read each kind of evidence. */
const readers: { readonly [N in Needs]: (deps: Deps, rollout: Rollout) => Promise<Evidence> } = {
  'needs-alarms': async (deps, rollout) => ({ alarms: await readAlarms(deps, rollout) }),
  'needs-targets': async (deps, rollout) => ({
    targets: await Promise.all(rollout.targets.map((target) => readTarget(deps, target))),
  }),
  'needs-minutes': async (deps, rollout) => ({ minutes: (await readMinutesInTime(deps, rollout)) ?? [] }),
  'needs-freeze': async (deps, { config }) => ({ freeze: await readFreeze(deps, config) }),
  'needs-aftermath': async (deps, rollout) => ({ aftermath: await readAftermath(deps, rollout) }),
};

const isNeeds = (answer: Decision['answer']): answer is Needs => Object.hasOwn(readers, answer);

/** Returns the refusal to move a finished rollout while a sync runs; null where none does, or where nobody asks to move it. */
function syncObjection(record: ServiceRecord, signal: Signal, asks: Needs): Decision | null {
  if (asks !== 'needs-aftermath' || !('by' in signal)) return null;
  const after = 'Roll back when that is done, if that environment still has the old version then.';
  return syncRunningRefusal(record.sync, after);
}

/**
 * Decides a signal on a record. Reads the evidence that the decision asks for, each kind once, and decides again.
 *
 * @param known the evidence that was read already
 */
export async function decideWithEvidence(
  deps: Deps,
  record: ServiceRecord,
  given: Signal,
  known: Evidence = {},
): Promise<{ readonly decision: Decision; readonly evidence: Evidence }> {
  const { rollout } = record;
  let evidence = known;
  const signal = given.kind === 'start' ? judgeStart(record, given, deps.clock.now()) : given;
  if ('answer' in signal) return { decision: signal, evidence };
  let decision = decide(rollout, signal, evidence, deps.clock.now());
  const asked = new Set<Needs>();
  while (rollout !== null && isNeeds(decision.answer) && !asked.has(decision.answer)) {
    const { answer } = decision;
    const objection = syncObjection(record, signal, answer);
    if (objection !== null) return { decision: objection, evidence };
    asked.add(answer);
    evidence = { ...evidence, ...(await readers[answer](deps, rollout)) };
    decision = decide(rollout, signal, evidence, deps.clock.now());
  }
  return { decision, evidence };
}

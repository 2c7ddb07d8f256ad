import { isDeepStrictEqual } from 'node:util';
import { isSame as isSameSpeaker } from '../../../src/domain/people/requester.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../../src/domain/rollout/record.ts';
import type { World } from './world.ts';

const GOING_BACK = new Set(['rolling-back', 'stuck', 'rolled-back']);

/** What must hold between one save and the next. Throws the name of the invariant that does not. */
function checkSave(before: ServiceRecord | null, after: ServiceRecord): void {
  const was = before?.rollout ?? null;
  const is = after.rollout;
  const fail = (invariant: string): never => {
    throw new Error(
      `${invariant}\nwas ${JSON.stringify(was?.phase)} at ${was?.weight}\nis ${JSON.stringify(is?.phase)} at ${is?.weight}`,
    );
  };
  if (was !== null && !isFinished(was) && is?.id !== was.id)
    fail('one rollout per service: a running one was replaced');
  if (was !== null && is !== null && was.id === is.id) checkStep(was, is, fail);
  if (was !== null && is !== null && isFinished(was) && is.id === was.id && !isSame(was, is))
    checkReopened(was, is, fail);
  if (is !== null && !isFinished(is) && is.phase.status !== 'stuck' && after.wake.at === null)
    fail('nothing will wake a running rollout');
  if (after.outbox.length > 0 && after.wake.at === null && is?.phase.status !== 'stuck')
    fail('nothing will wake a full outbox');
}

/** Whether the only change is the one look at the end of the rollback window. */
function wasLookedAt({ phase: was }: Rollout, { phase: is }: Rollout): boolean {
  if (was.status !== 'completed' || is.status !== 'completed' || was.lookedAt !== undefined) return false;
  const { lookedAt, changed: _changed, ...kept } = is;
  return lookedAt !== undefined && lookedAt >= (was.windowUntil ?? 0) && isDeepStrictEqual(kept, was);
}

/** Whether nothing changed but what is told: also who is still on the canary of a rollout that is over, or the look at its end. */
function isSame(was: Rollout, is: Rollout): boolean {
  const wentBack = was.phase.status === 'rolled-back' && is.phase.status === 'rolled-back';
  const looked = wasLookedAt(was, is) && { entries: 0, phase: null };
  const told = {
    card: null,
    timeline: [],
    alarmMessages: [],
    ...(wentBack && { entries: 0, leaving: null }),
    ...looked,
  };
  return isDeepStrictEqual({ ...was, ...told }, { ...is, ...told });
}

/** A finished rollout changes in one way only: a completed one goes back, once, and nothing else of it is another. */
function checkReopened(was: Rollout, is: Rollout, fail: (invariant: string) => never): void {
  const hadWindow = was.phase.status === 'completed' && was.phase.windowUntil !== undefined;
  if (!hadWindow) fail('a finished rollout changed');
  const { phase, targets, timeline, card, reopenedAt, intendedAt, leaving, alarmMessages, wentBackFrom, ...kept } = is;
  const goesBack = phase.status === 'rolling-back' && phase.stage === 'returning' && phase.reason.kind !== 'alarm';
  if (!goesBack || reopenedAt === undefined || was.reopenedAt !== undefined) fail('a finished rollout changed');
  if (wentBackFrom !== was.weight) fail('it is not kept from which share it went back');
  if (reopenedAt !== intendedAt) fail('a rollout was reopened at another time than it went back');
  if (JSON.stringify(targets.map(identity)) !== JSON.stringify(was.targets.map(identity)))
    fail('a target of a finished rollout changed');
  const {
    phase: _p,
    targets: _t,
    timeline: _l,
    card: _c,
    intendedAt: _i,
    leaving: _w,
    alarmMessages: _m,
    wentBackFrom: _f,
    ...before
  } = was;
  const expected = {
    ...before,
    weight: 0,
    cohorts: [],
    generation: was.generation + 1,
    reversals: was.reversals + 1,
    entries: was.entries + 1,
  };
  if (!isDeepStrictEqual(kept, expected)) fail('a finished rollout changed');
}

const identity = ({ observed: _observed, ...rest }: Rollout['targets'][number]) => rest;

function checkStep(was: Rollout, is: Rollout, fail: (invariant: string) => never): void {
  if (GOING_BACK.has(was.phase.status) && (is.weight > 0 || !GOING_BACK.has(is.phase.status)))
    fail('rollback wins: it was undone');
  if (is.weight !== was.weight && is.generation <= was.generation) fail('the weight changed without a generation');
  if (is.generation < was.generation) fail('the generation fell');
  if (is.weight > was.weight && !raisedWithReason(was, is)) fail('no weight without a reason');
  if (is.entries < was.entries) fail('the timeline lost entries');
  const approvals = is.phase.status === 'awaiting-approval' ? is.phase.approvals : [];
  if (new Set(approvals.map((approval) => approval.by.id)).size !== approvals.length) fail('a person approved twice');
  if (approvals.some((approval) => !['U0BOB', 'U0CAROL'].includes(approval.by.id) || isSameSpeaker(approval.by, is.by)))
    fail('somebody approved who may not');
}

/** The people who approved, as the timeline has them. */
function approversIn(rollout: Rollout): ReadonlySet<string> {
  const people = rollout.timeline
    .filter((entry) => entry.text.includes('approved ('))
    .map(({ by }) => (by.kind === 'person' ? by.person.id : ''));
  return new Set(people);
}

function raisedWithReason(was: Rollout, is: Rollout): boolean {
  const step = is.config.plan[is.step];
  const byStep = step?.kind === 'shift' && step.weight === is.weight && is.step === was.step + 1;
  const passed = is.config.plan.slice(0, is.step);
  const gated = passed.every((gate) => gate.kind !== 'approve' || approversIn(is).size >= gate.count);
  const promoted = is.weight === 100 && is.timeline.some((entry) => entry.text.includes('promoted it'));
  const resumed = is.timeline.slice(-2).some((entry) => entry.text.includes('resumed'));
  return (byStep && gated) || promoted || resumed;
}

/** Watches every save and every write of a world; the first breach is kept, so that no catch block hides it. */
export function watch(world: World): () => void {
  let broken: unknown = null;
  let goingBack = false;
  const broughtBack = new Set<string>();
  world.store.onSave((before, after) => {
    const status = after.rollout?.phase.status ?? '';
    if (GOING_BACK.has(status) !== goingBack) broughtBack.clear();
    goingBack = GOING_BACK.has(status);
    try {
      checkSave(before, after);
    } catch (error) {
      broken ??= error;
    }
  });
  world.targets.onWrite((write) => {
    if (goingBack && write.verb === 'back') broughtBack.add(write.target);
    const late = write.after > 0 && broughtBack.has(write.target);
    if (late)
      broken ??= new Error(
        `rollback wins: ${write.target} was raised to ${write.after} after it had been brought back`,
      );
  });
  return () => {
    if (broken !== null) throw broken;
  };
}

/** After a rollback has written 0 to a target, no later write of that rollout raises it. */
export function checkWrites(world: World, rollout: Rollout): void {
  if (!GOING_BACK.has(rollout.phase.status)) return;
  for (const [name, place] of world.targets.places) {
    if (place.weight > 0) throw new Error(`rollback wins: ${name} still has ${place.weight}`);
  }
}

/** Every accepted command is in the timeline, and every line of the timeline was told. */
export function checkTold(world: World, rollout: Rollout): void {
  const spilled = [...(world.history.spilled.get(rollout.id)?.values() ?? [])];
  const lines = [...spilled, ...rollout.timeline];
  const numbers = new Set(lines.map((entry) => entry.n));
  if (numbers.size !== rollout.entries)
    throw new Error(`the timeline has ${numbers.size} of ${rollout.entries} entries`);
  const told = world.told
    .filter((message) => message.kind === 'thread')
    .map((message) => message.text)
    .join('\n');
  const untold = lines.find((entry) => !told.includes(entry.text));
  if (untold !== undefined) throw new Error(`never told: ${untold.text}`);
}

/** No call of a hook was made twice, but one that AWS refused. */
export function checkCalls(world: World): void {
  const ran = world.hooks.calls
    .filter((_, i) => world.hooks.results[i]?.kind !== 'refused')
    .map(({ rollout, step, call }) => `${rollout}/${step}/${call}`);
  if (new Set(ran).size !== ran.length) throw new Error(`a hook was called twice: ${ran.join(', ')}`);
}

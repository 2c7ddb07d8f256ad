import type { CallerAnswer, CallerCommand } from '../ports/caller.ts';
import type { Command } from '../ports/command.ts';
import type { HookAnswer } from '../ports/hooks.ts';
import type { Wake } from '../ports/timers.ts';
import type { Breach } from '../rollout/alarm-state.ts';
import type { IamIdentity, ServiceRecord } from '../rollout/record.ts';
import { isFinished } from '../rollout/record.ts';
import type { Signal } from '../rollout/signal.ts';
import { EVALUATION_INTERVAL_MS } from '../rollout/timing.ts';
import { wakeAt } from '../rollout/wake.ts';
import { bringUp } from './bring-up.ts';
import { componentEvidence } from './components.ts';
import { watchCenter } from './control-center.ts';
import type { Deps } from './deps.ts';
import { lookAtLeaving } from './look-at-leaving.ts';
import { onAlarm } from './on-alarm.ts';
import { onCaller } from './on-caller.ts';
import { onCommand } from './on-command.ts';
import { readDrain } from './read-drain.ts';
import { update } from './save.ts';
import { handle, MOVE_MS, settle } from './settle.ts';
import { readAlarms } from './submit.ts';

/** What carries out signals. */
export interface Engine {
  /** A person's command, verified. Answers the person. */
  command(command: Command): Promise<void>;
  /** What a proven IAM identity asks. Answers it. */
  answer(command: CallerCommand, by: IamIdentity): Promise<CallerAnswer>;
  /** An alarm changed its state. @param key the event's id */
  alarm(breach: Breach, key: string): Promise<void>;
  /** A hook answered later, and its token fits. */
  hook(answer: HookAnswer): Promise<void>;
  /** A timer fired. */
  wake(wake: Wake): Promise<void>;
}

async function onWake(deps: Deps, wake: Wake): Promise<void> {
  let record: ServiceRecord | null;
  try {
    record = await deps.store.load(wake.service);
  } catch (error) {
    await deps.timers.arm({ ...wake, seq: wake.seq + 1, at: deps.clock.now() + EVALUATION_INTERVAL_MS });
    throw error;
  }
  if (record === null) return;
  const { rollout } = record;
  const isOurs = wake.seq >= record.wake.seq;
  if (rollout === null || isFinished(rollout)) {
    const waits = isOurs && wakeAt(record, deps.clock.now()) !== null;
    const began = deps.clock.now();
    const ready = waits ? await update(deps, record, (same) => ({ ...same }), wake.seq) : record;
    const brought = await bringUp(deps, ready, began + MOVE_MS);
    return settle(deps, isOurs ? await lookAtLeaving(deps, brought) : brought);
  }
  const [alarms, reading] = await Promise.all([readAlarms(deps, rollout), readDrain(deps, rollout)]);
  const components = await componentEvidence(deps, rollout, alarms);
  const signal: Signal = {
    kind: 'timer',
    key: `wake#${wake.seq}`,
    rollout: rollout.id,
    alarms,
    ...(components !== undefined && { components }),
    ...(reading !== undefined && { reading }),
  };
  const taken = await handle(
    deps,
    wake.service,
    signal,
    isOurs ? { keys: [], known: record, usedWake: wake.seq } : { keys: [], known: record },
  );
  // Last, so that no rollback waits for SSM or CloudWatch.
  const watched = await watchCenter(deps, taken.record);
  const looked = isOurs ? await lookAtLeaving(deps, watched) : watched;
  if (looked !== taken.record) await settle(deps, looked);
}

/** An answer twice, or of a call that nobody waits for any more, changes nothing. */
async function onHook(deps: Deps, { service, rollout, step, call, ok, text }: HookAnswer): Promise<void> {
  const signal: Signal = { kind: 'hook', rollout, step, call, news: { kind: 'answered', ok, text } };
  await handle(deps, service, signal, { keys: [], onlyFor: rollout });
}

/** The engine: the only caller of the ports. Load, decide, watchdog, save, converge, tell. */
export function createEngine(deps: Deps): Engine {
  return {
    command: (command) => onCommand(deps, command),
    answer: (command, by) => onCaller(deps, command, by),
    alarm: (breach, key) => onAlarm(deps, breach, key),
    hook: (answer) => onHook(deps, answer),
    wake: (wake) => onWake(deps, wake),
  };
}

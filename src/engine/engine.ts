import type { CallerAnswer, CallerCommand } from '../ports/caller.ts';
import type { Command } from '../ports/command.ts';
import type { Wake } from '../ports/timers.ts';
import type { Breach } from '../rollout/alarm-state.ts';
import type { IamIdentity, ServiceRecord } from '../rollout/record.ts';
import { isFinished } from '../rollout/record.ts';
import type { Signal } from '../rollout/signal.ts';
import { EVALUATION_INTERVAL_MS } from '../rollout/timing.ts';
import type { Deps } from './deps.ts';
import { onAlarm } from './on-alarm.ts';
import { onCaller } from './on-caller.ts';
import { onCommand } from './on-command.ts';
import { update } from './save.ts';
import { handle, settle } from './settle.ts';
import { readAlarms } from './submit.ts';

/** What carries out signals. */
export interface Engine {
  /** A person's command, verified. Answers the person. */
  command(command: Command): Promise<void>;
  /** What a proven IAM identity asks. Answers it. */
  answer(command: CallerCommand, by: IamIdentity): Promise<CallerAnswer>;
  /** An alarm changed its state. @param key the event's id */
  alarm(breach: Breach, key: string): Promise<void>;
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
    const waits = isOurs && record.outbox.length > 0;
    return settle(deps, waits ? await update(deps, record, (same) => ({ ...same }), wake.seq) : record);
  }
  const alarms = await readAlarms(deps, rollout);
  const signal: Signal = { kind: 'timer', key: `wake#${wake.seq}`, rollout: rollout.id, alarms };
  await handle(
    deps,
    wake.service,
    signal,
    isOurs ? { keys: [], known: record, usedWake: wake.seq } : { keys: [], known: record },
  );
}

/** The engine: the only caller of the ports. Load, decide, watchdog, save, converge, tell. */
export function createEngine(deps: Deps): Engine {
  return {
    command: (command) => onCommand(deps, command),
    answer: (command, by) => onCaller(deps, command, by),
    alarm: (breach, key) => onAlarm(deps, breach, key),
    wake: (wake) => onWake(deps, wake),
  };
}

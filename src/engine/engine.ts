import type { AlarmChange } from '../domain/alarm-state.ts';
import type { IamIdentity } from '../domain/person.ts';
import type { Signal } from '../domain/signal.ts';
import type { CallerAnswer, CallerCommand } from '../ports/caller.ts';
import type { Command } from '../ports/command.ts';
import type { HookAnswer } from '../ports/hooks.ts';
import type { TimerEvent } from '../ports/timers.ts';
import type { Deps } from './deps.ts';
import { onAlarm } from './inbound/on-alarm.ts';
import { onCaller } from './inbound/on-caller.ts';
import { onCommand } from './inbound/on-command.ts';
import { onTimer } from './inbound/on-timer.ts';
import { processSignal } from './process-signal.ts';

/** What carries out signals. */
export interface Engine {
  /** A person's command, verified. Answers the person. */
  command(command: Command): Promise<void>;
  /** What a proven IAM identity asks. Answers it. */
  answer(command: CallerCommand, by: IamIdentity): Promise<CallerAnswer>;
  /** An alarm changed its state. @param key the event's id */
  alarm(breach: AlarmChange, key: string): Promise<void>;
  /** A hook answered later, and its token fits. */
  hook(answer: HookAnswer): Promise<void>;
  /** A timer fired. */
  wake(wake: TimerEvent): Promise<void>;
}

/** An answer twice, or of a call that nobody waits for any more, changes nothing. */
async function onHook(deps: Deps, { service, rollout, step, call, ok, text }: HookAnswer): Promise<void> {
  const signal: Signal = { kind: 'hook', rollout, step, call, news: { kind: 'answered', ok, text } };
  await processSignal(deps, service, signal, { keys: [], onlyFor: rollout });
}

/** The engine: the only caller of the ports. Load, decide, watchdog, save, converge, tell. */
export function createEngine(deps: Deps): Engine {
  return {
    command: (command) => onCommand(deps, command),
    answer: (command, by) => onCaller(deps, command, by),
    alarm: (breach, key) => onAlarm(deps, breach, key),
    hook: (answer) => onHook(deps, answer),
    wake: (wake) => onTimer(deps, wake),
  };
}

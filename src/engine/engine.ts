import type { HeardSignal } from '../domain/alarm/health-signal.ts';
import type { AlarmChange } from '../domain/alarm/state.ts';
import type { IamIdentity } from '../domain/people/person.ts';
import type { Signal } from '../domain/rollout/signal.ts';
import type { HookAnswer } from '../ports/hooks.ts';
import type { TargetsChange } from '../ports/inbound/api-call.ts';
import type { CallerAnswer, CallerCommand } from '../ports/inbound/caller.ts';
import type { SlackCommand } from '../ports/inbound/command.ts';
import type { DeploymentNews } from '../ports/inbound/deployment-event.ts';
import type { TimerEvent } from '../ports/timers.ts';
import type { Deps } from './deps.ts';
import { onAlarm } from './events/on-alarm.ts';
import { onDeployment } from './events/on-deployment.ts';
import { onHealthSignal } from './events/on-health-signal.ts';
import { onTargetsChanged } from './events/on-targets-changed.ts';
import { onTimer } from './events/on-timer.ts';
import { answerCaller } from './inbound/answer-caller.ts';
import { answerPerson } from './inbound/answer-person.ts';
import { processSignal } from './process-signal.ts';

/** The engine: carries out commands, alarms, hook answers and timers. */
export interface Engine {
  /** Carries out a person's verified command, and answers the person. */
  command(command: SlackCommand): Promise<void>;
  /** Carries out a command of an authenticated IAM identity, and returns the answer. */
  answer(command: CallerCommand, by: IamIdentity): Promise<CallerAnswer>;
  /** Handles a state change of an alarm. @param key the event's id */
  alarm(change: AlarmChange, key: string): Promise<void>;
  /** Handles a health signal of another system for a service. */
  healthSignal(service: string, heard: HeardSignal): Promise<void>;
  /** Handles a later answer of a hook, whose token was checked. */
  hook(answer: HookAnswer): Promise<void>;
  /** Handles a change of targets that AWS reported. */
  targetsChanged(change: TargetsChange): Promise<void>;
  /** Handles news of a deployment that AWS makes of a target. */
  deployment(news: DeploymentNews): Promise<void>;
  /** Handles a timer that fired. */
  wake(timer: TimerEvent): Promise<void>;
}

/** Handles a hook's answer. A repeated answer, or one for a call that nobody waits for any more, changes nothing. */
async function onHook(deps: Deps, { service, rollout, step, call, ok, text }: HookAnswer): Promise<void> {
  const signal: Signal = { kind: 'hook', rollout, step, call, news: { kind: 'answered', ok, text } };
  await processSignal(deps, service, signal, { keys: [], onlyFor: rollout });
}

/** Creates the engine, the only caller of the ports: load, decide, set the watchdog, save, converge, tell. */
export function createEngine(deps: Deps): Engine {
  return {
    command: (command) => answerPerson(deps, command),
    answer: (command, by) => answerCaller(deps, command, by),
    alarm: (change, key) => onAlarm(deps, change, key),
    healthSignal: (service, heard) => onHealthSignal(deps, service, heard),
    hook: (answer) => onHook(deps, answer),
    targetsChanged: (change) => onTargetsChanged(deps, change),
    deployment: (news) => onDeployment(deps, news),
    wake: (timer) => onTimer(deps, timer),
  };
}

import { lazy } from '../adapters/shared/lazy.ts';
import type { Deps } from '../engine/deps.ts';
import type { Engine } from '../engine/engine.ts';
import { onAlarm } from '../engine/events/on-alarm.ts';

const ENTRANCES: Readonly<Record<keyof Engine, true>> = {
  command: true,
  answer: true,
  alarm: true,
  healthSignal: true,
  hook: true,
  targetsChanged: true,
  deployment: true,
  wake: true,
};

/**
 * Creates the engine of a function. A process reads what alarms need at its start, because traffic waits for them; commands, timers and
 * the rest are read at the first of them.
 */
export function createLazyEngine(deps: Deps): Engine {
  const whole = lazy<Engine>(async () => (await import('../engine/engine.ts')).createEngine(deps), ENTRANCES);
  return { ...whole, alarm: (change, key) => onAlarm(deps, change, key) };
}

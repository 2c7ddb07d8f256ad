import type { FunctionParts } from '../../compose/functions.ts';
import { alarmHandler } from './alarm.ts';
import { timerHandler } from './timer.ts';
import { workerHandler } from './worker.ts';

/** The functions that run the engine. Each takes the event as AWS delivers it, and throws when AWS has to retry it. */
export type EngineHandlers = ReturnType<typeof engineHandlers>;

/** Creates all functions that run the engine, for a process that has them all; on AWS each has a file of its own. */
export function engineHandlers(parts: FunctionParts) {
  return { worker: workerHandler(parts), alarm: alarmHandler(parts), timer: timerHandler(parts) };
}

import { NotATimerEvent, parseTimerEvent } from '../../adapters/aws/scheduler/timer-event.ts';
import { isApiCallEvent } from '../../command/receive/api-call.ts';
import type { FunctionParts } from '../../compose/functions.ts';
import type { Log } from '../../ports/log.ts';
import type { TimerEvent } from '../../ports/timers.ts';

/** Returns the timer event that the timer function was invoked with. Malformed events are dropped; retrying cannot fix them. */
function readTimerEvent(event: unknown, log: Log): TimerEvent | null {
  try {
    return parseTimerEvent(event);
  } catch (error) {
    if (!(error instanceof NotATimerEvent)) throw error;
    log.error({ error, code: error.code }, 'dropped what is no timer');
    return null;
  }
}

/** Routes the input of a schedule, and what CloudTrail wrote down: calls that may have changed targets after the end of a rollout. */
export function timerHandler({ engine, receive, log }: FunctionParts): (event: unknown) => Promise<void> {
  return async (event) => {
    if (isApiCallEvent(event)) return receive.apiCall(event);
    const timer = readTimerEvent(event, log);
    if (timer !== null) await engine.wake(timer);
  };
}
